/** People as the API shows them, and the calls that look up, erase, export and rename them. */
import { z } from "zod";
import { idList } from "./id-list.ts";
import { userIdentifierShape } from "./schema.ts";

const MAX_PER_CALL = 50;
const MAX_SEARCH = 200;

const searchText = z.string().max(MAX_SEARCH, `Search for at most ${MAX_SEARCH} characters.`);

export const listUsersQuerySchema = z.object({
  /** Start of the external id, the e-mail address or a name. */
  search: searchText.optional(),
  /** Name of a standard or custom attribute; with `value`, people who have exactly that. */
  attribute: searchText.optional(),
  value: searchText.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});
export type ListUsersQuery = z.output<typeof listUsersQuerySchema>;

const attributes = z.record(z.string(), z.unknown());

export const userSummarySchema = z.object({
  external_id: z.string(),
  user_id: z.string(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  email: z.string().nullable(),
  country: z.string().nullable(),
  language: z.string().nullable(),
  time_zone: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type UserSummary = z.infer<typeof userSummarySchema>;

export const userPageSchema = z.object({
  users: z.array(userSummarySchema),
  next_cursor: z.string().nullable(),
});
export type UserPage = z.infer<typeof userPageSchema>;

const userAlias = z.object({ alias_name: z.string(), alias_label: z.string() });

export const userDetailSchema = userSummarySchema.extend({
  attributes,
  custom_attributes: attributes,
  user_aliases: z.array(userAlias),
  random_bucket: z.number(),
});
export type UserDetail = z.infer<typeof userDetailSchema>;

/** The fields of an attribute object: values, null to remove, `{ "inc": 1 }`, `{ "add": [...] }`. */
export const patchUserSchema = z.object({
  attributes: attributes.refine((value) => Object.keys(value).length > 0, "Name at least one attribute."),
});

const ids = <Item extends z.ZodType>(item: Item) =>
  idList(item, "people")
    .refine((list) => list.length > 0, "The list is empty.")
    .optional();

const identifierLists = {
  external_ids: ids(userIdentifierShape.external_id.unwrap()),
  user_aliases: ids(userIdentifierShape.user_alias.unwrap()),
  braze_ids: ids(userIdentifierShape.braze_id.unwrap()),
};

function oneFamily(value: Record<string, unknown>, ctx: z.core.$RefinementCtx): void {
  const given = Object.keys(identifierLists).filter((name) => value[name] !== undefined);
  if (given.length === 1) return;
  ctx.addIssue({
    code: "custom",
    message: given.length === 0 ? "Nobody is named." : "People are named in more than one way.",
    params: {
      code: given.length === 0 ? "missing_identifier" : "several_identifiers",
      hint: "Give one of external_ids, user_aliases or braze_ids.",
    },
  });
}

export const deleteUsersSchema = z.object(identifierLists).superRefine(oneFamily);
export type DeleteUsers = z.output<typeof deleteUsersSchema>;

export const exportUsersSchema = z
  .object({
    ...identifierLists,
    braze_id: userIdentifierShape.braze_id,
    email_address: userIdentifierShape.email,
    phone: userIdentifierShape.phone,
    fields_to_export: z.array(z.string()).optional(),
  })
  .refine(
    (value) =>
      [
        value.external_ids,
        value.user_aliases,
        value.braze_ids,
        value.braze_id,
        value.email_address,
        value.phone,
      ].some((given) => given !== undefined),
    {
      error: "Nobody is named.",
      params: {
        code: "missing_identifier",
        hint: "Give external_ids, user_aliases, braze_id, email_address or phone.",
      },
    },
  );
export type ExportUsers = z.output<typeof exportUsersSchema>;

const alias = userIdentifierShape.user_alias.unwrap();

export const newAliasesSchema = z.object({
  user_aliases: z
    .array(alias.extend({ external_id: userIdentifierShape.external_id }))
    .min(1, "The list is empty.")
    .max(MAX_PER_CALL, `At most ${MAX_PER_CALL} in one call.`),
});
export type NewAliases = z.output<typeof newAliasesSchema>;

export const identifyUsersSchema = z.object({
  aliases_to_identify: z
    .array(z.object({ external_id: userIdentifierShape.external_id.unwrap(), user_alias: alias }))
    .min(1, "The list is empty.")
    .max(MAX_PER_CALL, `At most ${MAX_PER_CALL} in one call.`),
  /** Whether what is known of the alias is carried over to somebody who exists already. */
  merge_behavior: z.enum(["merge", "none"]).default("merge"),
});
export type IdentifyUsers = z.output<typeof identifyUsersSchema>;

export interface AliasAnswer {
  message: "success";
  aliases_processed: number;
  errors?: { type: string; index: number; code: string; message: string; hint: string }[];
}
