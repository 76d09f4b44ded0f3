/** The call that lets people into a canvas: `/canvas/trigger/send`. Unknown fields are passed over. */
import { z } from "zod";
import { audienceSchema } from "#lib/segment/connected-audience.ts";
import {
  checkRecipient,
  propertiesSchema,
  recipientFields,
  recipientsOf,
} from "#lib/trigger/recipient-schema.ts";
import { sendScheduleSchema } from "#lib/trigger/send-schedule.ts";

const MAX_CONTEXT_BYTES = 50 * 1024;

const contextSchema = propertiesSchema.refine(
  (value) => new TextEncoder().encode(JSON.stringify(value)).length <= MAX_CONTEXT_BYTES,
  {
    error: "The context is larger than 50 KiB.",
    params: { code: "context_too_large", hint: "Send what the journey uses, or write attributes." },
  },
);

/** Data for the journey: `context`, or its older name. */
const entryData = {
  context: contextSchema.optional(),
  canvas_entry_properties: contextSchema.optional(),
} as const;

const recipientSchema = z.object({ ...recipientFields, ...entryData }).superRefine(checkRecipient);
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
