/** Shapes of deliveries and attempts: what the database stores, what the API answers, what callers hand over. */
import { z } from "zod";
import { between, wholeBetween } from "#lib/platform/ranges.ts";

export const DELIVERY_STATUSES = [
  "pending",
  "held",
  "retrying",
  "delivered",
  "failed",
  "aborted",
  "cancelled",
] as const;
export const deliveryStatusSchema = z.enum(DELIVERY_STATUSES);
export type DeliveryStatus = z.infer<typeof deliveryStatusSchema>;

/** Statuses after which nothing happens unless somebody replays the delivery. */
export const FINAL_STATUSES = [
  "delivered",
  "failed",
  "aborted",
  "cancelled",
] as const satisfies DeliveryStatus[];

export const ATTEMPT_KINDS = ["automatic", "probe", "manual", "test"] as const;
export const attemptKindSchema = z.enum(ATTEMPT_KINDS);
/** Test sends are no deliveries. */
export const LOGGED_KINDS = ["automatic", "manual", "probe"] as const satisfies AttemptKind[];
export type AttemptKind = z.infer<typeof attemptKindSchema>;

/** Why no usable HTTP answer arrived. `blocked` is our own egress policy; the others describe the network. */
export const ERROR_CLASSES = [
  "dns_error",
  "connection_refused",
  "connection_reset",
  "network_unreachable",
  "timeout",
  "tls_error",
  "protocol_error",
  "network_error",
  "proxy_error",
  "blocked",
  "invalid_request",
] as const;
export const errorClassSchema = z.enum(ERROR_CLASSES);
export type ErrorClass = z.infer<typeof errorClassSchema>;

/** Why a delivery waits, stopped or failed: every code that is written. Each has words in `messages/…/deliveries.json`. */
export const DELIVERY_REASONS = [
  "exhausted_retries",
  "rejected",
  "outcome_unknown",
  "accepted_unverified",
  "redirect",
  "gone",
  "destination_halted",
  "blocked_webhook_url",
  "missing_hostname",
  "invalid_request",
  "liquid_abort_message",
  "template_parse_error",
  "template_render_error",
  "template_limit_exceeded",
  "invalid_json",
  "invalid_header",
  "invalid_url",
  "payload_too_large",
  "exhausted_cc_retries",
  "body_too_large",
  "url_too_large",
  "secret_not_allowed",
  "message_missing",
  "quiet_hours",
  "outside_time_frame",
  "no_longer_in_availability_window",
  "frequency_capped",
  "cancelled",
  "campaign_stopped",
  "campaign_paused",
  "exception_event",
  "user_not_in_segment",
  "canvas_exited",
  "canvas_paused",
  "user_deleted",
  "rate_limit",
  "campaign_rate_limit",
  "retry_after",
  "host_unhealthy",
  "host_paused",
  "host_busy",
  "url_paused",
  "network_down",
  "proxy_unavailable",
  "credentials_unavailable",
  "token_renewed",
  "scheduled",
  "retry",
] as const;
export type DeliveryReason = (typeof DELIVERY_REASONS)[number];

/** Longest wait a step of a retry schedule may have: one week. */
const MAX_STEP_SECONDS = 7 * 24 * 3600;
const stepSeconds = between("a wait in seconds", 0, MAX_STEP_SECONDS);

/** Retry part of a campaign or canvas step. Waits may be fractional so that behaviour can be tried in seconds. */
export const retryPolicySchema = z.strictObject({
  schedule_seconds: z.array(stepSeconds).max(100).default([60, 120, 240, 480, 900]),
  unreachable_schedule_seconds: z.array(stepSeconds).max(100).default([3600, 7200, 14400, 28800, 28800]),
  timeout_ms: wholeBetween("timeout_ms", 100, 60_000).default(15_000),
});
export type RetryPolicy = z.infer<typeof retryPolicySchema>;

/** One answer to the rendering side: everything personal about a delivery besides the profile itself. */
export const deliveryInputSchema = z.looseObject({
  event: z
    .looseObject({
      name: z.string(),
      time: z.string().optional(),
      properties: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  trigger_properties: z.record(z.string(), z.unknown()).optional(),
  canvas_entry_properties: z.record(z.string(), z.unknown()).optional(),
  context: z.record(z.string(), z.unknown()).optional(),
  /** Complete webhook message carried by the call itself (API campaigns, messages/send). */
  webhook: z.unknown().optional(),
});
export type DeliveryInput = z.infer<typeof deliveryInputSchema>;

/** What `insertDeliveries` takes: one webhook owed to one person (or call). Fields left out are null. */
export type NewDelivery = {
  /** The webhook id; uuid v7 from newId(). Inserting an id twice is ignored. */
  id: string;
  workspaceId: string;
  campaignId?: string | null;
  campaignVersionId?: string | null;
  variationId?: string | null;
  canvasId?: string | null;
  canvasVersionId?: string | null;
  stepId?: string | null;
  canvasEntryId?: string | null;
  dispatchId?: string | null;
  profileId?: string | null;
  externalUserId?: string | null;
  input?: DeliveryInput;
  runId?: string | null;
  /** Left out: `PRIORITY.action`. */
  priority?: DeliveryPriority;
  /** Not before this moment. Left out or past: now. */
  sendAt?: Date | null;
  /** Set together with `status: "aborted"`, to record a send that was decided against. */
  status?: "pending" | "aborted";
  reason?: DeliveryReason | null;
  test?: boolean;
};

/** Lower goes first. Retries go after first attempts of the same kind. */
export const PRIORITY = { journey: 0, api: 0, action: 10, bulk: 20 } as const;
export type DeliveryPriority = (typeof PRIORITY)[keyof typeof PRIORITY];

const isoTime = z.iso.datetime({ offset: true });

export const deliverySummarySchema = z.object({
  delivery_id: z.string(),
  status: deliveryStatusSchema,
  reason: z.string().nullable(),
  campaign_id: z.string().nullable(),
  canvas_id: z.string().nullable(),
  step_id: z.string().nullable(),
  variation_id: z.string().nullable(),
  dispatch_id: z.string().nullable(),
  external_user_id: z.string().nullable(),
  host: z.string().nullable(),
  url: z.string().nullable(),
  attempts_count: z.int(),
  next_attempt_at: isoTime.nullable(),
  created_at: isoTime,
  delivered_at: isoTime.nullable(),
});
export type DeliverySummary = z.infer<typeof deliverySummarySchema>;

export const headersSchema = z.record(z.string(), z.string());

export const requestViewSchema = z.object({
  method: z.string(),
  url: z.string(),
  headers: headersSchema,
  body: z.string().nullable(),
});
export type RequestView = z.infer<typeof requestViewSchema>;

export const attemptSchema = z.object({
  number: z.int(),
  kind: attemptKindSchema,
  started_at: isoTime,
  duration_ms: z.number(),
  timings: z
    .object({
      wait_ms: z.number(),
      first_byte_ms: z.number().nullable(),
      total_ms: z.number(),
      /** What opening the connection took; null when it was open already, left out when none came about. */
      connection: z
        .object({ dns_ms: z.number().nullable(), connect_ms: z.number(), tls_ms: z.number().nullable() })
        .nullable()
        .optional(),
    })
    .nullable(),
  outcome: z.string(),
  /** The outcome rule that decided, as `message:1` or `host:2`; null: the defaults. */
  rule: z.string().nullable(),
  status_code: z.int().nullable(),
  error_class: errorClassSchema.nullable(),
  error_message: z.string().nullable(),
  /**
   * All headers that were sent: the message's and those added to it, signatures and credentials hidden. Null when the
   * request is no longer kept.
   */
  request_headers: headersSchema.nullable(),
  response: z
    .object({ headers: headersSchema, body: z.string().nullable(), truncated: z.boolean() })
    .nullable(),
  next_attempt_at: isoTime.nullable(),
  next_reason: z.string().nullable(),
});
export type AttemptView = z.infer<typeof attemptSchema>;

export const deliveryDetailSchema = deliverySummarySchema.extend({
  next_reason: z.string().nullable(),
  campaign_name: z.string().nullable(),
  /** The version it was made with, and the one that is live now. */
  version_number: z.int().nullable(),
  live_version_number: z.int().nullable(),
  canvas_name: z.string().nullable(),
  canvas_version_number: z.int().nullable(),
  /** The last approval before it was made. */
  approval: z.object({ review_id: z.string(), by: z.string().nullable(), at: isoTime }).nullable(),
  request: requestViewSchema.nullable(),
  /** Until when request and answers are kept. */
  kept_until: isoTime,
  attempts: z.array(attemptSchema),
});
export type DeliveryDetail = z.infer<typeof deliveryDetailSchema>;

/** With the name of what sent it, campaign or journey. */
export const deliveryListItemSchema = deliverySummarySchema.extend({ sender_name: z.string().nullable() });
export type DeliveryListItem = z.infer<typeof deliveryListItemSchema>;

export const deliveryPageSchema = z.object({
  deliveries: z.array(deliveryListItemSchema),
  next_cursor: z.string().nullable(),
});
export type DeliveryPage = z.infer<typeof deliveryPageSchema>;

/** What the last attempt was answered; `none` when no answer came. */
export const STATUS_CLASSES = ["2xx", "3xx", "4xx", "5xx", "none"] as const;

export const deliveryFilterSchema = z.object({
  delivery_id: z.string().optional(),
  campaign_id: z.string().optional(),
  canvas_id: z.string().optional(),
  step_id: z.string().optional(),
  /** Everything one sending call made. */
  dispatch_id: z.uuid().optional(),
  status: deliveryStatusSchema.optional(),
  reason: z.string().max(100).optional(),
  status_class: z.enum(STATUS_CLASSES).optional(),
  /** How the last attempt came about. */
  attempt_kind: z.enum(LOGGED_KINDS).optional(),
  host: z.string().optional(),
  external_user_id: z.string().optional(),
  since: isoTime.optional(),
  until: isoTime.optional(),
});
export type DeliveryFilter = z.infer<typeof deliveryFilterSchema>;

export const histogramSchema = z.object({
  since: isoTime,
  until: isoTime,
  bucket_seconds: z.number(),
  /** Only the newest deliveries of the range were counted. */
  truncated: z.boolean(),
  buckets: z.array(z.object({ at: isoTime, counts: z.partialRecord(deliveryStatusSchema, z.int()) })),
});
export type Histogram = z.infer<typeof histogramSchema>;

export const listDeliveriesQuerySchema = deliveryFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().optional(),
});
export type ListDeliveriesQuery = z.infer<typeof listDeliveriesQuerySchema>;
