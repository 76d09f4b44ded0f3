import { pool } from "#lib/platform/db.ts";

export interface HostStatsRow {
  host: string;
  requests: number;
  failures: number;
  /** Answers 429. */
  throttled: number;
  /** In the busiest ten seconds. */
  per_second: number;
}

/** Requests, what became of them, and the best pace, of the last hour, from the counters. */
export async function hostCounts(
  workspaceId: string,
  hosts: readonly string[],
  now: Date,
): Promise<HostStatsRow[]> {
  const { rows } = await pool().query<HostStatsRow>(
    `SELECT host, sum(requests)::int AS requests, sum(failures)::int AS failures, sum(throttled)::int AS throttled,
            max(requests - throttled)::float8 / 10 AS per_second
       FROM (SELECT host, sum(requests) AS requests, sum(failures) AS failures, sum(throttled) AS throttled
               FROM host_counters WHERE workspace_id = $1 AND host = ANY($2) AND bucket_at > $3::timestamptz - interval '1 hour'
              GROUP BY host, bucket_at) AS buckets
      GROUP BY host`,
    [workspaceId, hosts, now],
  );
  return rows;
}

/** What workers but one counted for hosts since a moment of each, by ten seconds, newest first. One statement. */
export async function countsOfOthers(
  keys: readonly { workspaceId: string; host: string; since: Date }[],
  workerId: string,
): Promise<{ index: number; requests: number; failures: number }[]> {
  const { rows } = await pool().query<{ index: number; requests: number; failures: number }>({
    name: "host-counters-others",
    text: `SELECT t.index::int - 1 AS index, sum(c.requests)::int AS requests, sum(c.failures)::int AS failures
             FROM unnest($1::text[], $2::text[], $3::timestamptz[]) WITH ORDINALITY AS t (workspace_id, host, since, index)
             JOIN host_counters c ON c.workspace_id = t.workspace_id AND c.host = t.host AND c.bucket_at >= t.since AND c.worker_id <> $4
            GROUP BY t.index, c.bucket_at ORDER BY t.index, c.bucket_at DESC`,
    values: [
      keys.map((key) => key.workspaceId),
      keys.map((key) => key.host),
      keys.map((key) => key.since),
      workerId,
    ],
  });
  return rows;
}

/** Attempts looked at for latencies: the newest of the workspace, so that the cost has a bound. */
const LATENCY_ROWS = 5_000;

/** The 95th percentile of recent durations by host; hosts without recent attempts are not in it. */
export async function hostLatencies(
  workspaceId: string,
  now: Date,
): Promise<{ host: string; p95_ms: number }[]> {
  const { rows } = await pool().query<{ host: string; p95_ms: number }>(
    `SELECT host, percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms)::float8 AS p95_ms
       FROM (SELECT host, duration_ms FROM attempts WHERE workspace_id = $1 AND started_at > $2::timestamptz - interval '1 hour'
              ORDER BY started_at DESC LIMIT ${LATENCY_ROWS}) recent
      WHERE host IS NOT NULL GROUP BY 1`,
    [workspaceId, now],
  );
  return rows;
}

/** Worker processes that are alive, apart from this one. */
export async function countOtherWorkers(workerId: string): Promise<number> {
  const { rows } = await pool().query<{ n: number }>({
    name: "other-workers",
    text: "SELECT count(*)::int AS n FROM worker_heartbeats WHERE beat_at > now() - interval '15 seconds' AND id <> $1",
    values: [workerId],
  });
  return rows[0]?.n ?? 0;
}
