/** The call that lets people into a canvas: `/canvas/trigger/send`. Unknown fields are passed over. */
import { z } from "zod";
import { audienceSchema } from "#lib/segment/connected-audience.ts";
import { sendScheduleSchema } from "#lib/trigger/send-schedule.ts";

const MAX_RECIPIENTS = 50;
const properties = z.record(z.string(), z.unknown());

const recipientSchema = z
  .object({
    external_user_id: z.string().min(1).max(1024).optional(),
    user_alias: z.object({ alias_name: z.string().min(1), alias_label: z.string().min(1) }).optional(),
    braze_id: z.string().min(1).optional(),
    email: z.string().min(1).optional(),
    context: properties.optional(),
    canvas_entry_properties: properties.optional(),
    send_to_existing_only: z.boolean().default(true),
    attributes: properties.optional(),
  })
  .superRefine((recipient, context) => {
    const named = [recipient.external_user_id, recipient.user_alias, recipient.braze_id, recipient.email];
    if (named.filter((id) => id !== undefined).length === 1) return;
    context.addIssue({
      code: "custom",
      message: "A recipient is named in exactly one way.",
      params: {
        code: "recipient_identifier",
        hint: "Give one of external_user_id, user_alias, braze_id or email.",
      },
    });
  });
export type CanvasRecipient = z.output<typeof recipientSchema>;

export const canvasTriggerSchema = z.object({
  canvas_id: z.string().min(1),
  send_id: z.string().min(1).max(255).optional(),
  context: properties.optional(),
  canvas_entry_properties: properties.optional(),
  broadcast: z.boolean().default(false),
  audience: audienceSchema.optional(),
  recipients: z
    .array(recipientSchema)
    .max(MAX_RECIPIENTS, `At most ${MAX_RECIPIENTS} recipients in one call.`)
    .optional(),
});
export type CanvasTrigger = z.output<typeof canvasTriggerSchema>;

export const canvasScheduleSchema = canvasTriggerSchema.extend({ schedule: sendScheduleSchema });
export type CanvasSchedule = z.output<typeof canvasScheduleSchema>;
