/** What waits of a campaign or canvas follows its state: cancelled, parked or let go again. */
import { setTimeout as sleep } from "node:timers/promises";
import {
  announceDue,
  cancelPart,
  type Owner,
  parkPart,
  releasePart,
  type SweepCursor,
} from "./store-park.ts";

/** How long an outcome takes to be written, and a little more. */
const BUSY_MS = 20;

export type WaitingFate = { kind: "cancel" | "park" | "release"; reason: string };

/**
 * Brings everything that waits of `owner` to the fate that `fateNow` names, in parts of some thousand rows. It is asked
 * again before every part; when the answer changes, the sweep begins anew, and null ends it.
 */
export async function sweepWaiting(
  owner: Owner,
  fateNow: () => Promise<WaitingFate | null>,
  now: Date,
): Promise<void> {
  let after: SweepCursor | null = null;
  let last: string | null = null;
  for (;;) {
    const fate = await fateNow();
    if (!fate) return;
    if (fate.kind !== last) after = null;
    last = fate.kind;
    const part = await sweepPart(owner, fate, after, now);
    if (fate.kind === "release" && part.changed > 0) await announceDue();
    if (part.isBusy) {
      await sleep(BUSY_MS);
      continue;
    }
    if (!part.next) return;
    after = part.next;
  }
}

function sweepPart(owner: Owner, fate: WaitingFate, after: SweepCursor | null, now: Date) {
  if (fate.kind === "cancel") return cancelPart(owner, fate.reason, after, now);
  if (fate.kind === "park") return parkPart(owner, fate.reason, after);
  return releasePart(owner, fate.reason, after, now);
}
