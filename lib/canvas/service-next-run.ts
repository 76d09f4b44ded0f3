/** When a scheduled canvas runs next: after a launch, when it is published once more, and after a pause or a stop. */

import type { SqlClient } from "#lib/platform/db.ts";
import { invalid } from "#lib/platform/errors.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { firstRun, nextRun, type ScheduleContext } from "#lib/trigger/schedule.ts";
import type { CanvasRow } from "./canvas-row.ts";
import { PLAN_CANVAS_RUN } from "./jobs.ts";
import type { CanvasDefinition, CanvasStatus, ScheduledEntry } from "./schema.ts";
import { versionOf } from "./service-versions-cache.ts";
import { startsAlike } from "./starts-alike.ts";
import { workspaceZone } from "./store-versions.ts";

interface Schedule {
  /** The moment the schedule counts from. */
  launchedAt: Date;
  nextRunAt: Date | null;
}

/**
 * What becomes of the schedule when a version goes live. One that was launched already is kept while it stays the
 * same: nobody gets a run again because of a correction. Throws when no run follows from a new one.
 */
export async function scheduleAtPublish(
  canvas: CanvasRow,
  { entry }: CanvasDefinition,
  status: CanvasStatus,
  now: Date,
): Promise<Schedule> {
  const live = await liveDefinition(canvas);
  const { launchedAt } = canvas;
  if (live && launchedAt && startsAlike(live.entry, entry)) {
    const goesOn = status !== "stopped" && canvas.status === "stopped";
    const nextRunAt = goesOn ? await runAfter(canvas, entry, launchedAt, now) : canvas.nextRunAt;
    return { launchedAt, nextRunAt };
  }
  if (entry.type !== "scheduled" || status === "stopped") return { launchedAt: now, nextRunAt: null };
  const first = firstRun(entry, await countedFrom(canvas, now));
  if (!first) throw inThePast();
  return { launchedAt: now, nextRunAt: first.at };
}

/** The run a canvas goes on with: the one it missed while it was paused, or the next after a stop. */
export async function runAtResume(canvas: CanvasRow, now: Date): Promise<Date | null> {
  const live = await liveDefinition(canvas);
  if (live?.entry.type !== "scheduled") return null;
  if (canvas.status !== "stopped") return canvas.nextRunAt;
  return runAfter(canvas, live.entry, canvas.launchedAt ?? now, now);
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

async function runAfter(
  canvas: CanvasRow,
  entry: CanvasDefinition["entry"],
  launchedAt: Date,
  now: Date,
): Promise<Date | null> {
  if (entry.type !== "scheduled") return null;
  return nextRun(entry satisfies ScheduledEntry, await countedFrom(canvas, launchedAt), now)?.at ?? null;
}

async function liveDefinition({ workspaceId, liveVersion }: CanvasRow): Promise<CanvasDefinition | null> {
  const version = liveVersion ? await versionOf(workspaceId, liveVersion.id) : null;
  return version?.definition ?? null;
}

async function countedFrom({ workspaceId }: CanvasRow, launchedAt: Date): Promise<ScheduleContext> {
  return { launchedAt, timeZone: await workspaceZone(workspaceId) };
}

function inThePast() {
  const message = "The planned time has passed.";
  const hint = 'Choose a later time, or start at "launch".';
  return invalid([{ code: "in_the_past", field: "entry.start", message, hint }]);
}
