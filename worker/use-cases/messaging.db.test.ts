/** Rows 5 to 12 of the table of use cases: LINE, Messenger, Lob. */
import { describe, expect, it } from "vitest";
import { evaluateAlerts, listAlerts } from "#lib/alert/service.ts";
import { adviceFor } from "#lib/delivery/advice.ts";
import { replayDelivery } from "#lib/delivery/service-replay.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import { templateCalled } from "#lib/gallery/items.ts";
import { createInboundSchema } from "#lib/inbound/schema.ts";
import { createInbound } from "#lib/inbound/service.ts";
import { writeToPage } from "#lib/inbound/service-simulate.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import {
  addressOf,
  codes,
  deliveriesOf,
  entries,
  happens,
  launched,
  now,
  OK,
  type Running,
  received,
  scenario,
  standIn,
  until,
  useVendors,
} from "#lib/testing/use-cases.ts";

useTestDatabase();
useVendors();

describe("LINE", () => {
  it("row 5: gets one message when an answer is lost; the repeat is told that it had it", async () => {
    const line = await launched("line-push", { script: { answers: [{ ...OK, drop: true }, OK] } });
    await happens(line);
    const [delivery] = await until(line, "delivered");
    expect(codes(delivery)).toEqual([null, 409]);
    expect(delivery?.attempts[1]?.outcome).toBe("already");
    expect(Object.keys(await entries(line, "key:"))).toHaveLength(1);
  });

  it("row 6: is halted by the monthly limit after one request, with an alert; the queue is kept", async () => {
    const line = await launched("line-push", { script: { answers: [scenario("line", "monthly_limit")] } });
    await happens(line);
    const [first] = await until(line, "held");
    expect(first).toMatchObject({
      reason: "destination_halted",
      attempts_count: 1,
      next_attempt_at: null,
    });
    expect(adviceFor(first?.attempts[0], line.template.outcome_rules)).toBe("quota_month");
    await happens(line, {}, [{}, {}]);
    await until(line, "held", 3);
    expect(await received(line)).toHaveLength(1);
    await evaluateAlerts(new Date());
    const { alerts } = await listAlerts(line.context);
    expect(alerts).toMatchObject([
      { kind: "host_halted", detail: { reason: expect.stringContaining("429") } },
    ]);
  });
});

describe("Messenger", () => {
  it("row 7: waits for a call limit that comes as 400, and sends once", async () => {
    const script = { answers: [scenario("messenger", "call_limit"), OK] };
    const messenger = await launched("messenger-text", { script, retry: { schedule_seconds: [] } });
    await happens(messenger);
    const [delivery] = await until(messenger, "delivered");
    expect(codes(delivery)).toEqual([400, 200]);
    expect(delivery?.attempts[0]?.outcome).toBe("wait");
    expect(Object.keys(await entries(messenger, "message:"))).toHaveLength(1);
  });

  it("row 8: does not insist outside of the window, and advises a utility template", async () => {
    const messenger = await launched("messenger-text");
    await happens(messenger, { messenger_psid: "quiet-1" });
    const [delivery] = await until(messenger, "failed");
    expect(delivery).toMatchObject({ reason: "rejected", attempts_count: 1 });
    expect(delivery?.attempts[0]?.response?.body).toContain("outside of allowed window");
    expect(adviceFor(delivery?.attempts[0], messenger.template.outcome_rules)).toBe("window_closed");
  });

  it("row 8: takes an answer for a day from the moment the person writes to the page, of which our endpoint hears", async () => {
    const messenger = await launched("messenger-text");
    const { context, receiver } = messenger;
    const input = {
      name: "Page",
      scheme: "messenger",
      secret: "app-secret",
      mapping: {
        event: "page_message",
        external_id: "$.entry[0].messaging[0].sender.id",
        event_id: "$.entry[0].messaging[0].message.mid",
        properties: "$.entry[0].messaging[0].message",
      },
    };
    const inbound = await createInbound(context, createInboundSchema.parse(input));
    const said = { person: "quiet-2", text: "Where is my order?", inbound_id: inbound.inbound_id };
    const written = await writeToPage(now(context), receiver.receiver_id, said);
    expect(written).toMatchObject({ outcome: "accepted", message_id: expect.stringMatching(/^m_/) });
    const { rows } = await pool().query(
      "SELECT name, properties->>'text' AS text FROM events WHERE workspace_id = $1",
      [context.workspaceId],
    );
    expect(rows).toEqual([{ name: "page_message", text: "Where is my order?" }]);
    await happens(messenger, { messenger_psid: "quiet-2" });
    await until(messenger, "delivered");
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    await writeToPage({ ...context, now: yesterday }, receiver.receiver_id, said);
    await happens(messenger, { messenger_psid: "quiet-2" });
    await until(messenger, "failed");
    const other = await standIn(context, "line");
    await expect(writeToPage(now(context), other.receiver_id, said)).rejects.toMatchObject({ status: 409 });
  });

  it("row 9: is not asked again when the answer is lost; only a replay by hand sends it once more", async () => {
    const messenger = await launched("messenger-text", { script: { answers: [{ ...OK, drop: true }, OK] } });
    await happens(messenger);
    const [delivery] = await until(messenger, "failed");
    expect(delivery).toMatchObject({
      reason: "outcome_unknown",
      attempts_count: 1,
      next_attempt_at: null,
    });
    expect(adviceFor(delivery?.attempts[0], messenger.template.outcome_rules)).toBe("may_have_arrived");
    await replayDelivery(now(messenger.context), delivery?.delivery_id ?? "");
    await until(messenger, "delivered");
    expect(await received(messenger)).toHaveLength(2);
  });
});

/** As many people, each of whom gets a card. */
async function cards(lob: Running, count: number): Promise<void> {
  const people = Array.from({ length: count }, (_, index) => `p${index}`);
  const { custom_attributes: custom, ...person } = lob.template.example.person;
  const attributes = people.map((external_id) => ({ ...person, ...(custom as object), external_id }));
  const properties = { code: "X" };
  const events = people.map((external_id) => ({ external_id, name: "cart_abandoned", properties }));
  for (let from = 0; from < count; from += 60) {
    const some = { attributes: attributes.slice(from, from + 60), events: events.slice(from, from + 60) };
    await track(now(lob.context), TrackBody.parse(some));
  }
}

/** How long after its first request the host was asked again. */
async function waitedMs(running: Running): Promise<number> {
  const [first, second] = (await received(running)).map(({ received_at: at }) => Date.parse(at));
  return (second ?? 0) - (first ?? 0);
}

describe("Lob", () => {
  it("row 10: prints 151 cards once, and once its limit is known gets no request too many", async () => {
    const lob = await launched("lob-postcard");
    await cards(lob, 151);
    const all = await until(lob, "delivered", 151);
    expect(Object.keys(await entries(lob, "key:"))).toHaveLength(151);
    const answered = await received(lob);
    const start = Date.parse(answered[0]?.received_at ?? "");
    const late = answered.filter(({ received_at: at }) => Date.parse(at) - start > 5_000);
    expect(late.filter(({ status_code: status }) => status === 429)).toEqual([]);
    expect(all.every((delivery) => delivery.attempts.at(-1)?.status_code === 200)).toBe(true);
  });

  it("row 11: waits until the reset it names as a moment or as seconds; five seconds when it names none", async () => {
    const limited = scenario("lob", "rate_limit");
    const none = { "x-rate-limit-limit": "", "x-rate-limit-remaining": "", "x-rate-limit-reset": "" };
    const resets = [
      { name: "moment", headers: () => ({ "x-rate-limit-reset": inTwoSeconds() }), wait: 2_000 },
      { name: "seconds", headers: () => ({ "x-rate-limit-reset": "2" }), wait: 2_000 },
      { name: "missing", headers: () => none, wait: 5_000 },
    ];
    await Promise.all(
      resets.map(async ({ name, headers, wait }) => {
        const answers = [{ ...limited, headers: { "x-rate-limit-remaining": "0", ...headers() } }, OK];
        const lob = await launched("lob-postcard", { script: { answers }, unhurried: true });
        await happens(lob);
        await until(lob, "delivered");
        const waited = await waitedMs(lob);
        // Wide enough for a busy machine, and still two seconds are not five.
        expect(waited, name).toBeGreaterThan(wait - 1_000);
        expect(waited, name).toBeLessThan(wait + 2_500);
      }),
    );
  });

  it("row 12: takes a form whose nested names are written as its specification does", async () => {
    const { webhook } = templateCalled("lob-postcard");
    const fields = [
      { name: "to[name]", value: "{{ ${first_name} }} {{ ${last_name} }}" },
      { name: "to[address_line1]", value: "{{ custom_attribute.${street} }}" },
      { name: "to[address_city]", value: "{{ ${city} }}" },
      { name: "to[address_state]", value: "{{ custom_attribute.${state} }}" },
      { name: "to[address_zip]", value: "{{ custom_attribute.${zip} }}" },
      { name: "front", value: "tmpl_front" },
      { name: "back", value: "tmpl_back" },
      { name: "use_type", value: "marketing" },
      { name: "merge_variables[name]", value: "{{ ${first_name} }}" },
    ];
    const first = await launched("lob-postcard");
    const { "Content-Type": _json, ...headers } = webhook.headers;
    const message = {
      method: "POST",
      url: `${addressOf(first.receiver)}/v1/postcards`,
      headers,
      body: { type: "form", value: fields },
    };
    const form = await launched(
      "lob-postcard",
      {
        receiver: first.receiver,
        overrides: { name: "Form", variations: [{ name: "A", percentage: 100, webhook: message }] },
      },
      first.context,
    );
    await happens(form, { first_name: "Zoë & Co" });
    await until(form, "delivered");
    const [delivery] = await deliveriesOf(form);
    expect(
      delivery?.request?.headers["Content-Type"] ?? delivery?.request?.headers["content-type"],
    ).toContain("application/x-www-form-urlencoded");
    expect(delivery?.request?.body).toBe(
      "to%5Bname%5D=Zo%C3%AB%20%26%20Co%20Martin&to%5Baddress_line1%5D=210%20King%20St&to%5Baddress_city%5D=San%20Francisco&to%5Baddress_state%5D=CA&to%5Baddress_zip%5D=94107&front=tmpl_front&back=tmpl_back&use_type=marketing&merge_variables%5Bname%5D=Zo%C3%AB%20%26%20Co",
    );
  });
});

function inTwoSeconds(): string {
  return String(Math.ceil(Date.now() / 1000) + 2);
}
