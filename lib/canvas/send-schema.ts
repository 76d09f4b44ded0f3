/** The call that lets people into a canvas: `/canvas/trigger/send`. Unknown fields are passed over. */
import { z } from "zod";
import { audienceSchema } from "#lib/segment/connected-audience.ts";
import { namedOnce, propertiesSchema, recipientFields, recipientsOf } from "#lib/trigger/recipient-schema.ts";
import { sendScheduleSchema } from "#lib/trigger/send-schedule.ts";

/** Data for the journey: `context`, or its older name. */
const entryData = {
  context: propertiesSchema.optional(),
  canvas_entry_properties: propertiesSchema.optional(),
} as const;

const recipientSchema = z.object({ ...recipientFields, ...entryData }).superRefine(namedOnce);
export type CanvasRecipient = z.output<typeof recipientSchema>;

export const canvasTriggerSchema = z.object({
  canvas_id: z.string().min(1),
  send_id: z.string().min(1).max(255).optional(),
  ...entryData,
  broadcast: z.boolean().default(false),
  audience: audienceSchema.optional(),
  recipients: recipientsOf(recipientSchema),
});
export type CanvasTrigger = z.output<typeof canvasTriggerSchema>;

export const canvasScheduleSchema = canvasTriggerSchema.extend({ schedule: sendScheduleSchema });
export type CanvasSchedule = z.output<typeof canvasScheduleSchema>;
