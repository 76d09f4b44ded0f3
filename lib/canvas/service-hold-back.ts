/**
 * Looks once more at messages of journeys that are about to be sent for the first time: the journey may hold everybody,
 * the person may have left or gone on, and the clock may have reached quiet hours. A retry is never held back: its
 * receiver may have acted on the first attempt already.
 */
import type { HeldBack } from "#lib/delivery/service-prepare.ts";
import type { SendRow } from "#lib/delivery/store-send.ts";
import { quietUntil } from "#lib/trigger/quiet-hours.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import { versionOf } from "./service-versions-cache.ts";
import { waitingEntries } from "./store-hold-back.ts";

/** Whoever resumes the journey lets its messages go; this is for one that was on its way here just then. */
const LOOK_AGAIN_MS = 10 * 60_000;

/** Which of the rows must not go now, and why. One statement for all of them; none without messages of journeys. */
export async function holdBackOfJourneys(
  rows: readonly SendRow[],
  now: Date,
): Promise<Map<string, HeldBack>> {
  const first = rows.filter(
    (row) => row.canvas_entry_id !== null && row.attempts_count === 0 && row.next_reason !== "manual",
  );
  const held = new Map<string, HeldBack>();
  if (first.length === 0) return held;
  const entries = await waitingEntries(first);
  for (const row of first) {
    const entry = entries.get(row.id);
    if (!entry) continue;
    if (!entry.waits) held.set(row.id, { status: "cancelled", reason: "canvas_exited", until: null });
    else if (entry.holding)
      held.set(row.id, {
        status: "held",
        reason: "canvas_paused",
        until: new Date(now.getTime() + LOOK_AGAIN_MS),
      });
    else {
      const quiet = await quietNow(row, entry.zone, now);
      if (quiet) held.set(row.id, quiet);
    }
  }
  return held;
}

async function quietNow(row: SendRow, workspaceZone: string, now: Date): Promise<HeldBack | null> {
  const version = await versionOf(row.workspace_id, row.canvas_version_id ?? "").catch(() => null);
  const step = version?.steps.get(row.step_id ?? "");
  const quiet = version?.definition.quiet_hours;
  if (!quiet || step?.type !== "message" || step.ignore_quiet_hours) return null;
  const until = quietUntil(quiet, now, firstZone(row.time_zone, workspaceZone));
  if (until === null) return null;
  return quiet.action === "abort"
    ? { status: "aborted", reason: "quiet_hours", until: null }
    : { status: "held", reason: "quiet_hours", until };
}
