import { beforeEach, describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { createSegmentSchema } from "#lib/segment/resource-schema.ts";
import { createSegment } from "#lib/segment/service.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign, refusals, trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { countStatements, createWorkspace } from "#lib/testing/factories.ts";
import { patchCampaignSchema } from "./schema.ts";
import { changeCampaign } from "./service.ts";
import { evaluateEvents } from "./service-evaluate.ts";
import { pauseCampaign, resumeCampaign } from "./service-lifecycle.ts";
import { evaluateReceived } from "./service-received.ts";

useTestDatabase();

let context: Context;
const start = new Date("2026-03-10T12:00:00.000Z");
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const event = (name: string, id = "u1", properties = {}) => ({
  events: [{ external_id: id, name, properties }],
});
const onEvent = { type: "action", event: "booked" };
const statusesOf = async (id: string) => (await deliveriesOf(id)).map((row) => row.reason ?? row.status);

beforeEach(async () => {
  context = await createWorkspace(start);
});

describe("triggers", () => {
  it.each([
    [
      "a purchase",
      { type: "purchase", product_id: "p1" },
      { purchases: [{ external_id: "u1", product_id: "p1", currency: "EUR", price: 3 }] },
    ],
    [
      "a change to a value",
      { type: "attribute_change", attribute: "tier", to: "gold" },
      { attributes: [{ external_id: "u1", tier: "gold" }] },
    ],
    ["an event", { type: "custom_event", event: "booked" }, event("booked")],
  ])("%s fires, and other triggers of the campaign too", async (_name, trigger, body) => {
    const triggers = [{ type: "custom_event", event: "other" }, trigger];
    const id = await launchedCampaign(context, { delivery: { type: "action", triggers } }, start);
    await trackAndEvaluate(context, body, later(1));
    expect(await deliveriesOf(id)).toHaveLength(1);
    await trackAndEvaluate(context, event("other"), later(2));
    expect(await deliveriesOf(id)).toHaveLength(2);
  });

  it("entering a segment fires once, not for those who were inside at launch", async () => {
    const filter = {
      op: "and",
      filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }],
    };
    await trackAndEvaluate(context, { attributes: [{ external_id: "old", tier: "gold" }] }, start);
    const segment = await createSegment(context, createSegmentSchema.parse({ name: "Gold", filter }));
    const trigger = { type: "segment_entry", segment_id: segment.segment_id };
    const id = await launchedCampaign(context, { delivery: { type: "action", triggers: [trigger] } }, start);
    const people = [
      { external_id: "old", seats: 1 },
      { external_id: "new", tier: "gold" },
    ];
    await trackAndEvaluate(context, { attributes: people }, later(1));
    await trackAndEvaluate(context, { attributes: [{ external_id: "new", seats: 2 }] }, later(2));
    expect((await deliveriesOf(id)).map((row) => row.external_user_id)).toEqual(["new"]);
    await trackAndEvaluate(context, { attributes: [{ external_id: "new", tier: "silver" }] }, later(3));
    await trackAndEvaluate(context, { attributes: [{ external_id: "new", tier: "gold" }] }, later(4));
    expect(await deliveriesOf(id)).toHaveLength(2);
  });

  it("entering a segment during a pause does not fire afterwards; a second campaign takes no entry from the first", async () => {
    const filter = {
      op: "and",
      filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }],
    };
    const segment = await createSegment(context, createSegmentSchema.parse({ name: "Gold", filter }));
    const triggers = [{ type: "segment_entry", segment_id: segment.segment_id }];
    const launch = () => launchedCampaign(context, { delivery: { type: "action", triggers } }, start);
    const id = await launch();
    await pauseCampaign(context, id);
    await trackAndEvaluate(context, { attributes: [{ external_id: "meanwhile", tier: "gold" }] }, later(1));
    await resumeCampaign(context, id);
    await trackAndEvaluate(context, { attributes: [{ external_id: "meanwhile", seats: 1 }] }, later(2));
    expect(await deliveriesOf(id)).toEqual([]);
    // Stored, but not evaluated yet.
    const entered = { attributes: [{ external_id: "new", tier: "gold" }] };
    await track({ ...context, now: later(3) }, TrackBody.parse(entered));
    await launch();
    await trackAndEvaluate(context, { attributes: [{ external_id: "other" }] }, later(4));
    expect((await deliveriesOf(id)).map((row) => row.external_user_id)).toEqual(["new"]);
  });

  it("receiving another campaign fires, by outcome", async () => {
    const first = await launchedCampaign(context, { delivery: onEvent }, start);
    const trigger = { type: "campaign_received", campaign_id: first, outcome: "failed" };
    const second = await launchedCampaign(
      context,
      { delivery: { type: "action", triggers: [trigger] } },
      start,
    );
    await trackAndEvaluate(context, event("booked"), later(1));
    const [delivery] = await deliveriesOf(first);
    const receipt = { delivery_id: delivery?.id ?? "" };
    await evaluateReceived(context.workspaceId, [{ ...receipt, outcome: "delivered" }], later(2));
    expect(await deliveriesOf(second)).toHaveLength(0);
    await evaluateReceived(context.workspaceId, [{ ...receipt, outcome: "failed" }], later(3));
    await evaluateReceived(context.workspaceId, [{ ...receipt, outcome: "failed" }], later(3));
    expect(await deliveriesOf(second)).toHaveLength(1);
  });
});

describe("two events of one person in one call", () => {
  const filters = [{ type: "event", event: "booked", op: "count_gte", value: 1 }];

  it("are judged one after the other, as in two calls", async () => {
    const id = await launchedCampaign(
      context,
      { delivery: onEvent, audience: { op: "and", filters } },
      start,
    );
    const [one] = event("booked").events;
    await trackAndEvaluate(context, { events: [one, one, ...event("booked", "u2").events] }, later(1));
    expect((await deliveriesOf(id)).map((row) => row.external_user_id)).toEqual(["u1"]);
    expect((await refusals(id)).toSorted()).toEqual(["u1 user_not_in_segment", "u2 user_not_in_segment"]);
  });
});

describe("exception events", () => {
  const delivery = { ...onEvent, delay_seconds: 60, exception_events: [{ event: "cancelled" }] };

  it("call off the waiting message and leave the person eligible", async () => {
    const id = await launchedCampaign(context, { delivery, re_eligibility: { allowed: false } }, start);
    await trackAndEvaluate(context, event("booked"), later(1));
    await trackAndEvaluate(context, event("cancelled"), later(2));
    await trackAndEvaluate(context, event("booked"), later(3));
    expect(await statusesOf(id)).toEqual(["exception_event", "pending"]);
  });

  it("in the same call do so too, when they come after", async () => {
    const id = await launchedCampaign(context, { delivery }, start);
    const [before, after] = [event("cancelled", "u2"), event("booked", "u2")];
    const events = [
      ...event("booked").events,
      ...event("cancelled").events,
      ...before.events,
      ...after.events,
    ];
    await trackAndEvaluate(context, { events }, later(1));
    expect((await deliveriesOf(id)).map((row) => row.external_user_id)).toEqual(["u2"]);
    expect(await refusals(id)).toEqual(["u1 exception_event"]);
  });
});

describe("who gets it", () => {
  it("is judged as before the event, or after it when asked", async () => {
    const audience = { op: "and", filters: [{ type: "event", event: "booked", op: "ever" }] };
    const before = await launchedCampaign(context, { delivery: onEvent, audience }, start);
    const after = await launchedCampaign(
      context,
      { delivery: { ...onEvent, audience_at: "after_event" }, audience },
      start,
    );
    await trackAndEvaluate(context, event("booked"), later(1));
    expect([await deliveriesOf(before), await deliveriesOf(after)].map((rows) => rows.length)).toEqual([
      0, 1,
    ]);
    expect(await refusals(before)).toEqual(["u1 user_not_in_segment"]);
    await trackAndEvaluate(context, event("booked"), later(2));
    expect(await deliveriesOf(before)).toHaveLength(1);
  });

  it.each([
    ["once", { allowed: false }, [1, 100_000], 1],
    ["again after seconds", { allowed: true, after_seconds: 60 }, [1, 60, 61.001], 2],
    [
      "again the next calendar day of the person",
      { allowed: true, after_calendar_days: 1 },
      [1, 39_000, 39_601],
      2,
    ],
    ["always", { allowed: true, after_seconds: 0 }, [1, 1.001, 1.002], 3],
  ])("gets it %s", async (_name, rule, moments, expected) => {
    await trackAndEvaluate(
      context,
      { attributes: [{ external_id: "u1", time_zone: "Europe/Paris" }] },
      start,
    );
    const id = await launchedCampaign(context, { delivery: onEvent, re_eligibility: rule }, start);
    for (const moment of moments) await trackAndEvaluate(context, event("booked"), later(moment));
    expect(await deliveriesOf(id)).toHaveLength(expected);
    expect(await refusals(id)).toHaveLength(moments.length - expected);
  });

  it("is capped by person, also within one batch; what is kept back is an aborted delivery", async () => {
    const extra = { delivery: onEvent, frequency_cap: { max: 2, within_seconds: 100 } };
    const id = await launchedCampaign(context, extra, start);
    const three = { events: [1, 2, 3].flatMap(() => event("booked").events) };
    await trackAndEvaluate(context, three, later(1));
    expect((await statusesOf(id)).toSorted()).toEqual(["frequency_capped", "pending", "pending"]);
    await trackAndEvaluate(context, event("booked"), later(200));
    expect((await statusesOf(id)).filter((status) => status === "pending")).toHaveLength(3);
  });

  it("is capped by tag across campaigns of the workspace", async () => {
    await pool().query("UPDATE workspaces SET settings = $2 WHERE id = $1", [
      context.workspaceId,
      { frequency_caps: [{ tag: "promo", max: 1, within_seconds: 3600 }] },
    ]);
    const promo = { delivery: onEvent, tags: ["promo"] };
    const ids = [
      await launchedCampaign(context, promo, start),
      await launchedCampaign(context, promo, start),
    ];
    const free = await launchedCampaign(context, { delivery: onEvent }, start);
    await trackAndEvaluate(context, event("booked"), later(1));
    expect((await Promise.all(ids.map(statusesOf))).flat().toSorted()).toEqual([
      "frequency_capped",
      "pending",
    ]);
    expect(await statusesOf(free)).toEqual(["pending"]);
  });

  it("is capped by the tags that the campaign has now, not by those it was launched with", async () => {
    await pool().query("UPDATE workspaces SET settings = $2 WHERE id = $1", [
      context.workspaceId,
      { frequency_caps: [{ tag: "promo", max: 1, within_seconds: 3600 }] },
    ]);
    const id = await launchedCampaign(context, { delivery: onEvent }, start);
    await changeCampaign(context, id, patchCampaignSchema.parse({ tags: ["promo"] }));
    await trackAndEvaluate(context, event("booked"), later(1));
    await trackAndEvaluate(context, event("booked"), later(2));
    expect(await statusesOf(id)).toEqual(["pending", "frequency_capped"]);
  });

  it("is at most so many people", async () => {
    const id = await launchedCampaign(context, { delivery: onEvent, user_cap: { total: 2 } }, start);
    for (const person of ["a", "b", "c"]) await trackAndEvaluate(context, event("booked", person), later(1));
    expect(await deliveriesOf(id)).toHaveLength(2);
    expect(await refusals(id)).toEqual(["c user_capped"]);
  });

  it("is spread over variations; the control group gets nothing and is noted", async () => {
    const webhook = { url: "https://api.example.com/hook" };
    const variations = [
      { name: "A", percentage: 50, webhook },
      { name: "Control", percentage: 50, control: true },
    ];
    const id = await launchedCampaign(context, { delivery: onEvent, variations }, start);
    const people = Array.from({ length: 40 }, (_, index) => event("booked", `p${index}`).events).flat();
    await trackAndEvaluate(context, { events: people }, later(1));
    const sent = (await deliveriesOf(id)).length;
    const control = (await refusals(id)).filter((text) => text.endsWith("control_group")).length;
    expect(sent + control).toBe(40);
    expect(Math.min(sent, control)).toBeGreaterThan(5);
  });
});

describe("when it goes", () => {
  const night = { start: "21:00", end: "08:00" };

  it.each([
    ["defer", { reason: null, next_attempt_at: new Date("2026-03-11T07:00:00.000Z") }],
    ["abort", { status: "aborted", reason: "quiet_hours" }],
  ])("quiet hours %s, on the person's clock", async (action, expected) => {
    await trackAndEvaluate(
      context,
      { attributes: [{ external_id: "u1", time_zone: "Europe/Paris" }] },
      start,
    );
    const id = await launchedCampaign(
      context,
      { delivery: onEvent, quiet_hours: { ...night, action } },
      start,
    );
    await trackAndEvaluate(context, event("booked"), new Date("2026-03-10T20:30:00Z"));
    expect(await deliveriesOf(id)).toEqual([expect.objectContaining(expected)]);
  });

  it("quiet hours of the workspace hold for campaigns without their own", async () => {
    await pool().query("UPDATE workspaces SET settings = $2 WHERE id = $1", [
      context.workspaceId,
      { quiet_hours: { enabled: true, start: "21:00", end: "08:00", behavior: "abort" } },
    ]);
    const id = await launchedCampaign(context, { delivery: onEvent }, start);
    await trackAndEvaluate(context, event("booked"), new Date("2026-03-10T22:30:00Z"));
    expect(await statusesOf(id)).toEqual(["quiet_hours"]);
  });

  it("outside the time frame is dropped without using up eligibility", async () => {
    const delivery = { ...onEvent, time_frame: { start: "09:00", end: "17:00" } };
    const id = await launchedCampaign(context, { delivery, re_eligibility: { allowed: false } }, start);
    await trackAndEvaluate(context, event("booked"), new Date("2026-03-10T18:00:00Z"));
    await trackAndEvaluate(context, event("booked"), new Date("2026-03-11T10:00:00Z"));
    expect(await refusals(id)).toEqual(["u1 outside_time_frame"]);
    expect(await deliveriesOf(id)).toHaveLength(1);
  });
});

describe("a batch", () => {
  it("goes on when one of its campaigns is broken", async () => {
    const broken = await launchedCampaign(context, { delivery: onEvent }, start);
    const fine = await launchedCampaign(context, { delivery: onEvent }, start);
    await pool().query(
      `UPDATE campaign_versions SET definition = jsonb_set(definition::jsonb, '{audience}',
        '{"op":"and","filters":[{"type":"event","event":"x","op":"count_gte","value":"many"}]}')::json WHERE campaign_id = $1`,
      [broken],
    );
    await pool().query("UPDATE campaigns SET updated_at = now() WHERE id = $1", [broken]);
    await trackAndEvaluate(context, event("booked"), later(1));
    expect(await deliveriesOf(fine)).toHaveLength(1);
    expect(await deliveriesOf(broken)).toHaveLength(0);
  });

  it("takes the same number of statements for one event and for seventy-five people, and sends nothing twice", async () => {
    const id = await launchedCampaign(context, { delivery: onEvent }, start);
    const one = await trackAndEvaluate(context, event("booked", "first"), later(1));
    const people = Array.from({ length: 75 }, (_, index) => event("booked", `p${index}`).events).flat();
    const many = await trackAndEvaluate(context, { events: people }, later(2));
    const small = await countStatements(() => evaluateEvents(context.workspaceId, one, later(3)));
    const large = await countStatements(() => evaluateEvents(context.workspaceId, many, later(3)));
    expect(large).toBe(small);
    expect(large).toBeLessThanOrEqual(12);
    expect(await deliveriesOf(id)).toHaveLength(76);
  });
});

describe("conversions", () => {
  const conversions = [
    { event: "redeemed", window_seconds: 100 },
    { type: "purchase", window_seconds: 100 },
  ];
  const reached = async (id: string) =>
    (
      await pool().query<{ goal: number }>(
        "SELECT goal FROM campaign_conversions WHERE campaign_id = $1 ORDER BY goal",
        [id],
      )
    ).rows.map((row) => row.goal);

  it("count once per person and goal, inside the window, for those who received", async () => {
    const id = await launchedCampaign(context, { delivery: onEvent, conversions }, start);
    await trackAndEvaluate(context, event("redeemed", "stranger"), later(1));
    await trackAndEvaluate(context, event("booked"), later(1));
    await trackAndEvaluate(context, event("redeemed"), later(2));
    await trackAndEvaluate(context, event("redeemed"), later(3));
    expect(await reached(id)).toEqual([0]);
    await trackAndEvaluate(
      context,
      { purchases: [{ external_id: "u1", product_id: "p", currency: "EUR", price: 1 }] },
      later(102),
    );
    expect(await reached(id)).toEqual([0]);
  });

  it("count only what meets the conditions of the goal", async () => {
    const filters = [{ property: "points", op: "greater_than_or_equal", value: 100 }];
    const goals = [
      { event: "redeemed", filters, window_seconds: 100 },
      { event: "redeemed", window_seconds: 100 },
      { type: "purchase", filters: [{ property: "gift", op: "equals", value: true }], window_seconds: 100 },
    ];
    const id = await launchedCampaign(context, { delivery: onEvent, conversions: goals }, start);
    await trackAndEvaluate(context, event("booked"), later(1));
    await trackAndEvaluate(context, event("redeemed", "u1", { points: 99 }), later(2));
    await trackAndEvaluate(context, event("redeemed", "u1", { points: "100" }), later(3));
    const bought = { external_id: "u1", product_id: "p", currency: "EUR", price: 1 };
    await trackAndEvaluate(context, { purchases: [{ ...bought, properties: { gift: false } }] }, later(4));
    expect(await reached(id)).toEqual([1]);
    await trackAndEvaluate(context, event("redeemed", "u1", { points: 100 }), later(5));
    await trackAndEvaluate(context, { purchases: [{ ...bought, properties: { gift: true } }] }, later(6));
    expect(await reached(id)).toEqual([0, 1, 2]);
  });

  it("do not count the event that started the campaign", async () => {
    const same = [{ event: "booked", window_seconds: 100 }];
    const id = await launchedCampaign(context, { delivery: onEvent, conversions: same }, start);
    await trackAndEvaluate(context, event("booked"), later(1));
    expect(await reached(id)).toEqual([]);
    await trackAndEvaluate(context, event("booked"), later(20));
    expect(await reached(id)).toEqual([0]);
  });
});

describe("what webhooks and steps of our own led to", () => {
  const gold = { attributes: [{ external_id: "u1", tier: "gold" }] };
  const depthOf = async (id: string) => {
    const { rows } = await pool().query(
      "SELECT input->'loop_depth' AS depth FROM deliveries WHERE campaign_id = $1",
      [id],
    );
    return rows.map(({ depth }) => depth);
  };

  async function startedBy(how: "a change" | "a segment" | "an event"): Promise<string> {
    const filter = {
      op: "and",
      filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }],
    };
    const { segment_id } = await createSegment(context, createSegmentSchema.parse({ name: "Gold", filter }));
    const trigger = {
      "a change": { type: "attribute_change", attribute: "tier" },
      "a segment": { type: "segment_entry", segment_id },
      "an event": { type: "custom_event", event: "booked" },
    }[how];
    return launchedCampaign(context, { delivery: { type: "action", triggers: [trigger] } }, start);
  }

  it.each(["a change", "a segment", "an event"] as const)(
    "by %s is counted on, and cut in the end",
    async (how) => {
      const id = await startedBy(how);
      await trackAndEvaluate({ ...context, loopDepth: 5 }, { ...gold, ...event("booked") }, later(1));
      expect(await deliveriesOf(id)).toEqual([]);
      expect(await refusals(id)).toEqual(["u1 loop_cut"]);
      const body = { attributes: [{ external_id: "u2", tier: "gold" }], ...event("booked", "u2") };
      await trackAndEvaluate({ ...context, loopDepth: 4 }, body, later(2));
      expect(await depthOf(id)).toEqual([4]);
    },
  );
});
