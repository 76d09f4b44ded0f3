/** What a simulation takes and answers. Nothing of it is stored or sent. */
import { z } from "zod";
import { wordsSchema } from "#lib/i18n/problem-words.ts";
import { canvasProblemSchema, createCanvasSchema } from "./schema.ts";

export const MAX_SIMULATED = 1_000;
/** Up to so many people, answers hold the rendered requests; beyond, only what became of them. */
export const MAX_WITH_REQUESTS = 50;

const moment = z.iso.datetime({ offset: true });
const record = z.record(z.string(), z.unknown());

const simulatedEvent = z.strictObject({
  name: z.string().min(1).max(255),
  /** Seconds after the start. */
  at_seconds: z
    .number()
    .min(0)
    .max(800 * 86_400),
  properties: record.optional(),
  /** Only for this person of a cohort. */
  external_user_id: z.string().max(1024).optional(),
});

const assumedResponse = z.strictObject({
  /** The step it is for; left out: every message step. */
  step: z.string().max(64).optional(),
  status: z.number().int().min(100).max(599).default(200),
  body: z.unknown().optional(),
  after_seconds: z
    .number()
    .min(0)
    .max(30 * 86_400)
    .default(1),
});

export const simulateInputSchema = z.strictObject({
  /** The canvas as it stands on the screen; left out, the saved draft. */
  definition: createCanvasSchema.optional(),
  external_user_ids: z.array(z.string().min(1).max(1024)).min(1).max(MAX_SIMULATED).optional(),
  /** Leave out those of `external_user_ids` who do not exist, instead of refusing. */
  skip_unknown: z.boolean().default(false),
  /** A made-up person, as `/users/track` takes them. */
  user: z.looseObject({}).optional(),
  /** The first people of this segment. */
  segment_id: z.uuid().optional(),
  /** The first people of this list. */
  list_id: z.uuid().optional(),
  /** How many people of the audience (or segment, or list) are taken. Without anybody named: 1. */
  sample: z.number().int().min(1).max(MAX_SIMULATED).optional(),
  context: record.optional(),
  event_properties: record.optional(),
  start_at: moment.optional(),
  /** How far the clock runs; by default until everybody is out or waits for good. */
  until_seconds: z
    .number()
    .min(0)
    .max(800 * 86_400)
    .optional(),
  events: z.array(simulatedEvent).max(200).default([]),
  responses: z.array(assumedResponse).max(200).default([]),
});
export type SimulateInput = z.output<typeof simulateInputSchema>;
export type SimulateBody = z.input<typeof simulateInputSchema>;

const seenRule = z.object({
  matched: z.boolean(),
  /** The rule, and the fact it was judged by. */
  filter: z.unknown(),
  fact: z.unknown(),
});

/** A reason apart from its language: a message `why` of `journeySimulate.json` and the rules that decided. */
const whySchema = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  /** `inside`: the rules of a segment that decided. */
  rules: z.array(seenRule.extend({ inside: z.array(seenRule) })),
});
export type Why = z.output<typeof whySchema>;

export const simulatedTurnSchema = z.object({
  step: z.string().nullable(),
  step_name: z.string().nullable(),
  step_type: z.string().nullable(),
  at: moment,
  left_at: moment.nullable(),
  path: z.string().nullable(),
  /** In words: "yes, because total_spend is at least 100: yes (142)". */
  reason: z.string().nullable(),
  /** The same apart from the language. */
  why: z.array(whySchema),
  /** As it would leave, secrets masked. */
  request: z
    .object({
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.string().nullable(),
    })
    .nullable(),
  /** The status the receiver is assumed to answer with. */
  assumed_status: z.int().nullable(),
  /** Why nothing would leave, for a message that was not rendered. */
  error: z.string().nullable(),
  error_words: wordsSchema.nullable(),
});
export type SimulatedTurn = z.output<typeof simulatedTurnSchema>;

export const SIMULATED_STATES = [
  "waiting",
  "completed",
  "exited",
  "failed",
  "not_entered",
  "control",
] as const;

export const simulatedRunSchema = z.object({
  external_user_id: z.string(),
  eligible: z.boolean(),
  state: z.enum(SIMULATED_STATES),
  reason: z.string().nullable(),
  why: z.array(whySchema),
  context: record,
  turns: z.array(simulatedTurnSchema),
});
export type SimulatedRun = z.output<typeof simulatedRunSchema>;

export const simulationSchema = z.object({
  start_at: moment,
  people: z.array(simulatedRunSchema),
  /** Who was named and does not exist, where that is passed over. */
  unknown_user_ids: z.array(z.string()).default([]),
  /** How many took which way: `{ step: { path: people } }`. */
  counts: z.record(z.string(), z.record(z.string(), z.int())),
  problems: z.array(canvasProblemSchema),
});
export type Simulation = z.output<typeof simulationSchema>;
