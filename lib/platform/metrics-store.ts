import { pool } from "./db.ts";

export interface MetricRow {
  labels: Record<string, string>;
  value: number;
}

type Metric = [name: string, help: string, rows: MetricRow[]];

/** What operators watch, each from one indexed statement. */
export async function readMetrics(): Promise<Metric[]> {
  const [waiting, oldest, attempts, hosts, workers, jobs] = await Promise.all([
    rows(
      "SELECT status, count(*)::int AS value FROM deliveries WHERE status IN ('pending','held','retrying') GROUP BY 1",
    ),
    rows(
      `SELECT coalesce(extract(epoch FROM now() - min(next_attempt_at)), 0)::float8 AS value FROM deliveries
        WHERE queued_at IS NULL AND next_attempt_at <= now() AND status IN ('pending','held','retrying')`,
    ),
    rows(
      `SELECT sum(requests - failures - throttled)::int AS succeeded, sum(failures)::int AS failed, sum(throttled)::int AS throttled
         FROM host_counters WHERE bucket_at > now() - interval '1 minute'`,
    ),
    rows("SELECT state, count(*)::int AS value FROM hosts GROUP BY 1"),
    rows(
      "SELECT count(*)::int AS value FROM worker_heartbeats WHERE beat_at > now() - interval '30 seconds'",
    ),
    rows("SELECT name AS queue, count(*)::int AS value FROM pgboss.job WHERE state < 'active' GROUP BY 1"),
  ]);
  const minute = attempts[0] ?? {};
  return [
    [
      "signalbox_deliveries_waiting",
      "Deliveries that are not finished, by status",
      labelled(waiting, "status"),
    ],
    [
      "signalbox_oldest_due_seconds",
      "Age of the oldest delivery that is due and not in a job",
      labelled(oldest),
    ],
    [
      "signalbox_attempts_last_minute",
      "Requests of the last minute, by outcome",
      ["succeeded", "failed", "throttled"].map((outcome) => ({
        labels: { outcome },
        value: Number(minute[outcome] ?? 0),
      })),
    ],
    ["signalbox_hosts", "Hosts by circuit breaker state", labelled(hosts, "state")],
    ["signalbox_workers", "Workers alive in the last 30 s", labelled(workers)],
    ["signalbox_jobs_waiting", "Jobs not yet taken, by queue", labelled(jobs, "queue")],
  ];
}

async function rows(text: string): Promise<Record<string, unknown>[]> {
  return (await pool().query(text)).rows;
}

function labelled(found: Record<string, unknown>[], label?: string): MetricRow[] {
  return found.map((row) => ({
    labels: label ? { [label]: String(row[label]) } : {},
    value: Number(row.value),
  }));
}
