/**
 * Steps while they are written: names may be empty, a wait may not say yet how long. What is missing is a problem of
 * the draft, and refused at launch by `stepSchema`.
 */
import { z } from "zod";
import { delaySchema } from "#lib/trigger/schema.ts";
import {
  actionGroup,
  actionPathsStepSchema,
  audiencePathsStepSchema,
  canvasStepSchema,
  contextStepSchema,
  decisionSplitStepSchema,
  delayStepSchema,
  experimentPath,
  experimentPathsStepSchema,
  json,
  MAX_GROUPS,
  MAX_WINDOW_SECONDS,
  messageStepSchema,
  type Step,
  type StepInput,
  unknownStep,
  updateEvent,
  userUpdateStepSchema,
} from "./step-schema.ts";

const MAX_CHARS = 131_072;

const text = z.string().max(255);
const moment = z.string().max(40);
const share = z.number().min(-1_000).max(1_000);

const record = z.record(text, json).refine((value) => JSON.stringify(value).length <= MAX_CHARS, {
  error: `At most ${MAX_CHARS} characters of JSON.`,
});

const delay = z.strictObject({
  ...delaySchema.shape,
  attribute: text.optional(),
  time: moment.optional(),
  time_of_day: moment.optional(),
  until: moment.optional(),
});

const draftSchema = z.discriminatedUnion(
  "type",
  [
    messageStepSchema.extend({ save_response_as: text.nullish() }),
    delayStepSchema.extend({ delay: delay.nullish() }),
    actionPathsStepSchema.extend({
      window_seconds: z.number().min(0).max(MAX_WINDOW_SECONDS).default(86_400),
      groups: z
        .array(
          actionGroup.extend({
            event: text.optional(),
            product_id: text.optional(),
            save_event_as: text.nullish(),
          }),
        )
        .max(MAX_GROUPS)
        .default([]),
    }),
    decisionSplitStepSchema,
    audiencePathsStepSchema,
    experimentPathsStepSchema.extend({
      paths: z
        .array(experimentPath.extend({ percentage: share }))
        .max(MAX_GROUPS)
        .default([]),
    }),
    userUpdateStepSchema.extend({
      attributes: record.default({}),
      events: z
        .array(updateEvent.extend({ name: text, properties: record.optional() }))
        .max(10)
        .default([]),
    }),
    contextStepSchema.extend({ set: record.default({}) }),
    canvasStepSchema.extend({ context: record.optional() }),
  ],
  { error: unknownStep },
);

/** It has the same fields as a step that may be launched. */
export const draftStepSchema = draftSchema as unknown as z.ZodType<Step, StepInput>;
