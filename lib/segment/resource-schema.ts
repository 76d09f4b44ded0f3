/** What the API says about segments: bodies, queries and answers. */
import { z } from "zod";
import { isStorable, NOT_STORABLE } from "#lib/platform/text.ts";
import { filterTreeSchema } from "./schema.ts";

const text = (max: number) => z.string().max(max).refine(isStorable, NOT_STORABLE);
const name = text(255).trim().min(1);
const tags = z.array(text(100).min(1)).max(50);

export const createSegmentSchema = z.strictObject({
  name,
  description: text(2_000).optional(),
  filter: filterTreeSchema,
  tags: tags.optional(),
});
export type CreateSegment = z.output<typeof createSegmentSchema>;

export const patchSegmentSchema = z.strictObject({
  name: name.optional(),
  description: text(2_000).optional(),
  filter: filterTreeSchema.optional(),
  tags: tags.optional(),
});
export type PatchSegment = z.output<typeof patchSegmentSchema>;

export const countBodySchema = z.strictObject({
  filter: filterTreeSchema,
  /** How many matching people to show as well. */
  sample: z.int().min(0).max(50).optional(),
});
export type CountBody = z.output<typeof countBodySchema>;

export const explainBodySchema = z.strictObject({
  filter: filterTreeSchema,
  external_user_id: z.string().min(1).max(1_024),
});
export type ExplainBody = z.output<typeof explainBodySchema>;

export const peopleQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});
export const segmentListQuerySchema = z.object({
  page: z.coerce.number().int().min(0).max(100_000).default(0),
  sort_direction: z.enum(["asc", "desc"]).default("asc"),
});
export const segmentDetailsQuerySchema = z.object({ segment_id: z.string() });

/** A custom attribute that people have. */
export const knownAttributeSchema = z.object({
  name: z.string(),
  type: z.enum(["string", "number", "boolean", "array", "object"]),
  /** The most frequent values; none where nearly everybody has another one. */
  values: z.array(z.string()),
});
export type KnownAttribute = z.output<typeof knownAttributeSchema>;
export const knownAttributesSchema = z.object({ attributes: z.array(knownAttributeSchema) });

export const segmentViewSchema = z.object({
  segment_id: z.string(),
  name: z.string(),
  description: z.string(),
  /** The filter in plain words. */
  summary: z.string(),
  filter: filterTreeSchema,
  /** Names of what the filter refers to by id. */
  names: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  created_at: z.string(),
  updated_at: z.string(),
});
export type SegmentView = z.output<typeof segmentViewSchema>;

/** What asks for a segment or a list. */
export const useSchema = z.object({
  type: z.enum(["campaign", "canvas", "segment"]),
  id: z.string(),
  name: z.string(),
});
export type Use = z.output<typeof useSchema>;

/** A line of the list: the segment, how many people it holds, and what asks for it. */
export const segmentListItemSchema = segmentViewSchema.extend({
  used_in: z.array(useSchema),
  /** People at the last count; null before the first. */
  people_count: z.int().nullable(),
  counted_at: z.string().nullable(),
  /** People by day of the last 14 days, the latest last; null on days without a count. */
  trend: z.array(z.int().nullable()),
});
export type SegmentListItem = z.output<typeof segmentListItemSchema>;
