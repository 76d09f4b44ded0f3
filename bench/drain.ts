/** Drain: deliveries that are ready, through render, throttle, breaker, signature, send, attempt row and settle. */
import { setTimeout as sleep } from "node:timers/promises";
import { pool } from "#lib/platform/db.ts";
import { type Sink, type Stack, statementsSince, until } from "./stack.ts";
import { addPeople, launchBenchCampaign, oweDeliveries } from "./workload.ts";

export interface DrainResult {
  perSecond: number;
  statementsPerDelivery: number;
}

const SETTLE_MS = 60_000;
const SAMPLE_MS = 25;

/** Sends `count` deliveries with one worker; the first sixth warms it up and is not counted. */
export async function measureDrain(stack: Stack, count: number): Promise<DrainResult> {
  const campaign = await launchBenchCampaign(`${stack.sink.url}/drain`);
  const people = await addPeople(campaign.context.workspaceId, count);
  await oweDeliveries(campaign, people, new Date());
  await pool().query("ANALYZE deliveries");
  await stack.sink.ask("reset");
  await statementsSince();
  const worker = await stack.startWorker();
  const perSecond = await rateAfter(stack.sink, Math.round(count / 6), count);
  await until(() => allDelivered(campaign.campaignId, count), SETTLE_MS);
  const statements = await statementsSince();
  await worker.stop();
  return { perSecond, statementsPerDelivery: statements / count };
}

/** Arrivals per second between the `from`-th and the `to`-th. */
export async function rateAfter(sink: Sink, from: number, to: number): Promise<number> {
  let begun: { at: number; count: number } | undefined;
  let last = { at: 0, count: -1 };
  let quietSince = Date.now();
  for (;;) {
    const { count } = await sink.ask("count");
    const now = { at: performance.now(), count };
    if (count >= from) begun ??= now;
    if (count >= to && begun) return (count - begun.count) / ((now.at - begun.at) / 1000);
    if (count !== last.count) quietSince = Date.now();
    if (Date.now() - quietSince > SETTLE_MS) throw new Error(`Only ${count} of ${to} arrived.`);
    last = now;
    await sleep(SAMPLE_MS);
  }
}

async function allDelivered(campaignId: string, count: number): Promise<boolean> {
  const { rows } = await pool().query<{ n: number }>(
    "SELECT count(*)::int AS n FROM deliveries WHERE campaign_id = $1 AND status = 'delivered'",
    [campaignId],
  );
  return rows[0]?.n === count;
}
