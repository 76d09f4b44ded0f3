/** Queues of the canvas domain: runs over the audience, planned entries, sub-journeys, and what a change leaves to do. */
import { z } from "zod";
import type { QueueDefinition } from "#lib/platform/queue.ts";

const options = { retryLimit: 20, retryDelay: 2, expireInSeconds: 120 };

const planPayload = z.object({ workspace_id: z.string(), canvas_id: z.string(), at: z.iso.datetime() });

/** Begins the run of a scheduled canvas that is due. Waits in the queue until then. */
export const PLAN_CANVAS_RUN: QueueDefinition<typeof planPayload> = {
  name: "canvas.plan",
  planned: true,
  payload: planPayload,
  options,
};

const runPayload = z.object({
  workspace_id: z.string(),
  canvas_id: z.string(),
  run_id: z.string(),
  /** The call that asked for it; null when the canvas has a schedule. */
  dispatch_id: z.string().nullable(),
  /** When it was due. */
  at: z.iso.datetime(),
  cursor: z.string().nullable(),
  /** Entries made so far. */
  entered: z.number().int(),
});
export type CanvasRunPart = z.output<typeof runPayload>;

/** One part of a run over the audience; each part enqueues the next, so a crash repeats one part at most. */
export const RUN_CANVAS: QueueDefinition<typeof runPayload> = {
  name: "canvas.run",
  planned: true,
  payload: runPayload,
  options,
};

const enterPayload = z.object({
  workspace_id: z.string(),
  canvas_id: z.string(),
  profile_id: z.string(),
  context: z.record(z.string(), z.unknown()),
  started_by: z.string(),
  parent_entry_id: z.string(),
  wait: z.boolean(),
  /** How many led to it; left out by jobs of before it was counted. */
  loop_depth: z.number().int().optional(),
});
export type EnterCanvas = z.output<typeof enterPayload>;

/** A step of one journey starts another. */
export const ENTER_CANVAS: QueueDefinition<typeof enterPayload> = {
  name: "canvas.enter",
  // Those whose journey is paused wait for its end.
  planned: true,
  payload: enterPayload,
  options,
};

const segmentPayload = z.object({
  workspace_id: z.string(),
  segment_id: z.string(),
  profile_ids: z.array(z.string()),
  /** How many of our own led to what some of them did, by profile. */
  loop_depths: z.record(z.string(), z.number().int()).optional(),
  /** When they entered it. */
  at: z.iso.datetime(),
});
export type EnteredSegment = z.output<typeof segmentPayload>;

/** Lets people who entered a segment into the journeys that wait for it. */
export const ENTERED_SEGMENT: QueueDefinition<typeof segmentPayload> = {
  name: "canvas.segment",
  payload: segmentPayload,
  options,
};

const sweepPayload = z.object({
  workspace_id: z.string(),
  canvas_id: z.string(),
  exit_reason: z.string().nullable(),
  /** When it was decided: who entered later stays. Jobs of before it was kept have none. */
  at: z.iso.datetime().optional(),
});
export type SweepCanvas = z.output<typeof sweepPayload>;

/** Makes people inside, and what waits to be sent to them, follow a stop, a pause or a resume. */
export const SWEEP_CANVAS: QueueDefinition<typeof sweepPayload> = {
  name: "canvas.sweep",
  payload: sweepPayload,
  options,
};

const publishPayload = z.object({
  workspace_id: z.string(),
  canvas_id: z.string(),
  version_id: z.string(),
  rules: z.array(
    z.object({ step: z.string(), rule: z.enum(["finish", "move", "exit"]), to: z.string().nullable() }),
  ),
  default_rule: z.enum(["finish", "move"]),
  cursor: z.string().nullable(),
  /** People who were let go on at once so far: the pace counts from the first. */
  released: z.number().int(),
});
export type PublishPeople = z.output<typeof publishPayload>;

/** Applies the rules of a publication to a part of the people inside; each part enqueues the next. */
export const PUBLISH_PEOPLE: QueueDefinition<typeof publishPayload> = {
  name: "canvas.publish",
  payload: publishPayload,
  options,
};

const publishPlannedPayload = z.object({
  workspace_id: z.string(),
  canvas_id: z.string(),
  version_id: z.string(),
  at: z.iso.datetime(),
});
export type PublishPlanned = z.output<typeof publishPlannedPayload>;

/** Makes a version live that waits for its time. Waits in the queue until then. */
export const PUBLISH_PLANNED: QueueDefinition<typeof publishPlannedPayload> = {
  name: "canvas.publish_planned",
  planned: true,
  payload: publishPlannedPayload,
  options,
};

const plannedPayload = z.object({ workspace_id: z.string(), dispatch_id: z.string(), at: z.iso.datetime() });

/** Makes entries that an API call planned. Waits in the queue until then. */
export const CANVAS_PLANNED: QueueDefinition<typeof plannedPayload> = {
  name: "canvas.send_planned",
  planned: true,
  payload: plannedPayload,
  options,
};
