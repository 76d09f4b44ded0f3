/** What campaigns do when deliveries end: keep receipts true, remember when they were last sent, and start what waits for it. */
import type { SqlClient } from "#lib/platform/db.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { CAMPAIGN_RECEIVED } from "./jobs.ts";
import { liveCampaigns, waitsForReceipts } from "./service-live.ts";
import { giveBackReceipts, moveReceipts } from "./store-receipts.ts";
import { touchSent } from "./store-settled.ts";

interface Settled {
  id: string;
  workspaceId: string;
  campaignId: string | null;
  createdAt: Date;
  replayed: boolean;
  status: string;
  attempt: { number: number; startedAt: Date } | null;
}

type FollowUp = (sql: SqlClient, settled: readonly Settled[]) => Promise<void>;

/**
 * What campaigns do in the transaction that writes outcomes down: correct receipts, and start what waits for them; null
 * for a batch that needs neither.
 */
export async function followSettled(
  batch: readonly Settled[],
  now: Date,
  alsoWaits: AlsoWaits,
): Promise<FollowUp | null> {
  const steps = [receiptsToCorrect(batch, now), await receiptsOf(batch, now, alsoWaits)].filter(
    (step) => step !== null,
  );
  if (steps.length === 0) return null;
  return async (sql, settled) => {
    for (const step of steps) await step(sql, settled);
  };
}

/** A message that leaves this long after it was asked for may be later, or earlier, than its receipt says. */
const AT_ONCE_MS = 60_000;

/** At most one statement for what ended before it was sent, and one for what was sent some time after it was asked for. */
function receiptsToCorrect(batch: readonly Settled[], now: Date): FollowUp | null {
  if (!batch.some((item) => wasNeverSent(item) || wasSentLater(item))) return null;
  return async (sql, settled) => {
    const neverSent = settled.filter(wasNeverSent).map(({ id }) => id);
    if (neverSent.length > 0) await giveBackReceipts(sql, neverSent);
    const sentLater = settled.filter(wasSentLater).map(({ id }) => id);
    if (sentLater.length > 0) await moveReceipts(sql, sentLater, now);
  };
}

function wasNeverSent({ campaignId, status, attempt, replayed }: Settled): boolean {
  return (
    campaignId !== null && attempt === null && !replayed && (status === "aborted" || status === "cancelled")
  );
}

function wasSentLater({ campaignId, attempt, createdAt }: Settled): boolean {
  if (campaignId === null || attempt?.number !== 1) return false;
  return attempt.startedAt.getTime() - createdAt.getTime() > AT_ONCE_MS;
}

const OUTCOMES = new Set(["delivered", "failed", "aborted"]);

/** Whether something else of a workspace waits for campaigns to be received. */
type AlsoWaits = (workspaceId: string) => Promise<boolean>;

/**
 * What starts the campaigns and journeys that wait for what has ended, in the transaction that ends it; null where nothing
 * waits. One statement per workspace.
 */
async function receiptsOf(
  batch: readonly Settled[],
  now: Date,
  alsoWaits: AlsoWaits,
): Promise<FollowUp | null> {
  const waiting = new Set<string>();
  for (const workspaceId of new Set(batch.filter(hasEnded).map((item) => item.workspaceId))) {
    if (await waits(workspaceId, now, alsoWaits)) waiting.add(workspaceId);
  }
  if (waiting.size === 0) return null;
  return async (sql, settled) => {
    const ended = settled.filter((item) => hasEnded(item) && waiting.has(item.workspaceId));
    const at = now.toISOString();
    const jobs = [...Map.groupBy(ended, (item) => item.workspaceId)].map(([workspace_id, items]) => ({
      workspace_id,
      receipts: items.map((item) => ({ delivery_id: item.id, outcome: item.status })),
      at,
    }));
    if (jobs.length > 0) await enqueue(sql, CAMPAIGN_RECEIVED, jobs);
  };
}

function hasEnded({ status }: Settled): boolean {
  return OUTCOMES.has(status);
}

const SENT_MS = 1_000;
const sentAt = new Map<string, number>();

/** Good to the second: a campaign that sends a thousand times a second is written once. */
export async function rememberSent(batch: readonly Settled[], now: Date): Promise<void> {
  const ids = new Set(batch.flatMap((item) => (item.attempt !== null && item.campaignId) || []));
  const due = [...ids].filter((id) => now.getTime() - (sentAt.get(id) ?? 0) >= SENT_MS);
  if (due.length === 0) return;
  if (sentAt.size > 10_000) sentAt.clear();
  for (const id of due) sentAt.set(id, now.getTime());
  await touchSent(due, now);
}

const KNOWN_MS = 1_000;
const known = new Map<string, { waits: boolean; at: number }>();

async function waits(workspaceId: string, now: Date, alsoWaits: AlsoWaits): Promise<boolean> {
  const before = known.get(workspaceId);
  if (before && now.getTime() - before.at < KNOWN_MS) return before.waits;
  const campaigns = await liveCampaigns(workspaceId);
  const answer = campaigns.some(waitsForReceipts) || (await alsoWaits(workspaceId));
  if (known.size > 1_000) known.clear();
  known.set(workspaceId, { waits: answer, at: now.getTime() });
  return answer;
}
