import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign, refusals, trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { countStatements, createWorkspace } from "#lib/testing/factories.ts";
import { stopCampaign } from "./service-lifecycle.ts";
import { followSettled } from "./service-settled.ts";
import { cancelOne, sweepCampaign } from "./service-sweep.ts";

useTestDatabase();

const DAY = 86_400;
let context: Context;
const start = new Date("2026-03-10T12:00:00.000Z");
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const event = (name: string) => ({ events: [{ external_id: "u1", name }] });
const delayed = { type: "action", event: "booked", delay_seconds: DAY };
const once = { allowed: false };
const conversions = [{ event: "bought", window_seconds: 3 * DAY }];

beforeEach(async () => {
  context = await createWorkspace(start);
});

const receipts = async (id: string) =>
  (
    await pool().query<{ last_received_at: Date; received_count: number }>(
      "SELECT last_received_at, received_count FROM campaign_receipts WHERE campaign_id = $1",
      [id],
    )
  ).rows;

const converted = async (id: string) =>
  (await pool().query("SELECT 1 FROM campaign_conversions WHERE campaign_id = $1", [id])).rows.length;

/** What a worker writes about a delivery: how it ended before it was sent, or when it was first attempted. */
async function settle(campaignId: string, deliveryId: string, outcome: { ended: string } | { at: Date }) {
  const at = "at" in outcome ? outcome.at : null;
  await pool().query(
    "UPDATE deliveries SET status = $2, attempts_count = $3, first_attempt_at = $4 WHERE id = $1",
    [deliveryId, "ended" in outcome ? outcome.ended : "delivered", at ? 1 : 0, at],
  );
  const { rows } = await pool().query("SELECT created_at, status FROM deliveries WHERE id = $1", [
    deliveryId,
  ]);
  const settlement = {
    id: deliveryId,
    workspaceId: context.workspaceId,
    campaignId,
    createdAt: rows[0].created_at,
    replayed: false,
    status: rows[0].status,
    attempt: at ? { number: 1, startedAt: at } : null,
  };
  const follow = await followSettled([settlement], at ?? later(DAY), async () => false);
  await inTransaction(async (sql) => follow?.(sql, [settlement]));
}

const last = async (id: string) => (await deliveriesOf(id)).at(-1)?.id ?? "";

describe("a receipt is given back", () => {
  it.each(["aborted", "cancelled"])("when the message ends %s before it was sent", async (ended) => {
    const id = await launchedCampaign(context, { delivery: delayed, re_eligibility: once }, start);
    await trackAndEvaluate(context, event("booked"), later(1));
    await settle(id, await last(id), { ended });
    expect(await receipts(id)).toEqual([]);
    await trackAndEvaluate(context, event("booked"), later(2 * DAY));
    expect(await refusals(id)).toEqual([]);
    expect(await deliveriesOf(id)).toHaveLength(2);
  });

  it("to those whose message a stop cancels, and to one who is cancelled by hand", async () => {
    const id = await launchedCampaign(context, { delivery: delayed, re_eligibility: once }, start);
    await trackAndEvaluate(context, event("booked"), later(1));
    await cancelOne(context, await last(id));
    expect(await receipts(id)).toEqual([]);
    await trackAndEvaluate(context, event("booked"), later(2));
    await stopCampaign(context, id);
    await sweepCampaign(context.workspaceId, id, later(3));
    expect(await receipts(id)).toEqual([]);
  });

  it("as often as messages are called off, and only so often", async () => {
    const delivery = { ...delayed, exception_events: [{ event: "cancelled" }] };
    const id = await launchedCampaign(context, { delivery }, start);
    await trackAndEvaluate(context, event("booked"), later(1));
    await settle(id, await last(id), { at: later(1 + DAY) });
    const both = { events: [...event("booked").events, ...event("booked").events] };
    await trackAndEvaluate(context, both, later(2 * DAY));
    expect(await receipts(id)).toMatchObject([{ received_count: 3 }]);
    await trackAndEvaluate(context, event("cancelled"), later(2 * DAY + 60));
    expect(await receipts(id)).toEqual([{ received_count: 1, last_received_at: later(1 + DAY) }]);
  });

  it("with what was bought meanwhile", async () => {
    const id = await launchedCampaign(
      context,
      { delivery: { ...delayed, delay_seconds: 0 }, conversions },
      start,
    );
    await trackAndEvaluate(context, event("booked"), later(1));
    await trackAndEvaluate(context, event("bought"), later(20));
    expect(await converted(id)).toBe(1);
    await settle(id, await last(id), { ended: "aborted" });
    expect(await converted(id)).toBe(0);
  });
});

describe("a receipt is of the moment the message is sent", () => {
  it("for conversions", async () => {
    const delivery = { ...delayed, delay_seconds: 7 * DAY };
    const id = await launchedCampaign(context, { delivery, conversions }, start);
    await trackAndEvaluate(context, event("booked"), later(1));
    expect(await receipts(id)).toMatchObject([{ last_received_at: later(1 + 7 * DAY) }]);
    await trackAndEvaluate(context, event("bought"), later(DAY));
    expect(await converted(id)).toBe(0);
    await trackAndEvaluate(context, event("bought"), later(8 * DAY));
    expect(await converted(id)).toBe(1);
  });

  it("for who may receive again", async () => {
    const rule = { allowed: true, after_seconds: 2 * DAY };
    const id = await launchedCampaign(context, { delivery: delayed, re_eligibility: rule }, start);
    for (const day of [0, 2.5, 3.5]) await trackAndEvaluate(context, event("booked"), later(day * DAY));
    expect(await refusals(id)).toEqual(["u1 not_eligible_until"]);
    expect(await deliveriesOf(id)).toHaveLength(2);
  });

  it("and moves with it when it leaves late: what was bought before was not bought for it", async () => {
    const id = await launchedCampaign(
      context,
      { delivery: { ...delayed, delay_seconds: 0 }, conversions },
      start,
    );
    await trackAndEvaluate(context, event("booked"), later(1));
    await trackAndEvaluate(context, event("bought"), later(3_600));
    await settle(id, await last(id), { at: later(7_200) });
    expect(await receipts(id)).toMatchObject([{ last_received_at: later(7_200) }]);
    expect(await converted(id)).toBe(0);
  });

  it("while the next one is on its way, the one before counts", async () => {
    const delivery = { ...delayed, delay_seconds: 2 * DAY };
    const id = await launchedCampaign(context, { delivery, conversions }, start);
    await trackAndEvaluate(context, event("booked"), later(0));
    await settle(id, await last(id), { at: later(2 * DAY) });
    await trackAndEvaluate(context, event("booked"), later(3 * DAY));
    await trackAndEvaluate(context, event("bought"), later(4 * DAY));
    expect(await converted(id)).toBe(1);
  });

  it("is noted again for what was called off and sent by hand after all", async () => {
    const id = await launchedCampaign(context, { delivery: delayed, re_eligibility: once }, start);
    await trackAndEvaluate(context, event("booked"), later(1));
    await settle(id, await last(id), { ended: "aborted" });
    await settle(id, await last(id), { at: later(2 * DAY) });
    expect(await receipts(id)).toEqual([{ received_count: 1, last_received_at: later(2 * DAY) }]);
  });
});

describe("a settled batch", () => {
  it("that was sent at once asks nothing of receipts", async () => {
    const id = await launchedCampaign(context, { delivery: { type: "action", event: "booked" } }, start);
    await trackAndEvaluate(context, event("booked"), later(1));
    const settlement = {
      id: await last(id),
      workspaceId: context.workspaceId,
      campaignId: id,
      createdAt: later(1),
      replayed: false,
      status: "delivered",
      attempt: { number: 1, startedAt: later(2) },
    };
    await followSettled([settlement], later(2), async () => false);
    const count = await countStatements(async () => {
      expect(await followSettled([settlement], later(2), async () => false)).toBeNull();
    });
    expect(count).toBe(0);
  });
});
