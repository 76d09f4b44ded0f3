/** What happened in a canvas: entries and numbers. */
import { z } from "zod";
import { deliverySummarySchema } from "#lib/delivery/schema.ts";

const moment = z.iso.datetime({ offset: true });
const record = z.record(z.string(), z.unknown());

/** active: inside. completed: reached an end. exited: an exit rule, a person or a stop took them out. failed: could not go on. control: in the control group. */
export const ENTRY_STATES = ["active", "completed", "exited", "failed", "control"] as const;
export const entryStateSchema = z.enum(ENTRY_STATES);
export type EntryState = z.infer<typeof entryStateSchema>;

export const entryViewSchema = z.object({
  entry_id: z.string(),
  external_user_id: z.string(),
  state: entryStateSchema,
  /** Why it ended: `end`, `exit_criteria`, `stopped`, `on_failure`, … */
  reason: z.string().nullable(),
  /** Where the person is, or was last. */
  step: z.string().nullable(),
  step_name: z.string().nullable(),
  step_type: z.string().nullable(),
  since: moment,
  /** What is waited for: `delay`, `event`, `delivery`, `replay`, `canvas`, `paused`; null when nothing. */
  waiting_for: z.string().nullable(),
  due_at: moment.nullable(),
  version: z.int(),
  variant: z.string().nullable(),
  entered_at: moment,
  ended_at: moment.nullable(),
});
export type EntryView = z.output<typeof entryViewSchema>;

export const entryPageSchema = z.object({
  entries: z.array(entryViewSchema),
  next_cursor: z.string().nullable(),
});
export type EntryPage = z.output<typeof entryPageSchema>;

/** entered: ever came there. here: are there. done: went on. failed, left: did not. */
export const DID = ["entered", "here", "done", "failed", "left"] as const;
export type Did = (typeof DID)[number];

const moments = { since: moment.optional(), until: moment.optional() } as const;

export const listEntriesQuerySchema = z.object({
  external_user_id: z.string().max(1024).optional(),
  state: entryStateSchema.optional(),
  /** Where people are now (or, with `state=completed` and the like, were last). */
  step: z.string().max(64).optional(),
  /** With `step`: what they did there, instead of where they are. */
  did: z.enum(DID).optional(),
  /** With `step`: the way out they took. */
  path: z.string().max(64).optional(),
  version: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().optional(),
});
export type ListEntriesQuery = z.output<typeof listEntriesQuerySchema>;

/** One stay at one step. */
export const visitSchema = z.object({
  step: z.string(),
  step_name: z.string().nullable(),
  step_type: z.string().nullable(),
  arrived_at: moment,
  left_at: moment.nullable(),
  /** The way it was left by: `next`, `yes`, `no`, `else`, `failure`, `exit`, `group:0`, `path:1`. */
  path: z.string().nullable(),
  /** In words: "no: total_spend 42 < 100". */
  reason: z.string().nullable(),
  /** What moved the person on: arrive, timer, event, delivery, canvas, manual, publish. */
  cause: z.string().nullable(),
  delivery: deliverySummarySchema.nullable(),
});
export type Visit = z.output<typeof visitSchema>;

export const entryRunSchema = entryViewSchema.extend({
  canvas_id: z.string(),
  context: record,
  /** The latest event that started or moved this run. */
  event: record.nullable(),
  steps: z.array(visitSchema),
});
export type EntryRun = z.output<typeof entryRunSchema>;

const pathCount = z.object({
  path: z.string(),
  name: z.string().nullable(),
  taken: z.int(),
  conversions: z.int(),
});

export const stepStatsSchema = z.object({
  step: z.string(),
  step_name: z.string().nullable(),
  step_type: z.string(),
  entered: z.int(),
  here: z.int(),
  done: z.int(),
  failed: z.int(),
  /** Left the journey from here by an exit rule, a stop or by hand. */
  left: z.int(),
  paths: z.array(pathCount),
});

export const canvasStatsSchema = z.object({
  canvas_id: z.string(),
  entered: z.int(),
  inside: z.int(),
  completed: z.int(),
  exited: z.int(),
  failed: z.int(),
  control: z.int(),
  /** People whom nothing will move: a healthy canvas has none. */
  stuck: z.int(),
  conversions: z.array(z.object({ index: z.int(), event: z.string(), count: z.int(), rate: z.number() })),
  variants: z.array(
    z.object({
      variant_id: z.string().nullable(),
      name: z.string().nullable(),
      entered: z.int(),
      conversions: z.int(),
    }),
  ),
  versions: z.array(z.object({ version: z.int(), entered: z.int(), inside: z.int() })),
  steps: z.array(stepStatsSchema),
});
export type CanvasStats = z.output<typeof canvasStatsSchema>;

export const canvasStatsQuerySchema = z.object({
  version: z.coerce.number().int().min(1).optional(),
  /** Counts only what happened in this span; people are counted by when they entered. */
  ...moments,
});
export type CanvasStatsQuery = z.output<typeof canvasStatsQuerySchema>;

/** People inside whom nothing will move, at most 500: empty on a healthy canvas. */
export const stuckReportSchema = z.object({
  canvas_id: z.string(),
  stuck: z.array(entryViewSchema),
});
export type StuckReport = z.output<typeof stuckReportSchema>;

export const skipEntrySchema = z.strictObject({
  /** The way out to take; left out, the first. */
  path: z.string().max(64).optional(),
});
