import { pool } from "./db.ts";
import { pruneIdempotencyKeys } from "./idempotency-store.ts";

/** Tables cut into months; see the first migration. */
const PARTITIONED = ["events", "attempts", "delivery_requests", "campaign_decisions"] as const;
const MONTHS_AHEAD = 2;

export interface Retention {
  /** Frozen requests, attempts and decisions. */
  deliveryLogDays: number;
  /** Custom events and purchases. */
  eventDays: number;
  /** How long a client event id is remembered. */
  eventDedupeDays: number;
}

export const DEFAULT_RETENTION: Retention = { deliveryLogDays: 90, eventDays: 730, eventDedupeDays: 30 };

/** Creates the coming months' partitions and drops what is older than the retention. Safe to run at any time, by any worker. */
export async function maintainTables(retention: Retention, now: Date): Promise<void> {
  for (const table of PARTITIONED)
    await pool().query("SELECT ensure_month_partitions($1, $2)", [table, MONTHS_AHEAD]);
  for (const table of ["attempts", "delivery_requests", "campaign_decisions"]) {
    await pool().query("SELECT drop_month_partitions($1, $2)", [
      table,
      daysBefore(now, retention.deliveryLogDays),
    ]);
  }
  await pool().query("SELECT drop_month_partitions('events', $1)", [daysBefore(now, retention.eventDays)]);
  await pool().query("DELETE FROM event_dedupes WHERE seen_at < $1", [
    daysBefore(now, retention.eventDedupeDays),
  ]);
  await pool().query("DELETE FROM host_counters WHERE bucket_at < $1", [daysBefore(now, 2)]);
  await pool().query("DELETE FROM worker_heartbeats WHERE beat_at < $1", [daysBefore(now, 1)]);
  await pruneIdempotencyKeys();
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * 86_400_000);
}
