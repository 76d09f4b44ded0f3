/** Alerts: what somebody on call should know, and the rules by which they are raised. */
import { z } from "zod";
import { between, wholeBetween } from "#lib/platform/ranges.ts";

export const ALERT_KINDS = [
  "host_opened",
  "host_halted",
  "deliveries_exhausted",
  "error_rate",
  "zero_volume",
] as const;
export const alertKindSchema = z.enum(ALERT_KINDS);
export type AlertKind = z.infer<typeof alertKindSchema>;

export const alertSettingsSchema = z.strictObject({
  /** Where alerts are posted as webhooks of our own; null keeps them in the dashboard. */
  webhook_url: z
    .url({ protocol: /^https?$/, error: "webhook_url must be an http or https URL" })
    .max(2_000)
    .nullable()
    .default(null),
  error_rate: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** Share of unsuccessful deliveries among those of the window. */
      ratio: between("ratio", 0.01, 1).default(0.5),
      min_deliveries: wholeBetween("min_deliveries", 1, 1_000_000).default(20),
      window_minutes: wholeBetween("window_minutes", 1, 1_440).default(15),
    })
    .prefault({}),
  zero_volume: z
    .strictObject({
      enabled: z.boolean().default(false),
      within_minutes: wholeBetween("within_minutes", 5, 10_080).default(60),
    })
    .prefault({}),
});
export type AlertSettings = z.output<typeof alertSettingsSchema>;

export const alertViewSchema = z.object({
  alert_id: z.string(),
  kind: alertKindSchema,
  /** The host or the campaign it is about. */
  subject: z.string(),
  subject_name: z.string(),
  detail: z.record(z.string(), z.unknown()),
  opened_at: z.string(),
  closed_at: z.string().nullable(),
  acknowledged_at: z.string().nullable(),
});
export type AlertView = z.output<typeof alertViewSchema>;
export const alertListSchema = z.object({ alerts: z.array(alertViewSchema), open_count: z.int() });
