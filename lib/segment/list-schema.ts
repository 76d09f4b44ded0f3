/** Lists: people put together by CSV or API rather than by rules. */
import { z } from "zod";
import { isStorable, NOT_STORABLE } from "#lib/platform/text.ts";
import { useSchema } from "./resource-schema.ts";

const MAX_PER_CALL = 1_000;

const name = z.string().trim().min(1, "The name is empty.").max(255).refine(isStorable, NOT_STORABLE);

export const listInputSchema = z.strictObject({ name });
export type ListInput = z.output<typeof listInputSchema>;

const externalIds = z
  .array(z.string().min(1).max(1_024).refine(isStorable, NOT_STORABLE))
  .max(MAX_PER_CALL, `At most ${MAX_PER_CALL} in one call.`)
  .default([]);

export const listMembersSchema = z
  .strictObject({ add: externalIds, remove: externalIds })
  .refine((value) => value.add.length + value.remove.length > 0, {
    error: "Nobody is named.",
    params: { code: "missing_identifier", hint: "Give external ids in add or remove." },
  });
export type ListMembers = z.output<typeof listMembersSchema>;

export const listViewSchema = z.object({
  list_id: z.string(),
  name: z.string(),
  people_count: z.int(),
  created_at: z.string(),
});
export type ListView = z.output<typeof listViewSchema>;
export const listListItemSchema = listViewSchema.extend({ used_in: z.array(useSchema) });
export type ListListItem = z.output<typeof listListItemSchema>;
export const listPageSchema = z.object({ lists: z.array(listListItemSchema) });

export const listChangeSchema = z.object({
  added: z.int(),
  removed: z.int(),
  /** External ids to add that nobody has. */
  unknown: z.array(z.string()),
});
export type ListChange = z.output<typeof listChangeSchema>;

export const personMembershipsSchema = z.object({
  segments: z.array(z.object({ segment_id: z.string(), name: z.string() })),
  lists: z.array(z.object({ list_id: z.string(), name: z.string() })),
});
export type PersonMemberships = z.output<typeof personMembershipsSchema>;
