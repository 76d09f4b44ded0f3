/** Reports: campaigns and canvases side by side over a stretch of time. */
import { z } from "zod";

export const REPORT_KINDS = ["all", "campaign", "canvas"] as const;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 400;
const DAY_MS = 86_400_000;

const instant = z.iso.datetime({ offset: true });

const range = {
  kind: z.enum(REPORT_KINDS).default("all"),
  /** Deliveries made from here on; 30 days before `until` when left out. */
  since: instant.optional(),
  /** Now when left out. */
  until: instant.optional(),
} as const;

export const reportQuerySchema = z.object({
  ...range,
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});
export type ReportQuery = z.output<typeof reportQuerySchema>;

export const reportCsvQuerySchema = z.object(range);

export const reportRowSchema = z.object({
  kind: z.enum(["campaign", "canvas"]),
  id: z.string(),
  name: z.string(),
  status: z.string(),
  deliveries: z.int(),
  sent: z.int(),
  delivered: z.int(),
  failed: z.int(),
  aborted: z.int(),
  waiting: z.int(),
  /** Milliseconds of the latest requests; null before the first. */
  latency_ms: z.object({ p50: z.number(), p95: z.number() }).nullable(),
  /** People who received, or entered; control groups are left out. */
  people: z.int(),
  /** The primary conversion, with its 95 % interval (Wilson); null where nobody could convert. */
  conversion: z.object({ count: z.int(), rate: z.number(), low: z.number(), high: z.number() }).nullable(),
});
export type ReportRow = z.output<typeof reportRowSchema>;

export const reportPageSchema = z.object({
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  /** The one with the most deliveries first; what made none in the range is left out. */
  rows: z.array(reportRowSchema),
  next_cursor: z.string().nullable(),
});
export type ReportPage = z.output<typeof reportPageSchema>;

/** The stretch a report covers; null when it is turned round or longer than 400 days. */
export function reportRange(
  query: Pick<ReportQuery, "since" | "until">,
  now: Date,
): { since: Date; until: Date } | null {
  const until = query.until ? new Date(query.until) : now;
  const since = query.since ? new Date(query.since) : new Date(until.getTime() - DEFAULT_DAYS * DAY_MS);
  const span = until.getTime() - since.getTime();
  return span > 0 && span <= MAX_DAYS * DAY_MS ? { since, until } : null;
}
