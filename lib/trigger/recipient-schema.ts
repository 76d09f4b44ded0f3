/** Whom a call sends to or lets in: the ways to name somebody, of which a recipient uses exactly one. */
import { z } from "zod";

export const MAX_RECIPIENTS = 50;

export const aliasSchema = z.object({ alias_name: z.string().min(1), alias_label: z.string().min(1) });
export const propertiesSchema = z.record(z.string(), z.unknown());

/** Fields of every recipient; a call adds what else it takes, and `namedOnce`. */
export const recipientFields = {
  external_user_id: z.string().min(1).max(1024).optional(),
  user_alias: aliasSchema.optional(),
  braze_id: z.string().min(1).optional(),
  email: z.string().min(1).optional(),
  send_to_existing_only: z.boolean().default(true),
  attributes: propertiesSchema.optional(),
} as const;

interface Named {
  external_user_id?: unknown;
  user_alias?: unknown;
  braze_id?: unknown;
  email?: unknown;
}

export function namedOnce(recipient: Named, context: z.core.$RefinementCtx): void {
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
}

/** A list of recipients as long as one call may be. */
export function recipientsOf<Recipient extends z.ZodType>(recipient: Recipient) {
  return z
    .array(recipient)
    .max(MAX_RECIPIENTS, `At most ${MAX_RECIPIENTS} recipients in one call.`)
    .optional();
}
