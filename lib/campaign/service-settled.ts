/** What campaigns do when deliveries end: remember when they were last sent, and start what waits for it. */
import { pool } from "#lib/platform/db.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { CAMPAIGN_RECEIVED } from "./jobs.ts";
import { liveCampaigns, waitsForReceipts } from "./service-live.ts";
import { touchSent } from "./store-settled.ts";

interface Settled {
  id: string;
  workspaceId: string;
  campaignId: string | null;
  status: string;
  attempt: unknown;
}

const OUTCOMES = new Set(["delivered", "failed", "aborted"]);

/** Whether something else of a workspace waits for campaigns to be received. */
type AlsoWaits = (workspaceId: string) => Promise<boolean>;

/** At most one statement per second, and one more per batch where something waits for a campaign. */
export async function followSettled(
  batch: readonly Settled[],
  now: Date,
  alsoWaits: AlsoWaits,
): Promise<void> {
  await rememberSent(batch, now);
  for (const [workspaceId, items] of Map.groupBy(batch, (item) => item.workspaceId)) {
    const ended = items.filter((item) => OUTCOMES.has(item.status));
    if (ended.length === 0 || !(await waits(workspaceId, now, alsoWaits))) continue;
    const receipts = ended.map((item) => ({ delivery_id: item.id, outcome: item.status }));
    const at = now.toISOString();
    await enqueue(pool(), CAMPAIGN_RECEIVED, [{ workspace_id: workspaceId, receipts, at }]);
  }
}

const SENT_MS = 1_000;
const sentAt = new Map<string, number>();

/** Good to the second: a campaign that sends a thousand times a second is written once. */
async function rememberSent(batch: readonly Settled[], now: Date): Promise<void> {
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
