/** How a caller names a person, and which attributes have a place of their own. */
import { z } from "zod";
import { isStorable, NOT_STORABLE } from "#lib/platform/text.ts";

/** Whatever names a person is kept, or looked for, as text. */
const identifier = z.string().refine(isStorable, NOT_STORABLE);
const id = identifier.min(1, "It is empty.").max(1024, "It is longer than 1024 characters.");

/** Exactly one of these names a person; e-mail wins over phone. */
export const userIdentifierShape = {
  external_id: id.optional(),
  user_alias: z.object({ alias_name: id, alias_label: id }).optional(),
  braze_id: identifier.optional(),
  email: identifier.optional(),
  phone: identifier.optional(),
};

export interface UserIdentifier {
  external_id?: string | undefined;
  user_alias?: { alias_name: string; alias_label: string } | undefined;
  braze_id?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
}

/** Attributes every profile may have. Everything else is a custom attribute. */
export const STANDARD_ATTRIBUTES = [
  "first_name",
  "last_name",
  "email",
  "phone",
  "city",
  "home_city",
  "country",
  "language",
  "gender",
  "dob",
  "time_zone",
  "image_url",
  "email_subscribe",
  "push_subscribe",
  "current_location",
  "date_of_first_session",
  "date_of_last_session",
] as const;

const STANDARD = new Set<string>(STANDARD_ATTRIBUTES);

export function isStandardAttribute(name: string): boolean {
  return STANDARD.has(name);
}

/** The canonical text of an identifier, to find the same person again within one call. */
export function identifierKey(who: UserIdentifier): string | null {
  if (who.external_id !== undefined) return `external:${who.external_id}`;
  if (who.braze_id !== undefined) return `id:${who.braze_id}`;
  if (who.user_alias) return `alias:${who.user_alias.alias_label}:${who.user_alias.alias_name}`;
  if (who.email !== undefined) return `email:${who.email.toLowerCase()}`;
  if (who.phone !== undefined) return `phone:${who.phone}`;
  return null;
}
