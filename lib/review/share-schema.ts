/** Links by which somebody without an account reads a review. */
import { z } from "zod";
import { reviewActorSchema } from "./actor-schema.ts";

export const shareInputSchema = z.strictObject({
  expires_in_hours: z
    .int()
    .min(1)
    .max(30 * 24)
    .default(72),
});

export const shareLinkSchema = z.object({
  link_id: z.string(),
  created_by: reviewActorSchema,
  created_at: z.string(),
  expires_at: z.string(),
  revoked_at: z.string().nullable(),
  opened_count: z.int(),
  last_opened_at: z.string().nullable(),
});
export type ShareLink = z.output<typeof shareLinkSchema>;
export const shareLinkListSchema = z.object({ links: z.array(shareLinkSchema) });
/** The address is shown once; only the hash of its token is kept. */
export const createdShareLinkSchema = shareLinkSchema.extend({ path: z.string() });
