import { pool } from "./db.ts";
import { type MetricDelta, returnDeltas, takeDeltas } from "./metrics.ts";

export interface MetricRow {
  labels: Record<string, string>;
  value: number;
}

type Metric = [name: string, help: string, rows: MetricRow[]];

/** What operators watch, each from one indexed statement. */
export async function readMetrics(): Promise<Metric[]> {
  const [waiting, oldest, attempts, hosts, workers, jobs, loads] = await Promise.all([
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
    rows(
      `SELECT id AS worker, coalesce((stats->>'in_flight')::float8, 0) AS in_flight, coalesce((stats->>'loop_delay_ms')::float8, 0) / 1000 AS loop_delay
         FROM worker_heartbeats WHERE beat_at > now() - interval '30 seconds'`,
    ),
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
    ["signalbox_in_flight", "Requests on the wire, by worker", byWorker(loads, "in_flight")],
    [
      "signalbox_event_loop_delay_seconds",
      "99th percentile of the event loop's delay since the last heartbeat, by worker",
      byWorker(loads, "loop_delay"),
    ],
  ];
}

/** Adds what this process counted to the totals; keeps it for the next time when the database does not take it. */
export async function flushMetrics(): Promise<void> {
  const deltas = takeDeltas();
  if (deltas.length === 0) return;
  try {
    await pool().query({
      name: "metric-totals-add",
      text: `INSERT INTO metric_totals (name, labels, value) SELECT * FROM unnest($1::text[], $2::text[], $3::float8[])
             ON CONFLICT (name, labels) DO UPDATE SET value = metric_totals.value + excluded.value`,
      values: [
        deltas.map((delta) => delta.name),
        deltas.map((delta) => delta.labels),
        deltas.map((delta) => delta.value),
      ],
    });
  } catch (error) {
    returnDeltas(deltas);
    throw error;
  }
}

/** Totals over all processes since the installation began. */
export async function readMetricTotals(): Promise<MetricDelta[]> {
  const { rows: totals } = await pool().query<MetricDelta>(
    "SELECT name, labels, value FROM metric_totals ORDER BY name, labels",
  );
  return totals;
}

function byWorker(found: Record<string, unknown>[], field: string): MetricRow[] {
  return found.map((row) => ({ labels: { worker: String(row.worker) }, value: Number(row[field]) }));
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
