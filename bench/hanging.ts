/** What five hundred hosts that never answer cost a healthy one. */
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { rateAfter } from "./drain.ts";
import type { Stack } from "./stack.ts";
import { addPeople, EVENT, eventProperties, type LiveCampaign, launchBenchCampaign } from "./workload.ts";

const HOSTS = 500;
/** One of nine requests is for a host that hangs, however long the pass is. */
const HEALTHY_PER_HANGING = 8;
/** A single pass differs by a tenth and more from the next. */
const PAIRS = 2;
const BATCH = 2_000;

/**
 * The healthy host's throughput beside the hanging ones ÷ its throughput alone. Passes alone lie before and after each
 * one beside: a machine that becomes slower or faster meanwhile does so to both.
 */
export async function measureBesideHanging(stack: Stack, count: number): Promise<number> {
  const pass = async (hanging: number): Promise<number> => {
    const rate = await healthyRate(stack, await mixedCampaign(stack), count, hanging);
    await cancelWaiting();
    return rate;
  };
  const shares: number[] = [];
  let before = await pass(0);
  for (let pair = 0; pair < PAIRS; pair++) {
    const beside = await pass(HOSTS);
    const after = await pass(0);
    shares.push(beside / ((before + after) / 2));
    before = after;
  }
  return shares.reduce((sum, share) => sum + share) / shares.length;
}

/** What the hosts that hang still have to get is nobody's work in the next pass. */
async function cancelWaiting(): Promise<void> {
  await pool().query(
    `UPDATE deliveries SET status = 'cancelled', queued_at = NULL, parked_scope = NULL, next_attempt_at = NULL
      WHERE status IN ('pending', 'held', 'retrying')`,
  );
  await pool().query("DELETE FROM parkings");
}

/** A campaign whose host and path the event says. */
export function mixedCampaign(stack: Stack): Promise<LiveCampaign> {
  return launchBenchCampaign(
    `http://{{event_properties.\${host}}}:${stack.sink.port}/{{event_properties.\${path}}}`,
  );
}

/** Deliveries per second to a healthy host, with some for each of so many `hanging` ones among them. */
export async function healthyRate(
  stack: Stack,
  campaign: LiveCampaign,
  count: number,
  hanging: number,
): Promise<number> {
  const people = await addPeople(campaign.context.workspaceId, count);
  await oweMixed(campaign, people, hanging);
  await stack.sink.ask("reset");
  const worker = await stack.startWorker();
  const perSecond = await rateAfter(stack.sink, Math.round(count / 6), count);
  worker.kill();
  return perSecond;
}

/** Healthy rows with the hanging ones spread evenly among them, so that every chunk holds both. */
async function oweMixed(campaign: LiveCampaign, people: readonly string[], hanging: number): Promise<void> {
  const bad = hanging > 0 ? Math.round(people.length / HEALTHY_PER_HANGING) : 0;
  const every = bad > 0 ? people.length / bad : Number.POSITIVE_INFINITY;
  let sick = 0;
  const rows = people.flatMap((profileId, index) => {
    const healthy = row(campaign, profileId, index, "127.0.0.1", "healthy");
    if (index < sick * every || sick >= bad) return [healthy];
    const host = `127.0.${1 + Math.floor((sick % hanging) / 250)}.${1 + ((sick % hanging) % 250)}`;
    sick++;
    return [row(campaign, profileId, index, host, "hang"), healthy];
  });
  for (let from = 0; from < rows.length; from += BATCH) {
    await inTransaction((sql) => insertDeliveries(sql, rows.slice(from, from + BATCH), new Date()));
  }
}

/** One delivery of a mixed campaign. */
export function row(
  campaign: LiveCampaign,
  profileId: string | null,
  index: number,
  host: string,
  path: string,
) {
  return {
    id: newId(),
    workspaceId: campaign.context.workspaceId,
    campaignId: campaign.campaignId,
    campaignVersionId: campaign.versionId,
    variationId: campaign.variationId,
    profileId,
    externalUserId: `p${index}`,
    input: { event: { name: EVENT, properties: { ...eventProperties(`h${index}`), host, path } } },
  };
}
