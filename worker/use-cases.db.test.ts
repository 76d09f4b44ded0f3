/** The named use cases through the whole product: event → campaign → worker → the stand-in of the vendor. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import { previewCampaign } from "#lib/campaign/service-preview.ts";
import type { DeliveryDetail } from "#lib/delivery/schema.ts";
import { getDelivery, listDeliveries } from "#lib/delivery/service.ts";
import { replayDelivery } from "#lib/delivery/service-replay.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import { instantiate } from "#lib/gallery/instantiate.ts";
import type { GalleryTemplate } from "#lib/gallery/schema.ts";
import { GALLERY } from "#lib/gallery/templates.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { resetEnv } from "#lib/platform/env.ts";
import { createReceiverSchema, type ReceiverView, type receiverScriptSchema } from "#lib/receiver/schema.ts";
import { createReceiver, listReceived, receiverState } from "#lib/receiver/service.ts";
import { VENDORS } from "#lib/receiver/vendors/vendors.ts";
import { createSecret, listSecrets } from "#lib/secret/service.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { type ReceiverServer, startReceiverServer } from "#lib/testing/receiver-server.ts";
import { type RunningWorker, startWorker } from "./start-worker.ts";

useTestDatabase();

let worker: RunningWorker;
let server: ReceiverServer;
/** Whose key the posts to our own API carry. */
let ourselves: Context | null = null;

beforeAll(async () => {
  server = await startReceiverServer(async (body, loopDepth) => {
    if (!ourselves) throw new Error("Nobody posts to our own API now.");
    return track({ ...ourselves, now: new Date() }, TrackBody.parse(JSON.parse(body)), loopDepth);
  });
  process.env.SIGNALBOX_ORIGIN = server.origin;
  resetEnv();
  worker = await startWorker();
});

afterAll(async () => {
  await worker.stop();
  await server.close();
  delete process.env.SIGNALBOX_ORIGIN;
});

type Script = z.input<typeof receiverScriptSchema>;

interface Setting {
  script?: Script;
  parameters?: Record<string, string>;
  receiver?: ReceiverView;
  retry?: object;
}

interface Running {
  context: Context;
  receiver: ReceiverView;
  campaignId: string;
  template: GalleryTemplate;
}

/** A launched campaign of a template, pointed at the stand-in of its vendor. Waits are cut to fractions of a second. */
async function launched(id: string, setting: Setting = {}, context?: Context): Promise<Running> {
  const template = GALLERY.find((one) => one.id === id);
  if (!template) throw new Error(`There is no template ${id}.`);
  const inside = context ?? (await createWorkspace());
  const known = new Set((await listSecrets(inside)).map((secret) => secret.name));
  for (const { name } of template.secrets.filter((secret) => !known.has(secret.name))) {
    await createSecret(inside, { name, value: secretValue(name), note: "", allowed_hosts: [] });
  }
  const receiver =
    setting.receiver ??
    (await createReceiver(
      inside,
      createReceiverSchema.parse({ name: id, vendor: template.vendor, script: setting.script }),
    ));
  const baseUrl = `{{ app.origin }}${new URL(receiver.url).pathname}`;
  const rules = template.outcome_rules.map((rule) =>
    rule.wait_seconds ? { ...rule, wait_seconds: 0.2 } : rule,
  );
  const campaign = await createCampaign(
    inside,
    createCampaignSchema.parse(
      instantiate(template, {
        name: id,
        baseUrl,
        parameters: setting.parameters,
        overrides: {
          outcome_rules: rules,
          retry: {
            schedule_seconds: [0.1, 0.1, 0.1],
            unreachable_schedule_seconds: [],
            timeout_ms: 5_000,
            ...setting.retry,
          },
        },
      }),
    ),
  );
  await launchCampaign(inside, campaign.campaign_id, {});
  return { context: inside, receiver, campaignId: campaign.campaign_id, template };
}

function secretValue(name: string): string {
  return `zz-${name.replaceAll("_", "-")}-value`;
}

/** The example person does what starts the campaign; parts can be replaced. */
async function happens(
  { context, template }: Running,
  person: object = {},
  events?: Record<string, unknown>[],
) {
  const { custom_attributes: custom, ...rest } = template.example.person;
  const attributes = { ...rest, ...(custom as object), ...person };
  const properties = template.example.event_properties;
  const external_id = (attributes as { external_id?: string }).external_id;
  const body = {
    attributes: [attributes],
    events: (events ?? [{}]).map((event) => ({
      external_id,
      name: template.trigger.event,
      properties,
      ...event,
    })),
  };
  await track({ ...context, now: new Date() }, TrackBody.parse(body));
}

async function deliveriesOf({ context, campaignId }: Running): Promise<DeliveryDetail[]> {
  const page = await listDeliveries(context, { campaign_id: campaignId, limit: 500 });
  return Promise.all(page.deliveries.map((delivery) => getDelivery(context, delivery.delivery_id)));
}

/** Waits for as many deliveries in that status. */
async function until(running: Running, status: string, count = 1): Promise<DeliveryDetail[]> {
  const reached = async () => {
    const page = await listDeliveries(running.context, { campaign_id: running.campaignId, limit: 500 });
    return page.deliveries.filter((delivery) => delivery.status === status).length;
  };
  await expect.poll(reached, { timeout: 20_000, interval: 60 }).toBe(count);
  return deliveriesOf(running);
}

async function entries({ context, receiver }: Running, prefix: string): Promise<Record<string, unknown>> {
  const { entries: all } = await receiverState(context, receiver.receiver_id);
  return Object.fromEntries(
    all.filter(({ key }) => key.startsWith(prefix)).map(({ key, value }) => [key, value]),
  );
}

const codes = (delivery: DeliveryDetail | undefined) =>
  delivery?.attempts.map((attempt) => attempt.status_code);

/** An answer in the vendor's own words, as a script says it. */
function scenario(vendor: keyof typeof VENDORS, name: string) {
  const answer = (
    VENDORS[vendor].scenarios as Record<string, { status: number; headers?: object; body: unknown }>
  )[name];
  if (!answer) throw new Error(`${vendor} has no answer called ${name}.`);
  const headers = { ...answer.headers } as Record<string, string>;
  if (headers["retry-after"]) headers["retry-after"] = "1";
  return {
    status: answer.status,
    headers,
    body: typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body),
  };
}

const OK = { status: 200 };

describe("every template", () => {
  it("is delivered to the stand-in of its vendor, and no secret shows anywhere", async () => {
    const context = await createWorkspace();
    const running: Running[] = [];
    for (const template of GALLERY) running.push(await launched(template.id, {}, context));
    for (const one of running) {
      const id = `u-${one.template.id}`;
      const times = one.template.again ? 1 : 5;
      await happens(
        one,
        { external_id: id, email: `${id}@example.com` },
        Array.from({ length: times }, () => ({})),
      );
    }
    for (const one of running) {
      const mine = async () => {
        const { requests } = await listReceived(context, one.receiver.receiver_id, { limit: 50 });
        return requests.some((request) => request.status_code < 300 && request.signature === "valid");
      };
      await expect.poll(mine, { timeout: 25_000, interval: 100, message: one.template.id }).toBe(true);
      const shown = JSON.stringify([
        await deliveriesOf(one),
        (await listReceived(context, one.receiver.receiver_id, { limit: 50 })).requests.map((r) => [
          r.path,
          r.headers,
        ]),
      ]);
      for (const secret of one.template.secrets.filter(
        ({ name }) => !["page_id", "fcm_project"].includes(name),
      )) {
        expect(shown, one.template.id).not.toContain(secretValue(secret.name));
      }
    }
  });

  it("sends nothing without what it needs", async () => {
    const line = await launched("line-push");
    await happens(line, { line_user_id: null });
    const [delivery] = await until(line, "aborted");
    expect(delivery).toMatchObject({ reason: "liquid_abort_message", attempts: [] });
    expect((await listReceived(line.context, line.receiver.receiver_id, { limit: 5 })).requests).toEqual([]);
  });
});

describe("LINE", () => {
  it("gets one message when an answer is lost", async () => {
    const line = await launched("line-push", { script: { answers: [{ ...OK, drop: true }, OK] } });
    await happens(line);
    const [delivery] = await until(line, "delivered");
    expect(codes(delivery)).toEqual([null, 409]);
    expect(Object.keys(await entries(line, "key:"))).toHaveLength(1);
  });

  it("is halted by the monthly limit, and nothing is lost", async () => {
    const line = await launched("line-push", { script: { answers: [scenario("line", "monthly_limit")] } });
    await happens(line);
    const [delivery] = await until(line, "held");
    expect(delivery).toMatchObject({ reason: "destination_halted", attempts_count: 1 });
  });
});

describe("Messenger", () => {
  it("waits for a call limit and sends once", async () => {
    const messenger = await launched("messenger-text", {
      script: { answers: [scenario("messenger", "call_limit"), OK] },
    });
    await happens(messenger);
    const [delivery] = await until(messenger, "delivered");
    expect(codes(delivery)).toEqual([400, 200]);
    expect(Object.keys(await entries(messenger, "message:"))).toHaveLength(1);
  });

  it("does not insist outside of the window", async () => {
    const messenger = await launched("messenger-text");
    await happens(messenger, { messenger_psid: "quiet-1" });
    const [delivery] = await until(messenger, "failed");
    expect(delivery).toMatchObject({ reason: "rejected", attempts_count: 1 });
    expect(delivery?.attempts[0]?.response?.body).toContain("outside of allowed window");
  });

  it("is not asked again when the answer is lost, since the message may have arrived", async () => {
    const messenger = await launched("messenger-text", { script: { answers: [{ ...OK, drop: true }, OK] } });
    await happens(messenger);
    const [delivery] = await until(messenger, "failed");
    expect(delivery).toMatchObject({ reason: "outcome_unknown", attempts_count: 1 });
  });
});

describe("Lob", () => {
  it("prints every card once although far more is asked for than it takes", async () => {
    const lob = await launched("lob-postcard", { script: { rate_limit: { requests: 20, per_seconds: 1 } } });
    const people = Array.from({ length: 50 }, (_, index) => `p${index}`);
    const { custom_attributes: custom, ...person } = lob.template.example.person;
    const attributes = people.map((external_id) => ({ ...person, ...(custom as object), external_id }));
    const events = people.map((external_id) => ({
      external_id,
      name: "cart_abandoned",
      properties: { code: "X" },
    }));
    await track({ ...lob.context, now: new Date() }, TrackBody.parse({ attributes, events }));
    await until(lob, "delivered", 50);
    expect(Object.keys(await entries(lob, "key:"))).toHaveLength(50);
  });
});

describe("a game reward", () => {
  it("is paid once for a level, also when the ledger is down for a while", async () => {
    const down = scenario("game", "unavailable");
    const game = await launched("game-reward", { script: { answers: [down, down, OK] } });
    await happens(game, {}, [{}, {}]);
    const deliveries = await until(game, "delivered", 2);
    expect(deliveries.map((delivery) => codes(delivery)?.at(-1)).toSorted()).toEqual([200, 201]);
    expect(await entries(game, "balance:")).toEqual({ "balance:player u1": 100 });
  });
});

describe("OneSignal", () => {
  it("counts an answer without an id as failed, with the vendor's reason", async () => {
    const push = await launched("onesignal-push");
    await happens(push, { external_id: "nobody1" });
    const [delivery] = await until(push, "failed");
    expect(delivery).toMatchObject({ reason: "rejected" });
    expect(delivery?.attempts[0]?.response?.body).toContain("invalid_aliases");
  });
});

describe("an airline", () => {
  it("credits each threshold exactly once, whatever is doubled, shuffled or replayed", async () => {
    const five = await launched("loyalty-credit", { parameters: { threshold: "5" } });
    const setting = { parameters: { threshold: "10" }, receiver: five.receiver };
    const ten = await launched("loyalty-credit", setting, five.context);
    const bookings = Array.from({ length: 12 }, (_, index) => ({ event_id: `b${(index * 7) % 12}` }));
    for (let start = 0; start < 12; start += 3) {
      const some = bookings.slice(start, start + 3);
      await happens(five, {}, [...some, ...some]);
    }
    for (const running of [five, ten]) {
      const [delivery] = await until(running, "delivered");
      await replayDelivery({ ...five.context, now: new Date() }, delivery?.delivery_id ?? "");
      await expect
        .poll(async () => codes((await deliveriesOf(running))[0]), { timeout: 15_000 })
        .toEqual([201, 200]);
      expect(await deliveriesOf(running)).toHaveLength(1);
    }
    expect(await entries(five, "balance:")).toEqual({ "balance:member M-1001": 100 });
  });
});

describe("HubSpot", () => {
  it("is waited for while it is locked, moving or out of breath, without using up attempts", async () => {
    const names = ["locked", "migrating", "ten_seconds"] as const;
    const script = { answers: [...names.map((name) => scenario("hubspot", name)), OK] };
    const hubspot = await launched("hubspot-contact", { script, retry: { schedule_seconds: [] } });
    await happens(hubspot);
    const [delivery] = await until(hubspot, "delivered");
    expect(codes(delivery)).toEqual([423, 477, 429, 200]);
  });

  it("is halted by the daily limit", async () => {
    const hubspot = await launched("hubspot-subscription", {
      script: { answers: [scenario("hubspot", "daily")] },
    });
    await happens(hubspot);
    const [delivery] = await until(hubspot, "held");
    expect(delivery?.reason).toBe("destination_halted");
  });
});

describe("Salesforce", () => {
  it("creates, then updates, and refuses when two records match", async () => {
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
  });
});

describe("IFTTT", () => {
  it("is not called with an empty part in the address, which the preview says", async () => {
    const ifttt = await launched("ifttt-event");
    const template = {
      ...ifttt.template,
      webhook: {
        ...ifttt.template.webhook,
        path: "/trigger/{{ event_properties.${name} }}/with/key/{{ secrets.ifttt_key }}",
      },
    };
    const broken = await createCampaign(
      ifttt.context,
      createCampaignSchema.parse(instantiate(template, { name: "broken" })),
      { incomplete: true },
    );
    const preview = await previewCampaign(ifttt.context, broken.campaign_id, { user: { email: "a@b.c" } });
    expect(preview.error?.code).toBe("url.empty_segment");
    expect(JSON.stringify(preview)).not.toContain(secretValue("ifttt_key"));
  });
});

describe("Segment", () => {
  it("accepts what it drops: delivered, and the stand-in says why it was dropped", async () => {
    const segment = await launched("segment-track");
    const { context, receiver } = segment;
    const message = { messageId: "m1", event: "x" };
    const answer = await fetch(`${receiver.url}/v1/track`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(message),
    });
    expect(answer.status).toBe(200);
    expect(await entries({ ...segment, context }, "message:")).toEqual({
      "message:m1": { dropped: "unknown write key" },
    });
  });
});

describe("our own API", () => {
  it("is called by a campaign that starts itself five times and no more", async () => {
    const context = await createWorkspace();
    ourselves = context;
    const webhook = {
      url: "{{ app.base_url }}/users/track",
      body: { type: "json", value: '{"events":[{"external_id":{{ ${user_id} | json }},"name":"ping"}]}' },
    };
    const delivery = { type: "action", event: "ping" };
    const input = createCampaignSchema.parse({ name: "Loop", variations: [{ webhook }], delivery });
    const { campaign_id: campaignId } = await createCampaign(context, input);
    await launchCampaign(context, campaignId, {});
    const ping = { attributes: [{ external_id: "u1" }], events: [{ external_id: "u1", name: "ping" }] };
    await track({ ...context, now: new Date() }, TrackBody.parse(ping));
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
