/** What reviews take and answer. */
import { z } from "zod";
import {
  previewErrorSchema,
  previewRequestSchema,
  previewWarningSchema,
} from "#lib/campaign/preview-schema.ts";
import { wordsSchema } from "#lib/i18n/problem-words.ts";
import { reviewActorSchema } from "./actor-schema.ts";
import { threadSchema } from "./comment-schema.ts";

const NOTE_MAX = 2000;
const MAX_REVIEWERS = 20;
const MAX_PINNED = 10;

/** What is approved on its own. */
export const SECTIONS = ["message", "delivery", "audience", "conversions"] as const;
export const sectionSchema = z.enum(SECTIONS);
export type Section = z.output<typeof sectionSchema>;

export const reviewStatusSchema = z.enum(["requested", "approved", "changes_requested", "withdrawn"]);
export type ReviewStatus = z.output<typeof reviewStatusSchema>;

const note = z.string().trim().max(NOTE_MAX, `Use at most ${NOTE_MAX} characters.`);
const sections = z.array(sectionSchema).min(1, "Name at least one section.");

/** What is put up: a campaign, or a canvas. */
const subjectShape = {
  campaign_id: z.uuid().optional(),
  canvas_id: z.uuid().optional(),
} as const;

const oneSubject = {
  check: (value: { campaign_id?: string | undefined; canvas_id?: string | undefined }): boolean =>
    (value.campaign_id === undefined) !== (value.canvas_id === undefined),
  says: {
    path: ["campaign_id"],
    message: "Name the campaign or the canvas, one of them.",
    params: { code: "one_subject", hint: 'Give "campaign_id" or "canvas_id".' },
  },
};

export const requestReviewSchema = z
  .strictObject({
    ...subjectShape,
    note: note.default(""),
    /** Ids of the people asked; empty: anyone who may decide. */
    reviewers: z.array(z.string().max(64)).max(MAX_REVIEWERS).default([]),
    due_at: z.iso.datetime({ offset: true }).nullish(),
    /** Left out: every section that is not approved as it is. */
    sections: sections.optional(),
    /** External ids of people whose requests are shown besides the chosen ones. */
    pinned: z.array(z.string().min(1).max(512)).max(MAX_PINNED).default([]),
  })
  .refine(oneSubject.check, oneSubject.says);
export type RequestReview = z.output<typeof requestReviewSchema>;

export const draftReviewSchema = z
  .strictObject({ ...subjectShape, pinned: z.array(z.string().min(1).max(512)).max(MAX_PINNED).default([]) })
  .refine(oneSubject.check, oneSubject.says);

/** Left out: every section that was asked about. */
export const approveReviewSchema = z.strictObject({ note: note.default(""), sections: sections.optional() });
export type ApproveReview = z.output<typeof approveReviewSchema>;

/** Without a reason nobody knows what to change. */
export const requestChangesSchema = z.strictObject({
  note: note.min(1, "Say what has to change."),
  sections: sections.optional(),
});
export type RequestChanges = z.output<typeof requestChangesSchema>;

export const REVIEW_VIEWS = ["mine", "asked", "open", "decided", "all"] as const;

export const listReviewsQuerySchema = z.object({
  /** mine: waiting for the caller. asked: put up by the caller. open, decided, all. */
  view: z.enum(REVIEW_VIEWS).default("all"),
  status: reviewStatusSchema.optional(),
  ...subjectShape,
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});
export type ListReviewsQuery = z.output<typeof listReviewsQuerySchema>;

export const RISK_CODES = [
  "first_time",
  "new_host",
  "dynamic_host",
  "new_secret",
  "bigger_audience",
  "changed_body",
] as const;
export const riskSchema = z.object({ code: z.enum(RISK_CODES), values: z.array(z.string()) });
export type Risk = z.output<typeof riskSchema>;

export const SAMPLE_REASONS = [
  "pinned",
  "branch",
  "longest",
  "shortest",
  "missing",
  "non_ascii",
  "fails",
  "any",
] as const;
export const sampleReasonSchema = z.enum(SAMPLE_REASONS);
export type SampleReason = z.output<typeof sampleReasonSchema>;

export const checkSchema = z.object({
  code: z.enum(["problems", "samples_render", "branches", "audience", "secrets"]),
  result: z.enum(["ok", "warning", "failed"]),
  /** How many of how many: renderings that succeed, branches that are shown. */
  count: z.int(),
  total: z.int(),
});
export type Check = z.output<typeof checkSchema>;

/** What was known when the review was asked for. */
export const reviewFactsSchema = z.object({
  /** People it would reach; null when only an event or a call can tell. */
  people: z.int().nullable().default(null),
  first_at: z.string().nullable().default(null),
  delivery_type: z.enum(["action", "scheduled", "api_trigger"]).default("api_trigger"),
  events: z.array(z.string()).default([]),
  per_minute: z.number().nullable().default(null),
  requests: z.array(z.object({ method: z.string(), host: z.string() })).default([]),
  hosts: z.array(z.string()).default([]),
  dynamic_host: z.boolean().default(false),
  secrets: z.array(z.string()).default([]),
  tags: z.array(z.string()).default([]),
  message_hash: z.string().default(""),
  risks: z.array(riskSchema).default([]),
  checks: z.array(checkSchema).default([]),
});
export type ReviewFacts = z.output<typeof reviewFactsSchema>;

export const reviewViewSchema = z.object({
  review_id: z.string(),
  subject: z.object({
    type: z.enum(["campaign", "canvas"]),
    id: z.string(),
    name: z.string(),
  }),
  campaign_id: z.string().nullable(),
  canvas_id: z.string().nullable(),
  content_hash: z.string(),
  sections: z.array(sectionSchema),
  status: reviewStatusSchema,
  note: z.string(),
  requested_by: reviewActorSchema,
  reviewers: z.array(z.string()),
  due_at: z.string().nullable(),
  risks: z.array(riskSchema),
  decided_by: reviewActorSchema.nullable(),
  decided_at: z.string().nullable(),
  decision_note: z.string().nullable(),
  created_at: z.string(),
});
export type ReviewView = z.output<typeof reviewViewSchema>;

export const reviewPageSchema = z.object({
  reviews: z.array(reviewViewSchema),
  next_cursor: z.string().nullable(),
});
export type ReviewPage = z.output<typeof reviewPageSchema>;

/** How many reviews wait for the caller. */
export const waitingSchema = z.object({ waiting: z.int() });

export const contentChangeSchema = z.object({
  section: sectionSchema,
  /** Dotted path: `variations.0.webhook.body.value`. */
  field: z.string(),
  /** Line within the field, from 1; null when it changed as a whole. */
  line: z.int().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type ContentChange = z.output<typeof contentChangeSchema>;

export const ruleSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("tag"), tag: z.string() }),
  z.object({ type: z.literal("host"), host: z.string() }),
  z.object({ type: z.literal("audience_over"), people: z.int() }),
]);

const requirementSchema = z.object({
  approvals: z.int(),
  groups: z.array(z.object({ rule: ruleSchema, reviewers: z.array(z.string()) })),
});

const sectionApprovalSchema = z.object({
  section: sectionSchema,
  state: z.enum(["approved", "required", "stale", "refused"]),
  approvers: z.array(reviewActorSchema),
});

/** Where a campaign or canvas stands with its approval, as it is now. */
export const approvalViewSchema = z.object({
  /** Whether a launch needs the approval. */
  required: z.boolean(),
  state: z.enum(["approved", "required", "stale", "in_review"]),
  review_id: z.string().nullable(),
  /** The latest review of any state. */
  last_review: reviewViewSchema.nullable(),
  requirement: requirementSchema,
  sections: z.array(sectionApprovalSchema),
  /** What changed since it was approved last; empty when nothing was or did. */
  changes: z.array(contentChangeSchema),
});
export type ApprovalView = z.output<typeof approvalViewSchema>;

export const sampleSchema = z.object({
  /** Of the variation or step. */
  message_id: z.string(),
  message_name: z.string(),
  field: z.string(),
  external_user_id: z.string().nullable(),
  reasons: z.array(sampleReasonSchema),
  request: previewRequestSchema.nullable(),
  error: previewErrorSchema.nullable(),
  warnings: z.array(previewWarningSchema),
  /** The same person's request as it was approved before; null when nothing was. */
  approved_request: previewRequestSchema.nullable(),
});
export type Sample = z.output<typeof sampleSchema>;

const decisionSchema = z.object({
  decision_id: z.string(),
  verdict: z.enum(["approved", "changes_requested"]),
  sections: z.array(sectionSchema),
  decided_by: reviewActorSchema,
  note: z.string(),
  decided_at: z.string(),
});

const contentSchema = z.object({
  definition: z.record(z.string(), z.unknown()),
  content_blocks: z.record(z.string(), z.string()),
  segments: z.record(z.string(), z.object({ name: z.string(), filter: z.unknown() })),
});

export const reviewDetailSchema = reviewViewSchema.extend({
  facts: reviewFactsSchema,
  subject_status: z.string(),
  proposed: contentSchema,
  /** What was approved before; without that, what is live; null for something new. */
  baseline: contentSchema
    .extend({ kind: z.enum(["approved", "live"]), at: z.string(), by: z.string().nullable() })
    .nullable(),
  /** From the baseline to what is proposed. */
  changes: z.array(contentChangeSchema),
  /** Whether the content is no longer what was put up. */
  stale: z.boolean(),
  stale_changes: z.array(contentChangeSchema),
  requirement: requirementSchema,
  approval: z.array(sectionApprovalSchema),
  decisions: z.array(decisionSchema),
  samples: z.array(sampleSchema),
  threads: z.array(threadSchema),
  /** Names of the people asked; of those who left, only that they did. */
  asked: z.array(z.object({ user_id: z.string(), name: z.string().nullable() })),
  /** Why the caller may not decide; null when they may. */
  refusal: z.enum(["own_request", "own_edit", "not_asked", "no_permission", "closed", "decided"]).nullable(),
  /** Whether values of people are hidden from the caller. */
  masked: z.boolean(),
});
export type ReviewDetail = z.output<typeof reviewDetailSchema>;

/** What a request for review would say: shown before it is sent. */
export const reviewDraftSchema = z.object({
  facts: reviewFactsSchema,
  sections: z.array(sectionApprovalSchema),
  requirement: requirementSchema,
  problems: z.array(
    z.object({
      severity: z.string(),
      code: z.string(),
      field: z.string(),
      message: z.string(),
      words: wordsSchema.optional(),
    }),
  ),
  samples: z.array(
    sampleSchema.pick({ message_id: true, message_name: true, external_user_id: true, reasons: true }),
  ),
  /** Who may be asked: members who decide reviews and wrote none of this. */
  candidates: z.array(z.object({ user_id: z.string(), name: z.string(), role: z.string() })),
});
export type ReviewDraft = z.output<typeof reviewDraftSchema>;
