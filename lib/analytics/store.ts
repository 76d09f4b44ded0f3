/** Grouped reads for reports: one for the page, one for the facts of its rows. */
import { pool } from "#lib/platform/db.ts";

export interface ReportTotals {
  kind: "campaign" | "canvas";
  id: string;
  name: string;
  status: string;
  deliveries: number;
  sent: number;
  delivered: number;
  failed: number;
  aborted: number;
  waiting: number;
}

interface TotalsQuery {
  kind: string;
  since: Date;
  until: Date;
  limit: number;
  after: { deliveries: number; id: string } | null;
}

/** Campaigns and canvases by the deliveries they made in the range, most first. Tests are left out. */
export async function reportTotals(workspaceId: string, query: TotalsQuery): Promise<ReportTotals[]> {
  const { rows } = await pool().query<ReportTotals>(
    `WITH totals AS (
       SELECT campaign_id, canvas_id, count(*)::int AS deliveries,
              count(*) FILTER (WHERE attempts_count > 0)::int AS sent,
              count(*) FILTER (WHERE status = 'delivered')::int AS delivered,
              count(*) FILTER (WHERE status = 'failed')::int AS failed,
              count(*) FILTER (WHERE status = 'aborted')::int AS aborted,
              count(*) FILTER (WHERE status IN ('pending', 'held', 'retrying'))::int AS waiting
         FROM deliveries
        WHERE workspace_id = $1 AND created_at >= $2 AND created_at < $3 AND NOT test
          AND ((campaign_id IS NOT NULL AND $4 <> 'canvas') OR (canvas_id IS NOT NULL AND $4 <> 'campaign'))
        GROUP BY 1, 2),
     named AS (
       SELECT 'campaign' AS kind, c.id, c.name, c.status, t.* FROM totals t
         JOIN campaigns c ON c.id = t.campaign_id AND c.workspace_id = $1 WHERE t.canvas_id IS NULL
       UNION ALL
       SELECT 'canvas', c.id, c.name, c.status, t.* FROM totals t
         JOIN canvases c ON c.id = t.canvas_id AND c.workspace_id = $1)
     SELECT kind, id, name, status, deliveries, sent, delivered, failed, aborted, waiting FROM named
      WHERE $5::int IS NULL OR (deliveries, id) < ($5, $6::uuid)
      ORDER BY deliveries DESC, id DESC LIMIT $7`,
    [
      workspaceId,
      query.since,
      query.until,
      query.kind,
      query.after?.deliveries ?? null,
      query.after?.id ?? null,
      query.limit,
    ],
  );
  return rows;
}

export interface ReportFacts {
  id: string;
  p50: number | null;
  p95: number | null;
  people: number;
  conversions: number;
}

/** Requests a latency is taken from, for each row. */
const LATENCY_ROWS = 500;

const latencyOf = (column: "campaign_id" | "canvas_id", since: string, until: string): string => `
  LEFT JOIN LATERAL (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a.duration_ms) AS p50,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY a.duration_ms) AS p95
      FROM (SELECT id, created_at FROM deliveries
             WHERE workspace_id = $1 AND ${column} = w.id AND attempts_count > 0 AND NOT test
               AND created_at >= ${since} AND created_at < ${until}
             ORDER BY created_at DESC, id DESC LIMIT ${LATENCY_ROWS}) d
      JOIN attempts a ON a.delivery_id = d.id AND a.started_at >= d.created_at - interval '1 minute') l ON true`;

/** Latency, people and primary conversions of these campaigns: by when people received. */
export async function campaignFacts(
  workspaceId: string,
  ids: readonly string[],
  since: Date,
  until: Date,
): Promise<ReportFacts[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool().query<ReportFacts>(
    `SELECT w.id, l.p50, l.p95, r.people, r.conversions FROM unnest($2::uuid[]) AS w(id)
     ${latencyOf("campaign_id", "$3", "$4")}
     LEFT JOIN LATERAL (
       SELECT count(*)::int AS people, count(c.profile_id)::int AS conversions FROM campaign_receipts r
         LEFT JOIN campaign_conversions c ON c.campaign_id = r.campaign_id AND c.goal = 0 AND c.profile_id = r.profile_id
        WHERE r.campaign_id = w.id AND NOT r.control AND r.last_received_at >= $3 AND r.first_received_at < $4) r ON true`,
    [workspaceId, ids, since, until],
  );
  return rows;
}

/** As `campaignFacts`, by when people entered the canvas; each entry counts. */
export async function canvasFacts(
  workspaceId: string,
  ids: readonly string[],
  since: Date,
  until: Date,
): Promise<ReportFacts[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool().query<ReportFacts>(
    `SELECT w.id, l.p50, l.p95, e.people, e.conversions FROM unnest($2::uuid[]) AS w(id)
     ${latencyOf("canvas_id", "$3", "$4")}
     LEFT JOIN LATERAL (
       SELECT count(*)::int AS people, count(c.entry_id)::int AS conversions FROM canvas_entries e
         LEFT JOIN canvas_conversions c ON c.entry_id = e.id AND c.index = 0
        WHERE e.canvas_id = w.id AND e.entered_at >= $3 AND e.entered_at < $4) e ON true`,
    [workspaceId, ids, since, until],
  );
  return rows;
}
