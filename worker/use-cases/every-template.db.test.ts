/** Rows 1 to 4, 27 and 28 of the table of use cases: what must hold for every template. */
import { describe, expect, it } from "vitest";
import { getCampaign } from "#lib/campaign/service.ts";
import { previewCampaign } from "#lib/campaign/service-preview.ts";
import { exportDeliveries, listDeliveries } from "#lib/delivery/service.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import { templateCalled } from "#lib/gallery/items.ts";
import { templateFromCampaign } from "#lib/gallery/own-templates.ts";
import { GALLERY } from "#lib/gallery/templates.ts";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { getHost, putHost } from "#lib/host/service.ts";
import type { Context } from "#lib/platform/context.ts";
import { patchReceiverSchema, type ReceivedRequestView } from "#lib/receiver/schema.ts";
import { patchReceiver } from "#lib/receiver/service.ts";
import { requestReviewSchema } from "#lib/review/schema.ts";
import { requestReview } from "#lib/review/service-request.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import {
  deliveriesOf,
  entries,
  happens,
  launched,
  now,
  OK,
  type Running,
  received,
  scenario,
  secretValue,
  until,
  useVendors,
} from "#lib/testing/use-cases.ts";

useTestDatabase();
useVendors();

const NASTY = `a "quoted" \\ back\nline 🚀 \u202Eאב </script> {{ x }}`;
const LONG_NAME = `${NASTY}${"n".repeat(10_000)}`;
/** What is part of the address, so no secret of the headers or the body. */
const IN_ADDRESS = ["page_id", "fcm_project"];

interface Doing {
  person: Record<string, unknown>;
  /** Properties of each event. */
  properties: (event: string) => Record<string, unknown>;
}

/** One person does, once each, everything that starts a template; bookings as often as a threshold asks. */
async function doesEverything(context: Context, { person, properties }: Doing): Promise<void> {
  const names = [...new Set(GALLERY.map(({ trigger }) => trigger.event))];
  const events = names.flatMap((name) =>
    Array.from({ length: name === "flight_booked" ? 5 : 1 }, () => ({
      external_id: person.external_id,
      name,
      time: "2026-11-20T05:06:07Z",
      properties: properties(name),
    })),
  );
  await track(now(context), TrackBody.parse({ attributes: [person], events }));
}

/** Somebody who has what every template needs. */
const everybody = Object.assign(
  {},
  ...GALLERY.map(({ example: { person } }) => {
    const { custom_attributes: custom, ...attributes } = person;
    return { ...attributes, ...(custom as object) };
  }),
) as Record<string, unknown>;

const exampleProperties = (event: string): Record<string, unknown> =>
  Object.assign(
    {},
    ...GALLERY.filter(({ trigger }) => trigger.event === event).map(
      ({ example }) => example.event_properties,
    ),
  );

async function allLaunched(context: Context): Promise<Running[]> {
  const running: Running[] = [];
  for (const { id } of GALLERY) running.push(await launched(id, {}, context));
  return running;
}

describe("every template", () => {
  it("rows 1, 4: sends what its golden file holds, signed; no secret shows anywhere", async () => {
    const context = await createWorkspace();
    const running = await allLaunched(context);
    await doesEverything(context, { person: everybody, properties: exampleProperties });
    const golden: Record<string, unknown> = {};
    for (const one of running) {
      const { id, secrets } = one.template;
      const [delivery] = await until(one, "delivered");
      const [request, ...others] = await received(one);
      expect([request?.signature, others], id).toEqual(["valid", []]);
      golden[id] = goldenOf(request, delivery?.delivery_id ?? "", one.campaignId);
      const campaign = await getCampaign(context, one.campaignId);
      const shown = JSON.stringify([
        delivery,
        campaign,
        request?.path,
        request?.headers,
        await requestReview(now(context), requestReviewSchema.parse({ campaign_id: one.campaignId })),
        await previewCampaign(context, one.campaignId, {}),
        await new Response(exportDeliveries(context, { campaign_id: one.campaignId })).text(),
        templateFromCampaign(campaign),
      ]);
      for (const secret of secrets.filter(({ name }) => !IN_ADDRESS.includes(name)))
        expect(shown, id).not.toContain(secretValue(secret.name));
    }
    expect(golden).toMatchSnapshot();
  });

  it("row 2: carries quotes, line breaks, emoji, right-to-left text and a name of 10 KB unharmed", async () => {
    const context = await createWorkspace();
    const running = await allLaunched(context);
    const id = `p"1' <b>é🚀</b>`;
    await doesEverything(context, {
      person: { ...everybody, external_id: id, first_name: LONG_NAME, last_name: NASTY },
      properties: (event) =>
        Object.fromEntries(
          Object.entries(exampleProperties(event)).map(([name, value]) => [
            name,
            typeof value === "string" ? NASTY : value,
          ]),
        ),
    });
    for (const one of running) {
      await until(one, "delivered");
      const [request] = await received(one);
      const values: string[] = [];
      JSON.parse(request?.body ?? "", (_key, value: unknown) => {
        if (typeof value === "string") values.push(value);
        return value;
      });
      const carries = (text: string) => values.some((value) => value.includes(text));
      const source = JSON.stringify(one.template.webhook.body);
      if (/first_name/.test(source)) expect(carries(LONG_NAME), one.template.id).toBe(true);
      if (/event_properties\.\$\{(text|source|list|code)\}/.test(source))
        expect(carries(NASTY), one.template.id).toBe(true);
      if (/\{\{ \$\{user_id\} \| json/.test(source)) expect(values, one.template.id).toContain(id);
    }
  });

  it("row 3: sends nothing without what it needs, and says what was missing", async () => {
    const context = await createWorkspace();
    const running = await allLaunched(context);
    // Nothing but an id, and of events what starts the campaign.
    await doesEverything(context, { person: { external_id: "bare" }, properties: () => ({ level: 10 }) });
    for (const one of running) {
      const { required, id } = one.template;
      const lacking = required.filter(({ path }) => !/user_id|level/.test(path));
      if (lacking.length === 0) continue;
      const ended = async () => {
        const [delivery] = await deliveriesOf(one);
        return delivery && ["aborted", "failed"].includes(delivery.status) ? delivery : null;
      };
      await expect.poll(ended, { timeout: 20_000, message: id }).not.toBeNull();
      const delivery = await ended();
      const words = lacking.map((item) => item.reason).join("|");
      expect(delivery?.next_reason, id).toMatch(new RegExp(`${words}|has no value for this person`));
      expect(delivery?.attempts, id).toEqual([]);
      expect(await received(one), id).toEqual([]);
    }
  });

  it("row 27: when its host fails more than half of the calls, the rest is parked, probed for and sent once", async () => {
    const down = scenario("line", "broken");
    const line = await launched("line-push", {
      script: { answers: [down, down, down, OK], at_end: "loop" },
      retry: { schedule_seconds: Array(30).fill(0.1) },
    });
    const { host } = new URL(line.receiver.url);
    const breaker = { min_requests: 8, failure_ratio: 0.5, consecutive_failures: 50, cooldown_seconds: 0.5 };
    await putHost(now(line.context), host, hostSettingsSchema.parse({ breaker, adaptive: false }));
    await happens(
      line,
      {},
      Array.from({ length: 30 }, () => ({})),
    );
    const state = async () => (await getHost(now(line.context), host)).state;
    await expect.poll(state, { timeout: 15_000, interval: 50 }).toBe("open");
    const parked = await listDeliveries(line.context, { campaign_id: line.campaignId, limit: 50 });
    expect(parked.deliveries.every(({ status }) => status !== "failed")).toBe(true);
    await patchReceiver(
      now(line.context),
      line.receiver.receiver_id,
      patchReceiverSchema.parse({ script: { answers: [] } }),
    );
    const all = await until(line, "delivered", 30);
    expect(all.flatMap(({ attempts }) => attempts).some(({ kind }) => kind === "probe")).toBe(true);
    expect(Object.keys(await entries(line, "key:"))).toHaveLength(30);
    await expect.poll(state, { timeout: 5_000 }).toBe("closed");
  });

  it("row 28: a redirect to a private address is not followed, and a private address is not called", async () => {
    const redirect = { status: 302, headers: { location: "http://169.254.169.254/latest/meta-data" } };
    const line = await launched("line-push", { script: { answers: [{ ...redirect, body: "" }] } });
    await happens(line);
    const [first] = await until(line, "failed");
    expect(first).toMatchObject({ reason: "redirect", attempts_count: 1 });
    const { webhook } = templateCalled("line-push");
    // That a name is judged by the address it is dialled at, even when that changes, is shown in lib/delivery/client.test.ts.
    for (const [number, url] of ["http://10.0.0.1:8080", "http://[::ffff:169.254.169.254]"].entries()) {
      const message = { ...webhook, path: undefined, url: `${url}/v2/bot/message/push` };
      const overrides = {
        name: `Private ${number}`,
        variations: [{ name: "A", percentage: 100, webhook: JSON.parse(JSON.stringify(message)) }],
      };
      const inside = await launched("line-push", { receiver: line.receiver, overrides }, line.context);
      await happens(inside, { external_id: `p${number}` });
      const [delivery] = await until(inside, "failed");
      expect(delivery, url).toMatchObject({ reason: "blocked_webhook_url" });
      expect(delivery?.attempts[0]?.error_class).toBe("blocked");
    }
  });
});

/** What does not change from run to run. */
function goldenOf(request: ReceivedRequestView | undefined, deliveryId: string, campaignId: string): unknown {
  if (!request) throw new Error("Nothing was received.");
  const { method, path, headers, body } = request;
  const kept = [
    "authorization",
    "content-type",
    "idempotency-key",
    "x-line-retry-key",
    "x-entitytoken",
    "square-version",
  ];
  const fixed = (text: string) =>
    text
      .replaceAll(deliveryId, "<delivery>")
      .replaceAll(campaignId, "<campaign>")
      .replace(/"expires_on": "\d{4}-\d\d-\d\d"/, '"expires_on": "<in a year>"')
      .replace(/"time": "\d{4}-[^"]+"/, '"time": "<now>"');
  return {
    request: `${method} ${path}`,
    headers: Object.fromEntries(
      kept.flatMap((name) => (headers[name] ? [[name, fixed(headers[name])]] : [])),
    ),
    body: fixed(body),
  };
}
