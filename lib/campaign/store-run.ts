/** Runs: the fan-out of a campaign or a broadcast over its audience, part by part. */
import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { Statement } from "#lib/segment/compile-sql.ts";

export interface RunRow {
  id: string;
  workspace_id: string;
  campaign_id: string | null;
  campaign_version_id: string | null;
  dispatch_id: string | null;
  scheduled_for: Date;
  status: string;
  cursor: string | null;
  /** On people's own clocks: the turn that newcomers are looked for in; null while everybody is looked at. */
  turn_at: Date | null;
  created_at: Date;
  expected_count: number | null;
  enqueued_count: number;
  skipped_count: number;
}

/** Null when this run exists already. */
export async function insertRun(
  sql: SqlClient,
  run: {
    id: string;
    workspaceId: string;
    campaignId: string | null;
    versionId: string | null;
    dispatchId: string | null;
    scheduledFor: Date;
    now: Date;
  },
): Promise<string | null> {
  const { rows } = await sql.query<{ id: string }>(
    `INSERT INTO campaign_runs (id, workspace_id, campaign_id, campaign_version_id, dispatch_id, scheduled_for, status, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7) ON CONFLICT DO NOTHING RETURNING id`,
    [run.id, run.workspaceId, run.campaignId, run.versionId, run.dispatchId, run.scheduledFor, run.now],
  );
  return rows[0]?.id ?? null;
}

/** The run, held until the transaction ends. */
export async function lockRun(sql: SqlClient, workspaceId: string, runId: string): Promise<RunRow | null> {
  const { rows } = await sql.query<RunRow>(
    "SELECT * FROM campaign_runs WHERE workspace_id = $1 AND id = $2 FOR UPDATE",
    [workspaceId, runId],
  );
  return rows[0] ?? null;
}

export async function findRun(workspaceId: string, runId: string): Promise<RunRow | null> {
  const { rows } = await pool().query<RunRow>(
    "SELECT * FROM campaign_runs WHERE workspace_id = $1 AND id = $2",
    [workspaceId, runId],
  );
  return rows[0] ?? null;
}

export async function moveRun(
  sql: SqlClient,
  run: RunRow,
  change: {
    status: string;
    cursor: string | null;
    turnAt: Date | null;
    enqueued: number;
    skipped: number;
    now: Date;
  },
): Promise<void> {
  await sql.query(
    `UPDATE campaign_runs SET status = $2, cursor = $3, turn_at = $7, enqueued_count = enqueued_count + $4, skipped_count = skipped_count + $5,
            started_at = coalesce(started_at, $6), finished_at = CASE WHEN $2 IN ('finished', 'stopped') THEN $6::timestamptz END
      WHERE id = $1`,
    [run.id, change.status, change.cursor, change.enqueued, change.skipped, change.now, change.turnAt],
  );
}

/** Notes how many people a run is for; asked once, when it starts. */
export async function expectPeople(workspaceId: string, runId: string, statement: Statement): Promise<void> {
  const { rows } = await pool().query<{ count: number }>(statement);
  await pool().query(
    "UPDATE campaign_runs SET expected_count = $3 WHERE workspace_id = $1 AND id = $2 AND expected_count IS NULL",
    [workspaceId, runId, rows[0]?.count ?? 0],
  );
}

export interface CampaignState {
  status: string;
  live_version_id: string | null;
  next_run_at: Date | null;
  launched_at: Date | null;
}

/** State of the campaign, held until the transaction ends, so that a stop waits for the part that is being made. */
export async function campaignState(
  sql: SqlClient,
  workspaceId: string,
  id: string,
): Promise<CampaignState | null> {
  const { rows } = await sql.query<CampaignState>(
    "SELECT status, live_version_id, next_run_at, launched_at FROM campaigns WHERE workspace_id = $1 AND id = $2 FOR UPDATE",
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function setNextRun(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  status: string,
  nextRunAt: Date | null,
  now: Date,
): Promise<void> {
  await sql.query(
    "UPDATE campaigns SET status = $3, next_run_at = $4, updated_at = $5 WHERE workspace_id = $1 AND id = $2",
    [workspaceId, id, status, nextRunAt, now],
  );
}

/** How many people got the campaign, and whether one of them did before `at`. */
export async function receiversBefore(
  sql: SqlClient,
  campaignId: string,
  at: Date,
): Promise<{ count: number; anyEarlier: boolean }> {
  const { rows } = await sql.query<{ count: number; earlier: boolean | null }>(
    `SELECT count(*)::int AS count, bool_or(first_received_at < $2) AS earlier
       FROM campaign_receipts WHERE campaign_id = $1 AND NOT control`,
    [campaignId, at],
  );
  return { count: rows[0]?.count ?? 0, anyEarlier: rows[0]?.earlier ?? false };
}

/** Whether a run of the campaign, other than this one, is under way. */
export async function hasOpenRun(
  sql: SqlClient,
  campaignId: string,
  exceptId: string | null = null,
): Promise<boolean> {
  const { rows } = await sql.query(
    `SELECT 1 FROM campaign_runs WHERE campaign_id = $1 AND ($2::uuid IS NULL OR id <> $2)
        AND status IN ('pending', 'running') LIMIT 1`,
    [campaignId, exceptId],
  );
  return rows.length > 0;
}

/** Whether a schedule that counts from `launchedAt` has had a run. */
export async function hasBegun(
  sql: SqlClient,
  workspaceId: string,
  campaignId: string,
  launchedAt: Date,
): Promise<boolean> {
  const { rows } = await sql.query(
    `SELECT 1 FROM campaign_runs
      WHERE workspace_id = $1 AND campaign_id = $2 AND dispatch_id IS NULL AND created_at >= $3 LIMIT 1`,
    [workspaceId, campaignId, launchedAt],
  );
  return rows.length > 0;
}

/** Every time zone that somebody in the workspace has; null for people without one. */
export async function zonesOfPeople(sql: SqlClient, workspaceId: string): Promise<(string | null)[]> {
  const { rows } = await sql.query<{ zone: string | null }>(
    "SELECT DISTINCT time_zone AS zone FROM profiles WHERE workspace_id = $1",
    [workspaceId],
  );
  return rows.map((row) => row.zone);
}

/** Whom of these people the run has a delivery for, or left out with a reason. One statement. */
export async function judgedAlready(
  sql: SqlClient,
  run: RunRow,
  people: readonly { profileId: string; deliveryId: string }[],
): Promise<Set<string>> {
  const { rows } = await sql.query<{ profile_id: string }>(
    `SELECT profile_id FROM deliveries WHERE id = ANY($1)
     UNION SELECT profile_id FROM campaign_decisions
      WHERE workspace_id = $2 AND campaign_id = $3 AND profile_id = ANY($4) AND decided_at >= $5 AND event_id IS NULL`,
    [
      people.map((one) => one.deliveryId),
      run.workspace_id,
      run.campaign_id,
      people.map((one) => one.profileId),
      run.created_at,
    ],
  );
  return new Set(rows.map((row) => row.profile_id));
}

/** Ends the open runs of a campaign that were made by then. One statement. */
export async function stopRuns(workspaceId: string, campaignId: string, madeBy: Date): Promise<void> {
  await pool().query(
    `UPDATE campaign_runs SET status = 'stopped', finished_at = $3
      WHERE workspace_id = $1 AND campaign_id = $2 AND status IN ('pending', 'running') AND created_at <= $3`,
    [workspaceId, campaignId, madeBy],
  );
}
