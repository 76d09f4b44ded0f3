/** When a scheduled canvas runs next: after a launch, when it is published once more, and after a pause or a stop. */

import { problemText } from "#lib/i18n/problem-words.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import { invalid } from "#lib/platform/errors.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { planAnew, type Replan, runAtResume } from "#lib/trigger/replan.ts";
import { whyNoRun } from "#lib/trigger/why-no-run.ts";
import type { CanvasRow } from "./canvas-row.ts";
import { PLAN_CANVAS_RUN } from "./jobs.ts";
import type { CanvasDefinition, CanvasStatus, ScheduledEntry } from "./schema.ts";
import { versionOf } from "./service-versions-cache.ts";
import { startsAlike } from "./starts-alike.ts";
import { workspaceZone } from "./store-versions.ts";

/**
 * What becomes of the schedule when a version goes live. One that was launched already is kept while it stays the
 * same: nobody gets a run again because of a correction. A launch after a stop counts it anew. Throws when no run
 * follows from a new one.
 */
export async function scheduleAtPublish(
  canvas: CanvasRow,
  { entry }: CanvasDefinition,
  status: CanvasStatus,
  now: Date,
): Promise<Replan> {
  const live = await liveDefinition(canvas);
  const { launchedAt, nextRunAt } = canvas;
  const restarts = status !== "stopped" && canvas.status === "stopped";
  if (!restarts && live && launchedAt && startsAlike(live.entry, entry)) return { launchedAt, nextRunAt };
  if (entry.type !== "scheduled" || status === "stopped") return { launchedAt: now, nextRunAt: null };
  const zone = await workspaceZone(canvas.workspaceId);
  const plan = planAnew(entry, now, zone);
  if (!plan.nextRunAt) throw noRun(entry, now, zone);
  return plan;
}

/** The run a canvas goes on with: the one it missed while it was paused, or the next after a stop. */
export async function runOnceResumed(canvas: CanvasRow, now: Date): Promise<Date | null> {
  const live = await liveDefinition(canvas);
  if (live?.entry.type !== "scheduled") return null;
  const { launchedAt, nextRunAt, status, workspaceId } = canvas;
  const before = { launchedAt: launchedAt ?? now, nextRunAt, stopped: status === "stopped" };
  return runAtResume(live.entry, before, now, await workspaceZone(workspaceId));
}

/** Puts the start of a run into the queue, for when it is due. */
export async function planCanvasRun(
  sql: SqlClient,
  workspaceId: string,
  canvasId: string,
  at: Date | null,
): Promise<void> {
  if (!at) return;
  const payload = { workspace_id: workspaceId, canvas_id: canvasId, at: at.toISOString() };
  await enqueue(sql, PLAN_CANVAS_RUN, [payload], { startAfter: at });
}

async function liveDefinition({ workspaceId, liveVersion }: CanvasRow): Promise<CanvasDefinition | null> {
  const version = liveVersion ? await versionOf(workspaceId, liveVersion.id) : null;
  return version?.definition ?? null;
}

function noRun(entry: ScheduledEntry, now: Date, zone: string) {
  const { code, field, message, hint, words } = whyNoRun(entry, now, zone) ?? {
    code: "nothing_will_run",
    field: "start",
    ...problemText("nothing_will_run"),
  };
  return invalid([{ code, field: `entry.${field}`, message, hint, words }]);
}
