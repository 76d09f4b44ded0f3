/** Bulk calls: newline-delimited JSON, worked off in the background with a result for every line. */
import { z } from "zod";

export const BULK_LIMITS = { lines: 100_000, open: 20 } as const;

export const BULK_KINDS = ["campaign_trigger", "users_track"] as const;
export type BulkKind = (typeof BULK_KINDS)[number];
const BULK_STATUSES = ["pending", "running", "finished", "cancelled"] as const;
export type BulkStatus = (typeof BULK_STATUSES)[number];
export const LINE_STATUSES = ["pending", "accepted", "skipped", "failed"] as const;
export type LineStatus = (typeof LINE_STATUSES)[number];

export const bulkTriggerQuerySchema = z.object({
  campaign_id: z.string().min(1),
  send_id: z.string().min(1).max(255).optional(),
});
export type BulkTriggerQuery = z.output<typeof bulkTriggerQuerySchema>;

export const bulkViewSchema = z.object({
  bulk_id: z.string(),
  kind: z.enum(BULK_KINDS),
  status: z.enum(BULK_STATUSES),
  campaign_id: z.string().nullable(),
  send_id: z.string().nullable(),
  /** Everything a triggering job sends goes under this id. */
  dispatch_id: z.string().nullable(),
  lines_total: z.int(),
  lines_done: z.int(),
  lines_accepted: z.int(),
  /** Skipped ones and those with an error. */
  lines_failed: z.int(),
  reason: z.string().nullable(),
  created_by: z.string(),
  created_at: z.string(),
  finished_at: z.string().nullable(),
});
export type BulkView = z.output<typeof bulkViewSchema>;

export const bulkPageSchema = z.object({ bulk: z.array(bulkViewSchema), next_cursor: z.string().nullable() });

export const lineResultSchema = z.object({
  external_user_id: z.string().nullable().optional(),
  delivery_id: z.string().optional(),
  code: z.string().optional(),
  field: z.string().optional(),
  message: z.string().optional(),
  hint: z.string().optional(),
});
export type LineResult = z.output<typeof lineResultSchema>;

export const bulkResultSchema = lineResultSchema.extend({ line: z.int(), status: z.enum(LINE_STATUSES) });
export const bulkResultPageSchema = z.object({
  results: z.array(bulkResultSchema),
  next_cursor: z.string().nullable(),
});

export const bulkListQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});
export const bulkResultsQuerySchema = z.object({
  /** Only lines that were not taken. */
  failed: z.stringbool().default(false),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  cursor: z.string().max(500).optional(),
});
