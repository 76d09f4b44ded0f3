/** The state of the installation as operators see it: `GET /system`, Settings → System and `npm run doctor`. */
import { z } from "zod";

const isoTime = z.iso.datetime();

export const systemViewSchema = z.object({
  version: z.string(),
  node: z.string(),
  database: z.object({
    version: z.string(),
    size_bytes: z.number(),
    migrations: z.enum(["applied", "pending"]),
    connections_used: z.int(),
    connections_max: z.int(),
    /** How far the database's clock is ahead of this process. */
    clock_ahead_ms: z.number(),
  }),
  queues: z.array(
    z.object({
      queue: z.string(),
      waiting: z.int(),
      active: z.int(),
      /** Age of the oldest job that is due and not taken. */
      oldest_seconds: z.number().nullable(),
    }),
  ),
  deliveries: z.object({
    /** Age of the oldest delivery that is due and in no job. */
    oldest_due_seconds: z.number(),
  }),
  workers: z.array(
    z.object({
      worker_id: z.string(),
      machine: z.string(),
      pid: z.int(),
      version: z.string(),
      started_at: isoTime,
      heartbeat_seconds_ago: z.number(),
      alive: z.boolean(),
      in_flight: z.int(),
      memory_mib: z.number().nullable(),
      loop_delay_ms: z.number().nullable(),
    }),
  ),
  /** Of the folder with the embedded database and the keys; null where it cannot be read. */
  disk: z
    .object({ folder: z.string(), free_bytes: z.number(), total_bytes: z.number(), low: z.boolean() })
    .nullable(),
  /** The last `npm run backup`; other tools are not known here. */
  last_backup: z.object({ at: isoTime, rows: z.int() }).nullable(),
  settings: z.object({
    egress_allow: z.array(z.string()),
    egress_proxy: z.string().nullable(),
    tracing: z.boolean(),
    smtp: z.boolean(),
  }),
});
export type SystemView = z.output<typeof systemViewSchema>;

/** Below this a disk is called low. */
export const LOW_DISK = { bytes: 2 * 2 ** 30, share: 0.05 } as const;

/** Whether so little is free that the database may soon stop. */
export function isLowDisk(free: number, total: number): boolean {
  return free < LOW_DISK.bytes || (total > 0 && free / total < LOW_DISK.share);
}
