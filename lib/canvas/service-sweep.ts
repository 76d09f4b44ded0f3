/** Makes people inside, and what waits to be sent to them, follow the state of their canvas. */
import { sweepWaiting, type WaitingFate } from "#lib/delivery/service-park.ts";
import type { SweepCanvas } from "./jobs.ts";
import { playTurns } from "./service-engine.ts";
import { loadActive } from "./store-entries.ts";
import { activeIds, canvasState, wakeAll } from "./store-sweep.ts";
import type { Turn } from "./turn.ts";

export async function sweepCanvas(job: SweepCanvas, now: Date): Promise<void> {
  const { workspace_id: workspaceId, canvas_id: canvasId } = job;
  if (job.exit_reason) await exitAll(workspaceId, canvasId, job.exit_reason, now);
  const fate = async (): Promise<WaitingFate | null> => {
    const state = await canvasState(workspaceId, canvasId);
    return state && { kind: state.holding ? "park" : "release", reason: "canvas_paused" };
  };
  await sweepWaiting({ kind: "canvas", workspaceId, id: canvasId }, fate, now);
  const state = await canvasState(workspaceId, canvasId);
  if (state && !state.holding) await wakeAll(canvasId, now);
}

async function exitAll(workspaceId: string, canvasId: string, reason: string, now: Date): Promise<void> {
  let after: string | null = null;
  for (;;) {
    const ids = await activeIds(canvasId, after);
    if (ids.length === 0) return;
    const entries = await loadActive(workspaceId, ids);
    await playTurns(
      workspaceId,
      entries.map((entry): Turn => ({ entry, cause: { kind: "leave", reason }, causeId: null, at: now })),
      now,
    );
    after = ids.at(-1) ?? null;
  }
}
