import { z } from "zod";

const properties = z.record(z.string(), z.unknown());

/** Which message step, for whom, and with what variables. */
export const canvasPreviewSchema = z.strictObject({
  /** Left out: the first message step. */
  step_id: z.string().max(64).optional(),
  external_user_id: z.string().min(1).max(512),
  context: properties.optional(),
  event_properties: properties.optional(),
});
export type CanvasPreview = z.output<typeof canvasPreviewSchema>;
