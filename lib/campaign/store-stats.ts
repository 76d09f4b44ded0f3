import { pool } from "#lib/platform/db.ts";

export interface CountRow {
  variation_id: string | null;
  status: string;
  reason: string | null;
  count: number;
}

/** Deliveries of a campaign by variation, status and reason. Tests are left out. */
export async function countDeliveries(workspaceId: string, campaignId: string): Promise<CountRow[]> {
  const { rows } = await pool().query<CountRow>(
    `SELECT variation_id, status, reason, count(*)::int AS count FROM deliveries
      WHERE workspace_id = $1 AND campaign_id = $2 AND NOT test GROUP BY 1, 2, 3`,
    [workspaceId, campaignId],
  );
  return rows;
}

/** Why people did not get the campaign, since a moment. */
export async function countDecisions(
  workspaceId: string,
  campaignId: string,
  since: Date,
): Promise<{ reason: string; count: number }[]> {
  const { rows } = await pool().query<{ reason: string; count: number }>(
    `SELECT reason, count(*)::int AS count FROM campaign_decisions
      WHERE workspace_id = $1 AND campaign_id = $2 AND decided_at >= $3 GROUP BY 1 ORDER BY 2 DESC`,
    [workspaceId, campaignId, since],
  );
  return rows;
}

export interface SeriesRow {
  time: Date;
  variation_id: string | null;
  sent: number;
  delivered: number;
  errors: number;
  aborted: number;
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
            count(*) FILTER (WHERE d.status = 'aborted')::int AS aborted,
            count(DISTINCT d.profile_id) FILTER (WHERE d.attempts_count > 0)::int AS recipients
       FROM deliveries d
      WHERE d.workspace_id = $1 AND d.campaign_id = $2 AND NOT d.test AND d.created_at >= $3 AND d.created_at < $4
        AND ($6::text IS NULL OR d.dispatch_id IN (SELECT id FROM dispatches WHERE workspace_id = $1 AND send_id = $6))
      GROUP BY 1, 2 ORDER BY 1`,
    [workspaceId, scope.campaignId, since, until, unit, scope.sendId],
  );
  return rows;
}

export interface RunView {
  run_id: string;
  scheduled_for: Date;
  status: string;
  enqueued_count: number;
  skipped_count: number;
  started_at: Date | null;
  finished_at: Date | null;
}

/** The latest runs of a campaign, newest first. */
export async function latestRuns(workspaceId: string, campaignId: string): Promise<RunView[]> {
  const { rows } = await pool().query<RunView>(
    `SELECT id AS run_id, scheduled_for, status, enqueued_count, skipped_count, started_at, finished_at FROM campaign_runs
      WHERE workspace_id = $1 AND campaign_id = $2 ORDER BY created_at DESC LIMIT 10`,
    [workspaceId, campaignId],
  );
  return rows;
}
