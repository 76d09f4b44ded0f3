/** What happened in a canvas, and what would happen: entries, numbers, publishing, simulation. */
import { z } from "zod";
import { deliverySummarySchema } from "#lib/delivery/schema.ts";
import { canvasProblemSchema, createCanvasSchema } from "./schema.ts";

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

export const listEntriesQuerySchema = z.object({
  external_user_id: z.string().max(1024).optional(),
  state: entryStateSchema.optional(),
  /** Where people are now (or, with `state=completed` and the like, were last). */
  step: z.string().max(64).optional(),
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

export const canvasStatsQuerySchema = z.object({ version: z.coerce.number().int().min(1).optional() });

/** finish: on the version they are on. move: to the new version, there or at `to`. exit: leave the journey. */
export const PEOPLE_RULES = ["finish", "move", "exit"] as const;
export const peopleRuleSchema = z.strictObject({
  step: z.string().max(64),
  rule: z.enum(PEOPLE_RULES),
  /** The step of the new version to go to; needed when the step no longer exists there. */
  to: z.string().max(64).nullish(),
});
export type PeopleRule = z.output<typeof peopleRuleSchema>;

export const publishInputSchema = z.strictObject({
  /** What becomes of people at a step; steps not named: `default_rule`. */
  rules: z.array(peopleRuleSchema).max(1_000).default([]),
  default_rule: z.enum(["finish", "move"]).default("finish"),
  note: z.string().max(2_000).optional(),
});
export type PublishInput = z.output<typeof publishInputSchema>;

export const publishPreviewSchema = z.object({
  canvas_id: z.string(),
  from_version: z.int().nullable(),
  people_inside: z.int(),
  /** What differs, in words. */
  changes: z.array(
    z.object({
      kind: z.enum(["added", "removed", "changed", "setting"]),
      step: z.string().nullable(),
      text: z.string(),
    }),
  ),
  /** Where people are now and what will become of them. */
  steps: z.array(
    z.object({
      step: z.string(),
      step_name: z.string().nullable(),
      change: z.enum(["same", "changed", "removed"]),
      people: z.int(),
      rule: z.enum(PEOPLE_RULES),
      to: z.string().nullable(),
      /** Rules that are possible here. */
      allowed: z.array(z.enum(PEOPLE_RULES)),
      text: z.string(),
    }),
  ),
  problems: z.array(canvasProblemSchema),
});
export type PublishPreview = z.output<typeof publishPreviewSchema>;

const simulatedEvent = z.strictObject({
  name: z.string().min(1).max(255),
  /** Seconds after the start. */
  at_seconds: z.number().min(0),
  properties: record.optional(),
  /** Only for this person of a cohort. */
  external_user_id: z.string().max(1024).optional(),
});

const assumedResponse = z.strictObject({
  /** The step it is for; left out: every message step. */
  step: z.string().max(64).optional(),
  status: z.number().int().min(100).max(599).default(200),
  body: z.unknown().optional(),
  after_seconds: z.number().min(0).default(1),
});

export const simulateInputSchema = z.strictObject({
  /** The canvas as it stands on the screen; left out, the saved draft. */
  definition: createCanvasSchema.optional(),
  external_user_ids: z.array(z.string().min(1).max(1024)).min(1).max(1_000).optional(),
  /** A made-up person, as `/users/track` takes them. */
  user: z.looseObject({}).optional(),
  /** Everybody who matches the audience, at most so many. */
  sample: z.number().int().min(1).max(1_000).optional(),
  context: record.optional(),
  event_properties: record.optional(),
  start_at: moment.optional(),
  /** How far the clock runs. */
  until_seconds: z
    .number()
    .min(0)
    .max(800 * 86_400)
    .optional(),
  events: z.array(simulatedEvent).max(200).default([]),
  responses: z.array(assumedResponse).max(200).default([]),
});
export type SimulateInput = z.output<typeof simulateInputSchema>;

export const simulatedTurnSchema = z.object({
  step: z.string().nullable(),
  step_name: z.string().nullable(),
  step_type: z.string().nullable(),
  at: moment,
  left_at: moment.nullable(),
  path: z.string().nullable(),
  reason: z.string().nullable(),
  request: z
    .object({
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.string().nullable(),
    })
    .nullable(),
  /** Why nothing would leave, for a message that was not rendered. */
  error: z.string().nullable(),
});
export type SimulatedTurn = z.output<typeof simulatedTurnSchema>;

export const simulationSchema = z.object({
  people: z.array(
    z.object({
      external_user_id: z.string(),
      eligible: z.boolean(),
      state: z.enum(["waiting", "completed", "exited", "failed", "not_entered", "control"]),
      reason: z.string().nullable(),
      context: record,
      turns: z.array(simulatedTurnSchema),
    }),
  ),
  /** How many took which way: `{ step: { path: people } }`. */
  counts: z.record(z.string(), z.record(z.string(), z.int())),
  problems: z.array(canvasProblemSchema),
});
export type Simulation = z.output<typeof simulationSchema>;

export const stuckReportSchema = z.object({ canvas_id: z.string(), stuck: z.array(entryViewSchema) });
