/** Rows 18 to 25 of the table of use cases: HubSpot, Salesforce, IFTTT, Segment, our own API. */
import { describe, expect, it } from "vitest";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import { previewCampaign } from "#lib/campaign/service-preview.ts";
import { adviceFor } from "#lib/delivery/advice.ts";
import { exportDeliveries, listDeliveries } from "#lib/delivery/service.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import { instantiate } from "#lib/gallery/instantiate.ts";
import { templateCalled } from "#lib/gallery/items.ts";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { getHost, putHost } from "#lib/host/service.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import {
  addressOf,
  codes,
  createSecretsOf,
  entries,
  happens,
  launched,
  now,
  OK,
  received,
  scenario,
  secretValue,
  standIn,
  until,
  useVendors,
  weAre,
} from "#lib/testing/use-cases.ts";
import { readAuditLog } from "#lib/workspace/service-audit.ts";

useTestDatabase();
useVendors();

describe("HubSpot", () => {
  it("row 18: is waited for when it is out of breath, and halted by the day's limit until the day is over", async () => {
    const answers = [scenario("hubspot", "ten_seconds"), OK, scenario("hubspot", "daily")];
    const hubspot = await launched("hubspot-subscription", {
      script: { answers },
      retry: { schedule_seconds: [] },
    });
    await happens(hubspot);
    const [first] = await until(hubspot, "delivered");
    expect(codes(first)).toEqual([429, 200]);
    await happens(hubspot);
    const second = (await until(hubspot, "held")).find((delivery) => delivery.status === "held");
    const midnight = new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000).toISOString();
    expect(second).toMatchObject({ reason: "destination_halted", next_attempt_at: midnight });
    expect(adviceFor(second?.attempts[0], hubspot.template.outcome_rules)).toBe("quota_day");
    const host = await getHost(now(hubspot.context), second?.host ?? "");
    expect(host).toMatchObject({ state: "paused", maintenance: [{ ends_at: midnight }] });
  });

  it("row 19: is waited for while it is locked or moving, without using up attempts", async () => {
    const names = ["locked", "migrating"] as const;
    const script = { answers: [...names.map((name) => scenario("hubspot", name)), OK] };
    const hubspot = await launched("hubspot-contact", { script, retry: { schedule_seconds: [] } });
    await happens(hubspot);
    const [delivery] = await until(hubspot, "delivered");
    expect(codes(delivery)).toEqual([423, 477, 200]);
  });
});

describe("Salesforce", () => {
  it("row 20: a session that ends in the middle of a run is renewed once for all that wait, and nothing is lost", async () => {
    const { webhook } = templateCalled("salesforce-lead");
    const context = await createWorkspace();
    const receiver = await standIn(context, "salesforce");
    await createSecretsOf(context, templateCalled("salesforce-lead"));
    const { host } = new URL(receiver.url);
    const auth = {
      type: "oauth2",
      token_url: `${receiver.url}/services/oauth2/token`,
      client_id: "app",
      secret: "sf_token",
    };
    await putHost(now(context), host, hostSettingsSchema.parse({ auth }));
    const { Authorization: _own, ...headers } = webhook.headers;
    const template = { ...templateCalled("salesforce-lead"), webhook: { ...webhook, headers } };
    const body = instantiate(template, { name: "By the host's session", baseUrl: addressOf(receiver) });
    const { campaign_id: campaignId } = await createCampaign(context, createCampaignSchema.parse(body));
    await launchCampaign(now(context), campaignId, {});
    const people = Array.from({ length: 35 }, (_, index) => `p${index}`);
    const attributes = people.map((external_id) => ({
      external_id,
      email: `${external_id}@example.com`,
      last_name: "M",
    }));
    const events = people.map((external_id) => ({ external_id, name: "logged_in", properties: {} }));
    await track(now(context), TrackBody.parse({ attributes, events }));
    const running = { context, receiver, campaignId, template };
    const all = await until(running, "delivered", 35);
    expect(all.flatMap((delivery) => codes(delivery)).filter((code) => code === 201)).toHaveLength(35);
    expect(Object.keys(await entries(running, "record:"))).toHaveLength(35);
    // Thirty-five calls need four sessions of ten; a stampede would ask for one per refused call.
    expect((await entries(running, "sessions")).sessions).toBe(4);
  });

  it("row 21: creates, then updates, and refuses when two records match, naming them", async () => {
    const salesforce = await launched("salesforce-lead");
    await happens(salesforce);
    await until(salesforce, "delivered", 1);
    await happens(salesforce);
    const twice = await until(salesforce, "delivered", 2);
    expect(twice.map((delivery) => codes(delivery)?.[0]).toSorted()).toEqual([200, 201]);
    await happens(salesforce, { external_id: "double1" });
    const failed = (await until(salesforce, "failed")).find((delivery) => delivery.status === "failed");
    expect(failed).toMatchObject({ reason: "rejected", attempts_count: 1 });
    expect(failed?.attempts[0]?.response?.body).toContain("00Q2");
    expect(adviceFor(failed?.attempts[0], salesforce.template.outcome_rules)).toBe("ambiguous_records");
  });
});

describe("IFTTT", () => {
  it("row 22: an empty event name is named while editing, in the preview, and is not launched or sent", async () => {
    const ifttt = await launched("ifttt-event");
    const { context } = ifttt;
    const path = "/trigger/{{ event_properties.${name} }}/with/key/{{ secrets.ifttt_key }}";
    const template = { ...ifttt.template, webhook: { ...ifttt.template.webhook, path } };
    const body = instantiate(template, { name: "Broken", baseUrl: addressOf(ifttt.receiver) });
    const broken = await createCampaign(context, createCampaignSchema.parse(body));
    expect(broken.problems.map(({ code, field }) => `${code} ${field}`)).toContain(
      "url.no_default variations.0.webhook.url",
    );
    const preview = await previewCampaign(context, broken.campaign_id, { user: { email: "a@b.c" } });
    expect(preview.error?.code).toBe("url.empty_segment");
    expect(preview.error?.message).toContain("/trigger/");
    expect(JSON.stringify(preview)).not.toContain(secretValue("ifttt_key"));
    const withoutName = { ...template, webhook: { ...template.webhook, path: "/trigger//with/key/x" } };
    const bodyWithout = instantiate(withoutName, { name: "No name", baseUrl: addressOf(ifttt.receiver) });
    const unnamed = await createCampaign(context, createCampaignSchema.parse(bodyWithout), {
      incomplete: true,
    });
    await expect(launchCampaign(now(context), unnamed.campaign_id, {})).rejects.toMatchObject({
      status: 422,
    });
    await launchCampaign(now(context), broken.campaign_id, {});
    await happens(ifttt);
    const [delivery] = await until({ ...ifttt, campaignId: broken.campaign_id }, "failed");
    expect(delivery).toMatchObject({ attempts_count: 0 });
    expect(delivery?.next_reason).toContain("/trigger/");
    await until(ifttt, "delivered");
    expect(await received(ifttt)).toHaveLength(1);
  });

  it("row 23: its key, a part of the address, is covered everywhere", async () => {
    const ifttt = await launched("ifttt-event");
    const { context } = ifttt;
    await happens(ifttt);
    const [delivery] = await until(ifttt, "delivered");
    expect(delivery?.url).toContain("/with/key/••••");
    const page = await listDeliveries(context, { campaign_id: ifttt.campaignId, limit: 5 });
    const exported = await new Response(exportDeliveries(context, { campaign_id: ifttt.campaignId })).text();
    const host = await getHost(now(context), delivery?.host ?? "");
    const audit = await readAuditLog(context, {}, { limit: 100 });
    const preview = await previewCampaign(context, ifttt.campaignId, { user: { email: "a@b.c" } });
    const shown = JSON.stringify([delivery, page, exported, host, audit, preview, await received(ifttt)]);
    expect(shown).not.toContain(secretValue("ifttt_key"));
    expect(exported).toContain(ifttt.campaignId);
  });
});

describe("Segment", () => {
  it("row 24: what it accepts is shown as not verified; the stand-in says why it was dropped", async () => {
    const segment = await launched("segment-track");
    await happens(segment);
    const [delivery] = await until(segment, "delivered");
    expect(delivery?.reason).toBe("accepted_unverified");
    expect(adviceFor(delivery?.attempts[0], segment.template.outcome_rules)).toBe("accepted_only");
    const answer = await fetch(`${segment.receiver.url}/v1/track`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ messageId: "m1", event: "x" }),
    });
    expect(answer.status).toBe(200);
    expect(await entries(segment, "message:m1")).toEqual({ "message:m1": { dropped: "unknown write key" } });
  });
});

describe("our own API", () => {
  it("row 25: a campaign that starts itself is flagged, does so five times and no more, and its decisions say so", async () => {
    const context = await createWorkspace();
    weAre(context);
    const webhook = {
      url: "{{ app.base_url }}/users/track",
      body: { type: "json", value: '{"events":[{"external_id":{{ ${user_id} | json }},"name":"ping"}]}' },
    };
    const delivery = { type: "action", event: "ping" };
    const input = createCampaignSchema.parse({ name: "Loop", variations: [{ webhook }], delivery });
    const { campaign_id: campaignId, problems } = await createCampaign(context, input);
    expect(problems.map(({ code }) => code)).toContain("starts_itself");
    await launchCampaign(now(context), campaignId, {});
    const ping = { attributes: [{ external_id: "u1" }], events: [{ external_id: "u1", name: "ping" }] };
    await track(now(context), TrackBody.parse(ping));
    const cut = async () => {
      const { rows } = await pool().query("SELECT reason FROM campaign_decisions WHERE campaign_id = $1", [
        campaignId,
      ]);
      return rows.map((row: { reason: string }) => row.reason);
    };
    await expect.poll(cut, { timeout: 20_000 }).toEqual(["loop_cut"]);
    const statuses = async () => {
      const { deliveries } = await listDeliveries(context, { campaign_id: campaignId, limit: 50 });
      return deliveries.map(({ status }) => status);
    };
    await expect.poll(statuses, { timeout: 10_000 }).toEqual(Array.from({ length: 5 }, () => "delivered"));
  });
});
