/** Content blocks: named fragments of Liquid that messages include with `{{content_blocks.${name}}}`. */
import { z } from "zod";

export const MAX_BLOCK_BYTES = 50 * 1024;

const blockName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9_-]+$/, 'A content block is named like "footer-2": letters, digits, "-" and "_".');

const content = z
  .string()
  .refine(
    (text) => new TextEncoder().encode(text).length < MAX_BLOCK_BYTES,
    "A content block has less than 50 KB.",
  );

const blockFields = {
  description: z.string().max(250).optional(),
  content: content.optional(),
  state: z.enum(["active", "draft"]).optional(),
  tags: z.array(z.string().min(1).max(100)).max(50).optional(),
} as const;

export const createContentBlockSchema = z.strictObject({ name: blockName, ...blockFields, content });
export type CreateContentBlock = z.output<typeof createContentBlockSchema>;

export const patchContentBlockSchema = z.strictObject(blockFields);
export type PatchContentBlock = z.output<typeof patchContentBlockSchema>;

export const contentBlockViewSchema = z.object({
  content_block_id: z.string(),
  name: z.string(),
  description: z.string(),
  content: z.string(),
  state: z.enum(["active", "draft"]),
  tags: z.array(z.string()),
  version: z.int(),
  liquid_tag: z.string(),
  created_at: z.iso.datetime(),
  last_edited: z.iso.datetime(),
});
export type ContentBlockView = z.output<typeof contentBlockViewSchema>;

/** The tag that includes a block. */
export function liquidTag(name: string): string {
  return `{{content_blocks.\${${name}}}}`;
}
