/** Looking up what sending calls did. */
import { z } from "zod";
import { apiRequestsQuerySchema } from "#lib/api-log/schema.ts";
import { deliveryStatusSchema, deliverySummarySchema } from "#lib/delivery/schema.ts";

export const campaignCallsQuerySchema = apiRequestsQuerySchema.pick({
  outcome: true,
  status: true,
  code: true,
  since: true,
  until: true,
  limit: true,
  cursor: true,
});
export type CampaignCallsQuery = z.output<typeof campaignCallsQuerySchema>;

export const sendsQuerySchema = z.object({
  dispatch_id: z.uuid().optional(),
  send_id: z.string().max(255).optional(),
  idempotency_key: z.string().max(255).optional(),
  campaign_id: z.uuid().optional(),
  /** Only those that were planned for a later moment. */
  planned: z.stringbool().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional(),
});
export type SendsQuery = z.output<typeof sendsQuerySchema>;

export const sendSchema = z.object({
  dispatch_id: z.string(),
  send_id: z.string().nullable(),
  /** `messages_send`, `campaign_trigger` or `canvas_trigger`. */
  kind: z.string(),
  campaign_id: z.string().nullable(),
  canvas_id: z.string().nullable(),
  created_at: z.string(),
  scheduled_for: z.string().nullable(),
  cancelled_at: z.string().nullable(),
  /** Why a planned send was not made when it was due. One whose campaign is paused waits, and is not refused. */
  refused: z.object({ code: z.string(), message: z.string(), at: z.string() }).nullable(),
  /** How many deliveries it made stand where. */
  counts: z.partialRecord(deliveryStatusSchema, z.int()),
  /** The newest of them; all by `GET /deliveries?dispatch_id=`. */
  deliveries: z.array(deliverySummarySchema),
});
export type SendView = z.output<typeof sendSchema>;

export const sendPageSchema = z.object({ sends: z.array(sendSchema), next_cursor: z.string().nullable() });
