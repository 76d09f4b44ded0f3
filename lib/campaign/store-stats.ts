import { pool } from "#lib/platform/db.ts";

/** Created in this stretch of time; null leaves a side open. */
export interface CountRange {
  since: Date | null;
  until: Date | null;
}

export interface CountRow {
  variation_id: string | null;
  host: string | null;
  status: string;
  reason: string | null;
  attempted: boolean;
  /** Beginning of the hour or day (in UTC) it was created in; null outside of what is shown over time. */
  time: Date | null;
  count: number;
  /** Of these, how many had their first attempt in the last minute. */
  last_minute: number;
}

export interface ShownTime {
  unit: "hour" | "day";
  since: Date;
  until: Date;
}

/** Deliveries of a campaign by variation, host, status, reason and time: everything counted in one pass. Tests are left out. */
export async function countDeliveries(
  workspaceId: string,
  campaignId: string,
  { since, until }: CountRange,
  shown: ShownTime,
  now: Date,
): Promise<CountRow[]> {
  const { rows } = await pool().query<CountRow>(
    `SELECT variation_id, host, status, reason, attempts_count > 0 AS attempted,
            CASE WHEN created_at >= $6 AND created_at < $7 THEN date_trunc($8, created_at, 'UTC') END AS time,
            count(*)::int AS count,
            count(*) FILTER (WHERE first_attempt_at > $5::timestamptz - interval '1 minute')::int AS last_minute
       FROM deliveries
      WHERE workspace_id = $1 AND campaign_id = $2 AND NOT test
        AND ($3::timestamptz IS NULL OR created_at >= $3) AND ($4::timestamptz IS NULL OR created_at < $4)
      GROUP BY 1, 2, 3, 4, 5, 6`,
    [workspaceId, campaignId, since, until, now, shown.since, shown.until, shown.unit],
  );
  return rows;
}

export interface FailureRow {
  reason: string;
  count: number;
  delivery_id: string;
  external_user_id: string | null;
  host: string | null;
  url: string | null;
  finished_at: Date | null;
  status_code: number | null;
  error_class: string | null;
  error_message: string | null;
  response_body: string | null;
}

const SAMPLE_BODY = 500;

/** Failed deliveries by reason, the most frequent first, each with its newest one and what was answered to that. */
export async function failuresByReason(
  workspaceId: string,
  campaignId: string,
  { since, until }: CountRange,
  limit: number,
): Promise<FailureRow[]> {
  const { rows } = await pool().query<FailureRow>(
    `WITH failed AS (
       SELECT reason, id, created_at FROM deliveries
        WHERE workspace_id = $1 AND campaign_id = $2 AND NOT test AND status = 'failed'
          AND ($3::timestamptz IS NULL OR created_at >= $3) AND ($4::timestamptz IS NULL OR created_at < $4)),
     groups AS (
       SELECT reason, count(*)::int AS count, (array_agg(id ORDER BY created_at DESC, id DESC))[1] AS id
         FROM failed GROUP BY 1 ORDER BY 2 DESC LIMIT $5)
     SELECT coalesce(g.reason, '') AS reason, g.count, d.id AS delivery_id, d.external_user_id, d.host, d.url, d.finished_at,
            a.status_code, a.error_class, a.error_message, left(a.response_body, ${SAMPLE_BODY}) AS response_body
       FROM groups g JOIN deliveries d ON d.id = g.id
       LEFT JOIN LATERAL (SELECT * FROM attempts WHERE delivery_id = d.id AND started_at >= d.created_at - interval '1 minute'
                           ORDER BY number DESC LIMIT 1) a ON true
      ORDER BY g.count DESC, g.reason`,
    [workspaceId, campaignId, since, until, limit],
  );
  return rows;
}

/** Why people did not get the campaign, as far as decisions are kept. */
export async function countDecisions(
  workspaceId: string,
  campaignId: string,
  { since, until }: CountRange,
): Promise<{ reason: string; count: number }[]> {
  const { rows } = await pool().query<{ reason: string; count: number }>(
    `SELECT reason, count(*)::int AS count FROM campaign_decisions
      WHERE workspace_id = $1 AND campaign_id = $2
        AND ($3::timestamptz IS NULL OR decided_at >= $3) AND ($4::timestamptz IS NULL OR decided_at < $4)
      GROUP BY 1 ORDER BY 2 DESC`,
    [workspaceId, campaignId, since, until],
  );
  return rows;
}

/** People by the variation they got, or were held out with; in a range, who got it then for the first or last time. */
export async function countPeopleByVariation(
  campaignId: string,
  { since, until }: CountRange,
): Promise<{ variation_id: string; people: number }[]> {
  const { rows } = await pool().query<{ variation_id: string; people: number }>(
    `SELECT variation_id, count(*)::int AS people FROM campaign_receipts WHERE campaign_id = $1
        AND ($2::timestamptz IS NULL OR last_received_at >= $2) AND ($3::timestamptz IS NULL OR first_received_at < $3)
      GROUP BY 1`,
    [campaignId, since, until],
  );
  return rows;
}

/** Conversions by variation and goal, by the time of the message they are counted for. */
export async function countConversions(
  campaignId: string,
  { since, until }: CountRange,
): Promise<{ variation_id: string; goal: number; count: number }[]> {
  const { rows } = await pool().query<{ variation_id: string; goal: number; count: number }>(
    `SELECT variation_id, goal, count(*)::int AS count FROM campaign_conversions WHERE campaign_id = $1
        AND ($2::timestamptz IS NULL OR received_at >= $2) AND ($3::timestamptz IS NULL OR received_at < $3)
      GROUP BY 1, 2`,
    [campaignId, since, until],
  );
  return rows;
}

const LATENCY_ROWS = 2_000;

/** How long the latest requests took. */
export async function requestLatency(
  workspaceId: string,
  campaignId: string,
): Promise<{ p50: number; p95: number } | null> {
  const { rows } = await pool().query<{ p50: number | null; p95: number | null }>(
    `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a.duration_ms) AS p50,
            percentile_cont(0.95) WITHIN GROUP (ORDER BY a.duration_ms) AS p95
       FROM (SELECT id, created_at FROM deliveries WHERE workspace_id = $1 AND campaign_id = $2 AND attempts_count > 0 AND NOT test
              ORDER BY created_at DESC, id DESC LIMIT ${LATENCY_ROWS}) AS d
       JOIN attempts a ON a.delivery_id = d.id AND a.started_at >= d.created_at - interval '1 minute'`,
    [workspaceId, campaignId],
  );
  const [row] = rows;
  return row?.p50 == null || row.p95 == null ? null : { p50: row.p50, p95: row.p95 };
}

export interface SeriesRow {
  time: Date;
  variation_id: string | null;
  sent: number;
  delivered: number;
  errors: number;
  recipients: number;
}

/** Deliveries by hour or day of their creation (in UTC) and variation. */
export async function deliverySeries(
  workspaceId: string,
  scope: { campaignId: string; sendId: string | null },
  unit: "hour" | "day",
  since: Date,
  until: Date,
): Promise<SeriesRow[]> {
  const { rows } = await pool().query<SeriesRow>(
    `SELECT date_trunc($5, d.created_at, 'UTC') AS time, d.variation_id,
            count(*) FILTER (WHERE d.attempts_count > 0)::int AS sent,
            count(*) FILTER (WHERE d.status = 'delivered')::int AS delivered,
            count(*) FILTER (WHERE d.status = 'failed')::int AS errors,
            count(DISTINCT d.profile_id) FILTER (WHERE d.attempts_count > 0)::int AS recipients
       FROM deliveries d
      WHERE d.workspace_id = $1 AND d.campaign_id = $2 AND NOT d.test AND d.created_at >= $3 AND d.created_at < $4
        AND ($6::text IS NULL OR d.dispatch_id IN (SELECT id FROM dispatches WHERE workspace_id = $1 AND send_id = $6))
      GROUP BY 1, 2 ORDER BY 1`,
    [workspaceId, scope.campaignId, since, until, unit, scope.sendId],
  );
  return rows;
}

export interface ConversionSeriesRow {
  time: Date;
  goal: number;
  by_time: number;
}

/** Conversions by hour or day (in UTC): of the conversion itself, or of the send that led to it. */
export async function conversionSeries(
  campaignId: string,
  unit: "hour" | "day",
  of: "converted_at" | "received_at",
  since: Date,
  until: Date,
): Promise<ConversionSeriesRow[]> {
  const { rows } = await pool().query<ConversionSeriesRow>(
    `SELECT date_trunc($4, ${of}, 'UTC') AS time, goal, count(*)::int AS by_time FROM campaign_conversions
      WHERE campaign_id = $1 AND ${of} >= $2 AND ${of} < $3 GROUP BY 1, 2`,
    [campaignId, since, until, unit],
  );
  return rows;
}

export interface RunStatsRow {
  run_id: string;
  scheduled_for: Date;
  turn_at: Date | null;
  status: string;
  expected_count: number | null;
  enqueued_count: number;
  skipped_count: number;
  started_at: Date | null;
  finished_at: Date | null;
}

/** The latest runs of a campaign, newest first. */
export async function latestRuns(
  workspaceId: string,
  campaignId: string,
  limit: number,
): Promise<RunStatsRow[]> {
  const { rows } = await pool().query<RunStatsRow>(
    `SELECT id AS run_id, scheduled_for, turn_at, status, expected_count, enqueued_count, skipped_count, started_at, finished_at FROM campaign_runs
      WHERE workspace_id = $1 AND campaign_id = $2 ORDER BY created_at DESC LIMIT $3`,
    [workspaceId, campaignId, limit],
  );
  return rows;
}
