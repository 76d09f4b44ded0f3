/** Makes people inside, and what waits to be sent to them, follow the state of their canvas. */
import { sweepWaiting, type WaitingFate } from "#lib/delivery/service-park.ts";
import type { SweepCanvas } from "./jobs.ts";
import { exitPeople } from "./service-exit.ts";
import { loadActive } from "./store-entries.ts";
import { activeIds, canvasState, wakeAll } from "./store-sweep.ts";

const MOST_PASSES = 20;

export async function sweepCanvas(job: SweepCanvas, now: Date): Promise<void> {
  const { workspace_id: workspaceId, canvas_id: canvasId } = job;
  const decidedAt = job.at ? new Date(job.at) : now;
  if (job.exit_reason) await exitAll(workspaceId, canvasId, job.exit_reason, decidedAt, now);
  const fate = async (): Promise<WaitingFate | null> => {
    const state = await canvasState(workspaceId, canvasId);
    return state && { kind: state.holding ? "park" : "release", reason: "canvas_paused" };
  };
  await sweepWaiting({ kind: "canvas", workspaceId, id: canvasId }, fate, now);
  const state = await canvasState(workspaceId, canvasId);
  if (state && !state.holding) await wakeAll(canvasId, now);
}

/** Pass after pass until a pass finds nobody: a worker may be moving somebody just when their turn to leave comes. */
async function exitAll(
  workspaceId: string,
  canvasId: string,
  reason: string,
  enteredBy: Date,
  now: Date,
): Promise<void> {
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    let ids = await activeIds(canvasId, enteredBy, null);
    if (ids.length === 0) return;
    while (ids.length > 0) {
      await exitPeople(workspaceId, await loadActive(workspaceId, ids), reason, now);
      ids = await activeIds(canvasId, enteredBy, ids.at(-1) ?? null);
    }
  }
  throw new Error(
    "People were moving whenever they were to leave; the job takes them out when it is repeated.",
  );
}
