/** Maintenance windows as the API takes and shows them. */
import { z } from "zod";

const instant = z.iso.datetime({ offset: true });

export const maintenanceInputSchema = z.strictObject({
  /** Left out: now. */
  starts_at: instant.optional(),
  ends_at: instant,
  reason: z.string().max(500).optional(),
});
export type MaintenanceInput = z.output<typeof maintenanceInputSchema>;

export const maintenanceWindowSchema = z.object({
  window_id: z.string(),
  starts_at: instant,
  ends_at: instant,
  reason: z.string().nullable(),
  state: z.enum(["planned", "active", "done", "cancelled"]),
});
