/** Where a content block is used, what it was before, and what it becomes for one person. */
import { z } from "zod";
import { wordsSchema } from "#lib/i18n/problem-words.ts";

export const blockUsageSchema = z.object({
  /** Campaigns and canvases whose draft or live version includes the block, and other blocks that do; at most 100. */
  used_in: z.array(
    z.object({
      kind: z.enum(["campaign", "canvas", "content_block"]),
      id: z.string(),
      name: z.string(),
      status: z.string(),
      /** Whether what is sent now includes it, rather than only a draft. */
      live: z.boolean(),
    }),
  ),
});
export type BlockUsage = z.output<typeof blockUsageSchema>["used_in"][number];

/** Newest first; at most 100. */
export const blockVersionsSchema = z.object({
  versions: z.array(
    z.object({
      version: z.int(),
      content: z.string(),
      created_at: z.iso.datetime(),
      created_by: z.string().nullable(),
    }),
  ),
});
export type BlockVersion = z.output<typeof blockVersionsSchema>["versions"][number];

export const blockPreviewInputSchema = z.strictObject({
  content: z.string().max(64 * 1024),
  external_user_id: z.string().min(1).max(512).optional(),
});
export type BlockPreviewInput = z.output<typeof blockPreviewInputSchema>;

export const blockPreviewSchema = z.object({
  /** Null when it cannot be rendered; `error` says why. */
  text: z.string().nullable(),
  error: z.object({ message: z.string(), hint: z.string(), words: wordsSchema.optional() }).nullable(),
  /** What the block reads: `first_name`, `event_properties.points`, `secrets.crm`. */
  parameters: z.array(z.string()),
  /** Values this person does not have. */
  missing: z.array(z.string()),
});
export type BlockPreview = z.output<typeof blockPreviewSchema>;
