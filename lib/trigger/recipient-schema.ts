/** Whom a call sends to or lets in: the ways to name somebody, of which a recipient uses exactly one. */
import { z } from "zod";
import { idList } from "#lib/profile/id-list.ts";

export const aliasSchema = z.object({ alias_name: z.string().min(1), alias_label: z.string().min(1) });
export const propertiesSchema = z.record(z.string(), z.unknown());

/** Fields of every recipient; a call adds what else it takes, and `checkRecipient`. */
export const recipientFields = {
  external_user_id: z.string().min(1).max(1024).optional(),
  user_alias: aliasSchema.optional(),
  braze_id: z.string().min(1).optional(),
  email: z.string().min(1).optional(),
  send_to_existing_only: z.boolean().default(true),
  attributes: propertiesSchema.optional(),
} as const;

type Named = Partial<z.output<z.ZodObject<typeof recipientFields>>>;

/** Adds an issue for a recipient that is named in no way or several, or that cannot be created as asked. */
export function checkRecipient(recipient: Named, context: z.core.$RefinementCtx): void {
  const named = [recipient.external_user_id, recipient.user_alias, recipient.braze_id, recipient.email];
  if (named.filter((id) => id !== undefined).length !== 1)
    context.addIssue({
      code: "custom",
      message: "A recipient is named in exactly one way.",
      params: {
        code: "recipient_identifier",
        hint: "Give one of external_user_id, user_alias, braze_id or email.",
      },
    });
  if (recipient.send_to_existing_only) return;
  const issue = (code: string, message: string, hint: string): void =>
    context.addIssue({ code: "custom", path: ["send_to_existing_only"], message, params: { code, hint } });
  if (recipient.attributes === undefined)
    issue(
      "attributes_required",
      "Somebody who does not exist yet is created from attributes.",
      "Give attributes (an empty object will do), or leave send_to_existing_only out.",
    );
  if (recipient.user_alias !== undefined)
    issue(
      "alias_needs_user",
      "Somebody named by an alias must exist.",
      "Name them by external_user_id, or leave send_to_existing_only out.",
    );
}

/** A list of recipients as long as one call may be. */
export function recipientsOf<Recipient extends z.ZodType>(recipient: Recipient) {
  return idList(recipient, "recipients").optional();
}
