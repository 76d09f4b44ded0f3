/** Brings deliveries whose time has come back into jobs: delayed ones, retries, those that were held or parked. */
import { planReleases, recordReleases } from "#lib/host/service-parking.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { log } from "#lib/platform/log.ts";
import { startWakeableLoop, type WakeableLoop } from "#lib/platform/wakeable-loop.ts";
import { enqueueSends } from "./service-enqueue.ts";
import { claimParked } from "./store-parked.ts";
import { claimDue, freeLostRows, nextDue } from "./store-send.ts";

const BATCH = 2_000;
const LOST_AFTER_MS = 5 * 60_000;
const LOST_CHECK_MS = 60_000;

/** Sleeps until the next delivery is due; several workers share the work row by row. */
export function startReleaser(): WakeableLoop {
  let lostCheckedAt = 0;
  return startWakeableLoop(async () => {
    const next = await round();
    if (Date.now() - lostCheckedAt > LOST_CHECK_MS) {
      lostCheckedAt = Date.now();
      await freeLost();
    }
    return next;
  }, "cannot release due deliveries; trying again");
}

/** Releases what is due; answers when there is more. */
async function round(): Promise<Date | null> {
  const { row, scope } = await nextDue();
  const now = new Date();
  const isScopeDue = scope !== null && scope <= now;
  const isRowDue = row !== null && row <= now;
  if (isScopeDue) await releaseParked(now);
  if (isRowDue) await releaseDue(now);
  if (isScopeDue || isRowDue) return now;
  if (row === null || scope === null) return row ?? scope;
  return row < scope ? row : scope;
}

async function freeLost(): Promise<void> {
  const freed = await freeLostRows(new Date(Date.now() - LOST_AFTER_MS));
  if (freed > 0) log().warn({ freed }, "deliveries without a job were put back");
}

/** One round: takes up to a batch of due rows and enqueues them in the same transaction. Answers how many. */
export async function releaseDue(now: Date): Promise<number> {
  return inTransaction(async (sql) => {
    const due = await claimDue(sql, BATCH, now);
    await enqueueSends(sql, due, now);
    return due.length;
  });
}

/** Lets some of the rows go that are parked behind hosts and paces which take them now. Answers how many. */
export async function releaseParked(now: Date): Promise<number> {
  return inTransaction(async (sql) => {
    const releases = await planReleases(sql, now);
    if (releases.length === 0) return 0;
    const wanted = releases.filter((release) => release.take > 0);
    const rows = wanted.length > 0 ? await claimParked(sql, wanted, now) : [];
    await enqueueSends(sql, rows, now);
    const taken = Map.groupBy(rows, (row) => `${row.workspace_id} ${row.scope}`);
    const count = ({ workspaceId, scope }: { workspaceId: string; scope: string }): number =>
      taken.get(`${workspaceId} ${scope}`)?.length ?? 0;
    await recordReleases(sql, releases, count, now);
    return rows.length;
  });
}
