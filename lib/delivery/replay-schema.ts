/** Shapes of bulk replays: what is asked for, what is shown while they run. */
import { z } from "zod";
import { deliveryFilterSchema } from "./schema.ts";

export const REPLAY_VERSIONS = ["same", "current"] as const;
const version = z.enum(REPLAY_VERSIONS).default("same");

/** The filter of the log, and when the deliveries failed. Without a status only failed deliveries are meant. */
const filterFields = {
  ...deliveryFilterSchema.shape,
  /** Those that ended from then on, whenever they were made: what an outage cost. `since` and `until` are about when they were made. */
  failed_since: z.iso.datetime({ offset: true }).optional(),
  /** Leaves out those whose outcome is not known: they may have arrived. */
  skip_unknown: z.boolean().optional(),
};
const filter = z.strictObject(filterFields);
export type ReplayFilter = z.infer<typeof filter>;

/** The filter may stand beside the other fields or in `filter`. */
export const replayInputSchema = z
  .strictObject({
    ...filterFields,
    filter: filter.optional(),
    version,
    per_second: z
      .number()
      .min(0.1, "per_second must be at least 0.1")
      .max(1_000, "per_second must be at most 1000")
      .nullable()
      .default(null),
  })
  .transform(({ filter: nested, version: chosen, per_second, ...flat }) => ({
    filter: { status: "failed" as const, ...flat, ...nested },
    version: chosen,
    per_second,
  }));
export type ReplayInput = z.output<typeof replayInputSchema>;

export const replayOneSchema = z.object({ version });

export const replayPreviewSchema = z.object({
  count: z.int(),
  hosts: z.array(z.object({ host: z.string().nullable(), count: z.int() })),
  /** Only the largest hosts are listed. */
  hosts_count: z.int(),
  /** Those that left without an answer: they may have arrived. */
  unknown_count: z.int(),
  /** Those that match and cannot be sent as they were: their request is past its retention. Not in `count`. */
  gone_count: z.int(),
});
export type ReplayPreview = z.infer<typeof replayPreviewSchema>;

export const replayViewSchema = z.object({
  replay_id: z.string(),
  status: z.enum(["pending", "running", "finished", "cancelled"]),
  version: z.enum(REPLAY_VERSIONS),
  per_second: z.number().nullable(),
  filter: z.record(z.string(), z.unknown()),
  total_count: z.int(),
  done_count: z.int(),
  created_at: z.string(),
  finished_at: z.string().nullable(),
});
export type ReplayView = z.infer<typeof replayViewSchema>;
export const replayListSchema = z.object({ replays: z.array(replayViewSchema) });
