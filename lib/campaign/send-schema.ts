/** Calls that send: `/messages/send`, `/campaigns/trigger/send` and their planned forms. Unknown fields are passed over. */
import { z } from "zod";
import type { ApiErrorItem } from "#lib/platform/errors.ts";
import { idList } from "#lib/profile/id-list.ts";
import { audienceSchema } from "#lib/segment/connected-audience.ts";
import {
  aliasSchema,
  checkRecipient,
  propertiesSchema,
  recipientFields,
  recipientsOf,
} from "#lib/trigger/recipient-schema.ts";
import { sendScheduleSchema } from "#lib/trigger/send-schedule.ts";
import { webhookObjectSchema } from "./webhook-object.ts";

export const recipientSchema = z
  .object({ ...recipientFields, trigger_properties: propertiesSchema.optional() })
  .superRefine(checkRecipient);
export type Recipient = z.output<typeof recipientSchema>;

const sendId = z.string().min(1).max(255).optional();

export const triggerSendSchema = z.object({
  campaign_id: z.string().min(1),
  send_id: sendId,
  trigger_properties: propertiesSchema.optional(),
  broadcast: z.boolean().default(false),
  audience: audienceSchema.optional(),
  recipients: recipientsOf(recipientSchema),
  /** Sends once to somebody who is named several times; without it each entry is a send of its own. */
  dedupe: z.boolean().optional(),
});
export type TriggerSend = z.output<typeof triggerSendSchema>;

export const messagesSendSchema = z.object({
  broadcast: z.boolean().default(false),
  external_user_ids: z
    .union([z.string().transform((id) => [id]), idList(z.string().min(1).max(1024), "ids")])
    .optional(),
  user_aliases: idList(aliasSchema, "aliases").optional(),
  segment_id: z.string().optional(),
  audience: audienceSchema.optional(),
  campaign_id: z.string().optional(),
  send_id: sendId,
  /** Taken for existing clients: a webhook belongs to no subscription, and a call that names it is never capped. */
  override_frequency_capping: z.boolean().optional(),
  recipient_subscription_state: z.enum(["opted_in", "subscribed", "all"]).optional(),
  messages: z.object({ webhook: webhookObjectSchema.optional() }).optional(),
});
export type MessagesSend = z.output<typeof messagesSendSchema>;

export const triggerScheduleSchema = triggerSendSchema.extend({ schedule: sendScheduleSchema });
export const messagesScheduleSchema = messagesSendSchema.extend({ schedule: sendScheduleSchema });

export interface SendResult {
  external_user_id: string | null;
  status: "accepted" | "skipped";
  delivery_id?: string;
  reason?: string;
}

export interface SendAnswer {
  dispatch_id: string;
  message: "success";
  /** One per recipient, in the order given; absent for broadcasts. */
  results?: SendResult[];
  /** What of the call does not keep to the campaign's trigger contract, where that only warns. */
  errors?: ApiErrorItem[];
}
