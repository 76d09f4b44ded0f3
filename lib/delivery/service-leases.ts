/** The jobs one dispatcher works on, and whether they are still its own. */
import type { JobAttempt, PgBoss } from "pg-boss";
import { payloadOf } from "#lib/platform/queue.ts";
import { SEND_DELIVERIES } from "./jobs.ts";

const TOUCH_MS = 3_000;
/** The queue gives a job to somebody else when it has heard nothing of us for a little longer than this. */
const LEASE_MS = 10_000;

/** A job that was given to this dispatcher, and the deliveries it is about. */
export interface Lease {
  job: JobAttempt;
  ids: string[];
  /** What their `queued_at` is as long as they are in no other job; null in jobs of a version that did not say. */
  queuedAt: Date | null;
  touchedAt: number;
}

export interface Leases {
  /** Takes up to `count` jobs from the queue. */
  take(count: number): Promise<Lease[]>;
  /** False once another worker may have been given the job, because the queue did not hear of us. */
  isOurs(lease: Lease): boolean;
  /** The job is done, or is to be worked on once more. Nothing happens when it is somebody else's by now. */
  complete(lease: Lease): Promise<void>;
  giveBack(lease: Lease): Promise<void>;
  stop(): void;
}

export function createLeases(boss: PgBoss): Leases {
  const { name } = SEND_DELIVERIES;
  const open = new Set<Lease>();
  const lose = (lease: Lease): void => {
    open.delete(lease);
    lease.touchedAt = Number.NEGATIVE_INFINITY;
  };
  const touch = async (): Promise<void> => {
    const touched = [...open];
    if (touched.length === 0) return;
    const at = performance.now();
    const jobs = touched.map(({ job }) => job);
    // Says which jobs it refreshed, which its type does not: what it did not refresh is somebody else's by now.
    const { settled } = (await boss.touch(name, jobs)) as { settled?: string[] };
    const ours = settled && new Set(settled);
    for (const lease of touched.filter((one) => open.has(one))) {
      if (!ours || ours.has(lease.job.id)) lease.touchedAt = at;
      else lose(lease);
    }
  };
  const timer = setInterval(() => void touch().catch(() => {}), TOUCH_MS);
  return {
    async take(count) {
      const touchedAt = performance.now();
      const jobs = await boss.fetch<unknown>(name, { batchSize: count, includeMetadata: true });
      const again = new Set(jobs.map(({ id }) => id));
      // A job that was taken from us and came back is a new lease: the old one must not live on by its heartbeat.
      for (const old of open) if (again.has(old.job.id)) lose(old);
      return jobs.map((job) => {
        const { id, retryCount } = job;
        const { ids, queued_at } = payloadOf(SEND_DELIVERIES, job);
        const queuedAt = queued_at === undefined ? null : new Date(queued_at);
        const lease = { job: { id, retryCount }, ids, queuedAt, touchedAt };
        open.add(lease);
        return lease;
      });
    },
    isOurs: (lease) => performance.now() - lease.touchedAt < LEASE_MS,
    async complete(lease) {
      await boss.complete(name, lease.job);
      open.delete(lease);
    },
    async giveBack(lease) {
      lose(lease);
      await boss.fail(name, lease.job).catch(() => {});
    },
    stop: () => clearInterval(timer),
  };
}
