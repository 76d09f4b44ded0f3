import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign, trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { estimateCampaign } from "./service-estimate.ts";
import { explainCampaign } from "./service-explain.ts";
import { campaignFailures, campaignStats, dataSeries } from "./service-stats.ts";
import { statsCsv } from "./stats-csv.ts";

useTestDatabase();

let context: Context;
const start = new Date("2026-03-10T12:00:00.000Z");
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const webhook = { url: "https://api.example.com/hook" };
const variations = [
  { name: "A, first", percentage: 50, webhook },
  { name: "Control", percentage: 50, control: true },
];
const people = Array.from({ length: 60 }, (_, index) => `p${index}`);
const did = (name: string, ids: readonly string[]) => ({
  events: ids.map((id) => ({ external_id: id, name })),
});
const gold = { op: "and", filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }] };

beforeEach(async () => {
  context = await createWorkspace(start);
});

describe("results", () => {
  it("count sends, people and conversions of each variation, with intervals and against the control group", async () => {
    const conversions = [{ event: "redeemed", window_seconds: 100 }];
    const delivery = { type: "action", event: "booked" };
    const id = await launchedCampaign(context, { delivery, variations, conversions }, start);
    await trackAndEvaluate(context, did("booked", people), later(1));
    const sent = await deliveriesOf(id);
    await pool().query(
      "UPDATE deliveries SET status = 'delivered', attempts_count = 1 WHERE campaign_id = $1",
      [id],
    );
    await trackAndEvaluate(
      context,
      did(
        "redeemed",
        sent.map((row) => row.external_user_id),
      ),
      later(2),
    );
    const stats = await campaignStats({ ...context, now: later(3) }, id, { unit: "hour", length: 24 });
    const [a, control] = stats.by_variation;
    expect(a).toMatchObject({ people: sent.length, sent: sent.length, delivered: sent.length });
    expect(control).toMatchObject({ control: true, people: 60 - sent.length, sent: 0 });
    expect(a?.conversions[0]).toMatchObject({
      name: "redeemed",
      count: sent.length,
      versus_control: { significant: true },
    });
    expect(a?.conversions[0]?.interval.low).toBeGreaterThan(0.8);
    expect(stats.funnel.map((step) => step.count)).toEqual([60, 60, ...Array(4).fill(sent.length)]);
    expect(stats.not_sent).toEqual({ control_group: 60 - sent.length });
    expect(stats.series.reduce((sum, row) => sum + row.conversions, 0)).toBe(sent.length);
    expect(statsCsv(stats).split("\r\n")[1]).toContain('"A, first",false,');
    const [day] = await dataSeries({ ...context, now: later(3) }, { campaign_id: id, length: 1 });
    expect(day).toMatchObject({ conversions: sent.length, conversions_by_send_time: sent.length });
  });
});

describe("failures", () => {
  const query = { unit: "hour", length: 24 } as const;

  it("are grouped by reason, with the newest one and what was answered to it", async () => {
    const id = await launchedCampaign(context, { delivery: { type: "action", event: "booked" } }, start);
    await trackAndEvaluate(context, did("booked", ["a", "b", "c"]), later(1));
    const [first, second, third] = await deliveriesOf(id);
    const fail = (row: typeof first, reason: string, seconds: number) =>
      pool().query(
        `UPDATE deliveries SET status = 'failed', reason = $2, attempts_count = 1, created_at = $3, first_attempt_at = $3
          WHERE id = $1`,
        [row?.id, reason, later(seconds)],
      );
    await fail(first, "rejected", 10);
    await fail(second, "rejected", 20);
    await fail(third, "exhausted_retries", 4_000);
    await pool().query(
      `INSERT INTO attempts (delivery_id, workspace_id, number, started_at, duration_ms, status_code, response_body, outcome)
       VALUES ($1, $2, 1, $3, 5, 422, 'no such member', 'reject')`,
      [second?.id, context.workspaceId, later(20)],
    );
    const now = { ...context, now: later(4_010) };
    const { failures } = await campaignFailures(now, id, {});
    expect(failures).toMatchObject([
      {
        reason: "rejected",
        count: 2,
        sample: { delivery_id: second?.id, status_code: 422, response: "no such member" },
      },
      { reason: "exhausted_retries", count: 1, sample: { status_code: null } },
    ]);
    const range = { since: start.toISOString(), until: later(3_000).toISOString() };
    expect((await campaignFailures(now, id, range)).failures).toHaveLength(1);
    expect(await campaignStats(now, id, { ...query, ...range })).toMatchObject({ total: 2 });
    expect(await campaignStats(now, id, query)).toMatchObject({
      total: 3,
      waiting: 0,
      pace: { per_minute: 1 },
    });
  });
});

describe("an estimate", () => {
  it("tells who matches, who is left after rules, how long it takes and when it runs", async () => {
    const attributes = people.map((id, index) => ({ external_id: id, tier: index < 40 ? "gold" : "silver" }));
    await trackAndEvaluate(context, { attributes }, start);
    const delivery = { type: "scheduled", start: "2026-03-11T09:00", frequency: "daily" };
    const extra = {
      delivery,
      audience: gold,
      variations,
      rate_limit: { per_minute: 5 },
      re_eligibility: { allowed: false },
    };
    const id = await launchedCampaign(context, extra, start);
    await pool().query(
      `INSERT INTO campaign_receipts (campaign_id, profile_id, workspace_id, variation_id, first_received_at, last_received_at)
       SELECT $1, id, workspace_id, 'x', now(), now() FROM profiles WHERE workspace_id = $2 AND external_id IN ('p0', 'p1')`,
      [id, context.workspaceId],
    );
    const estimate = await estimateCampaign({ ...context, now: later(1) }, id);
    expect(estimate).toMatchObject({ matched: 40, reachable: 38, after_caps: 38, per_minute: 5, minutes: 4 });
    expect(estimate).toMatchObject({ received: 2, again: 0 });
    expect(estimate.variations.map((variation) => variation.people)).toEqual([19, 19]);
    expect(estimate.next_runs).toHaveLength(5);
    expect(estimate.next_runs[0]).toBe("2026-03-11T09:00:00.000Z");
  });

  it("leaves out who is over a cap, and warns when nobody matches", async () => {
    const delivery = { type: "action", event: "booked" };
    const capped = { delivery, frequency_cap: { max: 1, within_seconds: 1000 } };
    const id = await launchedCampaign(context, capped, start);
    await trackAndEvaluate(context, did("booked", ["a"]), later(1));
    await trackAndEvaluate(context, { attributes: [{ external_id: "b" }] }, later(1));
    expect(await estimateCampaign({ ...context, now: later(2) }, id)).toMatchObject({
      matched: 2,
      after_caps: 1,
    });
    const nobody = await launchedCampaign(context, { delivery, audience: gold }, start);
    expect((await estimateCampaign(context, nobody)).warnings).toMatchObject([{ code: "audience.zero" }]);
  });
});

describe("an explanation", () => {
  it("names the rule that keeps somebody out, with the fact", async () => {
    const delivery = { type: "action", event: "booked" };
    const id = await launchedCampaign(context, { delivery, audience: gold }, start);
    await trackAndEvaluate(
      context,
      { attributes: [{ external_id: "u1", tier: "silver" }], ...did("booked", ["u1"]) },
      later(1),
    );
    const answer = await explainCampaign({ ...context, now: later(2) }, id, "u1");
    expect(answer).toMatchObject({ outcome: "not_sent", decisions: [{ reason: "user_not_in_segment" }] });
    const verdicts = Object.fromEntries(answer.rules.map((rule) => [rule.rule, rule.verdict]));
    expect(verdicts).toMatchObject({
      campaign: "pass",
      trigger: "pass",
      audience: "fail",
      re_eligibility: "pass",
    });
    expect(answer.rules.find((rule) => rule.rule === "audience")?.details.join()).toContain("silver");
  });

  it("tells that somebody waits for it", async () => {
    const delivery = { type: "action", event: "booked" };
    const id = await launchedCampaign(context, { delivery, re_eligibility: { allowed: false } }, start);
    await trackAndEvaluate(context, did("booked", ["u1"]), later(1));
    const answer = await explainCampaign({ ...context, now: later(2) }, id, "u1");
    expect(answer.outcome).toBe("waiting");
    expect(answer.rules.find((rule) => rule.rule === "re_eligibility")?.verdict).toBe("fail");
  });
});
