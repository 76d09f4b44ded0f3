/** What the history of a campaign answers: its versions, and who changed what. */
import { z } from "zod";
import { campaignDefinitionSchema } from "./schema.ts";

const version = {
  version_id: z.string(),
  number: z.int(),
  content_hash: z.string(),
  created_at: z.iso.datetime(),
  created_by: z.string().nullable(),
} as const;

/** Newest first. */
export const versionListSchema = z.object({
  versions: z.array(z.object({ ...version, live: z.boolean() })),
});
export type VersionListItem = z.output<typeof versionListSchema>["versions"][number];

export const versionDetailSchema = z.object({
  ...version,
  definition: campaignDefinitionSchema,
  /** Name → source as at its publication; null for versions of before that was kept. */
  content_blocks: z.record(z.string(), z.string()).nullable(),
});

/** Changes of the campaign as recorded, newest first; values are left out where a field did not change. */
export const campaignChangesSchema = z.object({
  changes: z.array(
    z.object({
      change_id: z.string(),
      at: z.iso.datetime(),
      /** Name of the person or key; of the job for what happened by itself. */
      by: z.string(),
      /** `created`, `saved`, `launched`, `paused`, `restored`, … */
      action: z.string(),
      /** Names of the fields that changed. */
      fields: z.array(z.string()),
    }),
  ),
  next_cursor: z.string().nullable(),
});
export type CampaignChange = z.output<typeof campaignChangesSchema>["changes"][number];

export const changesQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});
