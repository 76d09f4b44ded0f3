/** Changing a canvas while people are inside: what differs, who is affected, and what becomes of them. */
import { z } from "zod";
import { canvasDefinitionSchema, canvasProblemSchema } from "./schema.ts";

/** finish: on the version they are on. move: to the new version, there or at `to`. exit: leave the journey. */
export const PEOPLE_RULES = ["finish", "move", "exit"] as const;
export type PeopleRuleName = (typeof PEOPLE_RULES)[number];

export const peopleRuleSchema = z.strictObject({
  step: z.string().max(64),
  rule: z.enum(PEOPLE_RULES),
  /** The step of the new version to go to; needed when theirs no longer exists there. */
  to: z.string().max(64).nullish(),
});
export type PeopleRule = z.output<typeof peopleRuleSchema>;

export const publishInputSchema = z.strictObject({
  /** What becomes of people at a step now; steps not named: `default_rule`. */
  rules: z.array(peopleRuleSchema).max(1_000).default([]),
  default_rule: z.enum(["finish", "move"]).default("finish"),
  note: z.string().trim().max(2_000).optional(),
  /**
   * How many people were at each step when the rules were chosen. With it, publishing is refused (409 `people_moved`)
   * when somebody is now at a step that is gone and where nobody was seen.
   */
  seen: z.record(z.string().max(64), z.number().int().min(0)).optional(),
});
export type PublishInput = z.output<typeof publishInputSchema>;

/** With `at`, the draft as it is now goes live then; people who come meanwhile follow the same rules. */
export const publishBodySchema = publishInputSchema.extend({
  at: z.iso.datetime({ offset: true }).optional(),
});
export type PublishBody = z.input<typeof publishBodySchema>;

/** What is kept of a publication that waits for its time. */
export const publishPlanSchema = z.object({
  version_id: z.string(),
  number: z.int(),
  rules: z.array(peopleRuleSchema),
  default_rule: z.enum(["finish", "move"]),
  by: z.string(),
});
export type PublishPlan = z.output<typeof publishPlanSchema>;

const changeSchema = z.object({
  kind: z.enum(["added", "removed", "changed", "setting"]),
  step: z.string().nullable(),
  step_name: z.string().nullable(),
  step_type: z.string().nullable(),
  /** All of it in one line. */
  text: z.string(),
  /** Each value that differs; null where there is or was nothing. */
  details: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
});
export type CanvasChange = z.output<typeof changeSchema>;

const peopleAtStepSchema = z.object({
  step: z.string(),
  step_name: z.string().nullable(),
  step_type: z.string().nullable(),
  change: z.enum(["same", "changed", "removed"]),
  people: z.int(),
  rule: z.enum(PEOPLE_RULES),
  to: z.string().nullable(),
  /** Rules that are possible here. */
  allowed: z.array(z.enum(PEOPLE_RULES)),
  /** How many would go on at once if they move. */
  due_now: z.int(),
  /** Whether that is reckoned from some of them: there are many, and each has a time of their own. */
  due_is_estimate: z.boolean(),
});
export type PeopleAtStep = z.output<typeof peopleAtStepSchema>;

export const publishPreviewSchema = z.object({
  canvas_id: z.string(),
  /** The draft this is about: publishing sends it as If-Match. */
  revision: z.int(),
  from_version: z.int().nullable(),
  people_inside: z.int(),
  /** The rate limit of the canvas: people who become due go on at this pace. Null: at once. */
  per_minute: z.int().nullable(),
  /** What differs from what is live, in words. */
  changes: z.array(changeSchema),
  /** Where people are now and what will become of them; those at steps that stay the same come last. */
  steps: z.array(peopleAtStepSchema),
  problems: z.array(canvasProblemSchema),
});
export type PublishPreview = z.output<typeof publishPreviewSchema>;

export const versionListSchema = z.object({
  versions: z.array(
    z.object({
      version_id: z.string(),
      number: z.int(),
      content_hash: z.string(),
      created_at: z.string(),
      created_by: z.string().nullable(),
      note: z.string().nullable(),
      live: z.boolean(),
      people_inside: z.int(),
    }),
  ),
});
export type VersionList = z.output<typeof versionListSchema>;

export const versionDiffSchema = z.object({ changes: z.array(changeSchema) });

/** One version as it was published. */
export const versionDetailSchema = z.object({ version: z.int(), definition: canvasDefinitionSchema });
