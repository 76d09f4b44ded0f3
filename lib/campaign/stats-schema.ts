/** Numbers of a campaign: what became of its deliveries, and who did not get it. */
import { z } from "zod";

const counts = z.record(z.string(), z.int());

export const campaignStatsSchema = z.object({
  campaign_id: z.string(),
  total: z.int(),
  /** Deliveries by status: pending, held, retrying, delivered, failed, aborted, cancelled. */
  by_status: counts,
  /** Failed, aborted, held and cancelled deliveries by reason. */
  by_reason: counts,
  by_variation: z.array(z.object({ message_variation_id: z.string(), name: z.string(), by_status: counts })),
  /** People who did not get it in the last seven days, by reason. */
  not_sent: counts,
  series: z.array(
    z.object({
      time: z.iso.datetime(),
      sent: z.int(),
      delivered: z.int(),
      failed: z.int(),
      aborted: z.int(),
    }),
  ),
  runs: z.array(
    z.object({
      run_id: z.string(),
      scheduled_for: z.iso.datetime(),
      status: z.string(),
      enqueued_count: z.int(),
      skipped_count: z.int(),
      started_at: z.iso.datetime().nullable(),
      finished_at: z.iso.datetime().nullable(),
    }),
  ),
});
export type CampaignStats = z.output<typeof campaignStatsSchema>;

export const statsQuerySchema = z.object({
  unit: z.enum(["hour", "day"]).default("hour"),
  length: z.coerce.number().int().min(1).max(100).default(24),
});
export type StatsQuery = z.output<typeof statsQuerySchema>;

export const dataSeriesQuerySchema = z.object({
  campaign_id: z.string().min(1),
  length: z.coerce.number().int().min(1).max(100).default(14),
  ending_at: z.iso.datetime({ offset: true }).optional(),
});
export const sendSeriesQuerySchema = dataSeriesQuerySchema.extend({ send_id: z.string().min(1) });
export type DataSeriesQuery = z.output<typeof dataSeriesQuerySchema> & { send_id?: string | undefined };

export const brazeListQuerySchema = z.object({
  page: z.coerce.number().int().min(0).max(100_000).default(0),
  include_archived: z.stringbool().default(false),
  sort_direction: z.enum(["asc", "desc"]).default("asc"),
  "last_edit.time[gt]": z.iso.datetime({ offset: true }).optional(),
});
export type BrazeListQuery = z.output<typeof brazeListQuerySchema>;
