import { pool } from "./db.ts";

export interface DatabaseFacts {
  version: string;
  size_bytes: number;
  connections_used: number;
  connections_max: number;
  now: Date;
}

/** One statement; the size comes from the catalogue and file sizes, not from reading rows. */
export async function databaseFacts(): Promise<DatabaseFacts> {
  const { rows } = await pool().query<DatabaseFacts>(
    `SELECT current_setting('server_version') AS version, pg_database_size(current_database())::float8 AS size_bytes,
            (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections_used,
            current_setting('max_connections')::int AS connections_max, clock_timestamp() AS now`,
  );
  const [row] = rows;
  if (!row) throw new Error("the database says nothing about itself");
  return row;
}

export interface QueueFacts {
  queue: string;
  waiting: number;
  active: number;
  oldest_seconds: number | null;
}

/** Jobs not yet done, by queue. Internal queues of pg-boss are left out. */
export async function queueFacts(): Promise<QueueFacts[]> {
  const { rows } = await pool().query<QueueFacts>(
    `SELECT name AS queue, count(*) FILTER (WHERE state < 'active')::int AS waiting, count(*) FILTER (WHERE state = 'active')::int AS active,
            extract(epoch FROM now() - min(greatest(created_on, start_after)) FILTER (WHERE state < 'active' AND start_after <= now()))::float8 AS oldest_seconds
       FROM pgboss.job WHERE state < 'completed' AND name NOT LIKE '\\_\\_%' GROUP BY 1 ORDER BY 1`,
  );
  return rows;
}

/** Age of the oldest delivery that is due and in no job. */
export async function oldestDueSeconds(): Promise<number> {
  const { rows } = await pool().query<{ age: number }>(
    `SELECT coalesce(extract(epoch FROM now() - min(next_attempt_at)), 0)::float8 AS age FROM deliveries
      WHERE queued_at IS NULL AND next_attempt_at <= now() AND status IN ('pending', 'held', 'retrying')`,
  );
  return rows[0]?.age ?? 0;
}

export interface WorkerFacts {
  id: string;
  host: string;
  pid: number;
  version: string;
  started_at: Date;
  age: number;
  stats: { in_flight?: number; rss_mib?: number; loop_delay_ms?: number };
}

/** Workers heard of in the last day, the freshest first. */
export async function workerFacts(): Promise<WorkerFacts[]> {
  const { rows } = await pool().query<WorkerFacts>(
    `SELECT id, host, pid, version, started_at, stats, extract(epoch FROM now() - beat_at)::float8 AS age
       FROM worker_heartbeats WHERE beat_at > now() - interval '1 day' ORDER BY beat_at DESC LIMIT 200`,
  );
  return rows;
}

export async function installationFact(name: string): Promise<{ value: unknown; at: Date } | null> {
  const { rows } = await pool().query<{ value: unknown; at: Date }>(
    "SELECT value, at FROM installation_facts WHERE name = $1",
    [name],
  );
  return rows[0] ?? null;
}
