/** What waits of a campaign or canvas follows its state: cancelled, parked or let go again. */
import { setTimeout as sleep } from "node:timers/promises";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import {
  announceDue,
  cancelPart,
  type Owner,
  parkPart,
  releasePart,
  type SweepCursor,
  type SweptPart,
} from "./store-park.ts";

/** How long an outcome takes to be written, and a little more. */
const BUSY_MS = 20;

/** What else has to happen when deliveries are cancelled. */
export type OnCancelled = (sql: SqlClient, ids: readonly string[]) => Promise<void>;

export type WaitingFate = { kind: "cancel" | "park" | "release"; reason: string };

/**
 * Brings everything that waits of `owner` to the fate that `fateNow` names, in parts of some thousand rows. It is asked
 * again before every part; when the answer changes, the sweep begins anew, and null ends it. `onCancelled` hears of what
 * will never leave, in the transaction that says so.
 */
export async function sweepWaiting(
  owner: Owner,
  fateNow: () => Promise<WaitingFate | null>,
  now: Date,
  onCancelled: OnCancelled = async () => {},
): Promise<void> {
  let after: SweepCursor | null = null;
  let last: string | null = null;
  for (;;) {
    const fate = await fateNow();
    if (!fate) return;
    if (fate.kind !== last) after = null;
    last = fate.kind;
    const part = await sweepPart(owner, fate, after, now, onCancelled);
    if (fate.kind === "release" && part.ids.length > 0) await announceDue();
    if (part.isBusy) {
      await sleep(BUSY_MS);
      continue;
    }
    if (!part.next) return;
    after = part.next;
  }
}

function sweepPart(
  owner: Owner,
  fate: WaitingFate,
  after: SweepCursor | null,
  now: Date,
  onCancelled: OnCancelled,
): Promise<SweptPart> {
  if (fate.kind === "park") return parkPart(owner, fate.reason, after);
  if (fate.kind === "release") return releasePart(owner, fate.reason, after, now);
  return inTransaction(async (sql) => {
    const part = await cancelPart(sql, owner, fate.reason, after, now);
    if (part.ids.length > 0) await onCancelled(sql, part.ids);
    return part;
  });
}
