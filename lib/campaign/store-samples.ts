/** Samples kept with a campaign, dry runs, and the events people are looked at with. */
import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { SampleFailure, SampleSubject } from "./sample-schema.ts";
import type { CampaignDefinition } from "./schema.ts";

export interface SampleRow {
  id: string;
  name: string;
  subject: SampleSubject;
  created_at: Date;
}

export async function listSampleRows(workspaceId: string, campaignId: string): Promise<SampleRow[]> {
  const { rows } = await pool().query<SampleRow>(
    `SELECT id, name, subject, created_at FROM campaign_samples WHERE workspace_id = $1 AND campaign_id = $2 ORDER BY name`,
    [workspaceId, campaignId],
  );
  return rows;
}

/** False when the name is taken or `max` are kept already. */
export async function insertSample(
  workspaceId: string,
  campaignId: string,
  sample: SampleRow & { createdBy: string },
  max: number,
): Promise<boolean> {
  const { rowCount } = await pool().query(
    `INSERT INTO campaign_samples (id, workspace_id, campaign_id, name, subject, created_by, created_at)
     SELECT $1, $2, $3, $4, $5, $6, $7
      WHERE (SELECT count(*) FROM campaign_samples WHERE campaign_id = $3) < $8
     ON CONFLICT (campaign_id, name) DO NOTHING`,
    [
      sample.id,
      workspaceId,
      campaignId,
      sample.name,
      JSON.stringify(sample.subject),
      sample.createdBy,
      sample.created_at,
      max,
    ],
  );
  return rowCount === 1;
}

export async function deleteSampleRow(workspaceId: string, campaignId: string, id: string): Promise<boolean> {
  const { rowCount } = await pool().query(
    "DELETE FROM campaign_samples WHERE workspace_id = $1 AND campaign_id = $2 AND id = $3",
    [workspaceId, campaignId, id],
  );
  return rowCount === 1;
}

export interface StartingEvent {
  name: string;
  time: string;
  properties: Record<string, unknown>;
}

/** The latest event of this name of each person, by profile id. */
export async function latestEvents(
  workspaceId: string,
  name: string,
  profileIds: readonly string[],
): Promise<Map<string, StartingEvent>> {
  const { rows } = await pool().query<{ profile_id: string; event: StartingEvent }>(
    `SELECT w.id AS profile_id, e.event FROM unnest($3::uuid[]) AS w(id)
      CROSS JOIN LATERAL (
        SELECT json_build_object('name', name, 'time', time, 'properties', properties) AS event FROM events
         WHERE workspace_id = $1 AND name = $2 AND profile_id = w.id ORDER BY time DESC LIMIT 1) e`,
    [workspaceId, name, profileIds],
  );
  return new Map(rows.map((row) => [row.profile_id, row.event]));
}

export interface DryRunRow {
  id: string;
  workspace_id: string;
  campaign_id: string;
  definition: unknown;
  content_hash: string;
  status: "pending" | "running" | "finished" | "cancelled";
  cursor: string | null;
  expected_count: number | null;
  done_count: number;
  failed_count: number;
  failures: SampleFailure[];
  created_at: Date;
  finished_at: Date | null;
}

/** Takes the place of those that still run: only the latest one is looked at. */
export async function insertDryRun(
  sql: SqlClient,
  run: {
    id: string;
    workspaceId: string;
    campaignId: string;
    definition: CampaignDefinition;
    contentHash: string;
    now: Date;
  },
): Promise<void> {
  await sql.query(
    `UPDATE campaign_dry_runs SET status = 'cancelled', finished_at = $3
      WHERE workspace_id = $1 AND campaign_id = $2 AND status IN ('pending', 'running')`,
    [run.workspaceId, run.campaignId, run.now],
  );
  await sql.query(
    `INSERT INTO campaign_dry_runs (id, workspace_id, campaign_id, definition, content_hash, created_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [run.id, run.workspaceId, run.campaignId, JSON.stringify(run.definition), run.contentHash, run.now],
  );
}

export async function latestDryRunRow(workspaceId: string, campaignId: string): Promise<DryRunRow | null> {
  const { rows } = await pool().query<DryRunRow>(
    `SELECT * FROM campaign_dry_runs WHERE workspace_id = $1 AND campaign_id = $2 ORDER BY created_at DESC LIMIT 1`,
    [workspaceId, campaignId],
  );
  return rows[0] ?? null;
}

export async function lockDryRun(sql: SqlClient, workspaceId: string, id: string): Promise<DryRunRow | null> {
  const { rows } = await sql.query<DryRunRow>(
    "SELECT * FROM campaign_dry_runs WHERE workspace_id = $1 AND id = $2 FOR UPDATE",
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function saveDryRun(sql: SqlClient, run: DryRunRow): Promise<void> {
  await sql.query(
    `UPDATE campaign_dry_runs SET status = $3, cursor = $4, expected_count = $5, done_count = $6, failed_count = $7,
            failures = $8, finished_at = $9 WHERE workspace_id = $1 AND id = $2`,
    [
      run.workspace_id,
      run.id,
      run.status,
      run.cursor,
      run.expected_count,
      run.done_count,
      run.failed_count,
      JSON.stringify(run.failures),
      run.finished_at,
    ],
  );
}

/** Ends the dry runs of a campaign that are under way. */
export async function cancelDryRuns(workspaceId: string, campaignId: string, now: Date): Promise<void> {
  await pool().query(
    `UPDATE campaign_dry_runs SET status = 'cancelled', finished_at = $3
      WHERE workspace_id = $1 AND campaign_id = $2 AND status IN ('pending', 'running')`,
    [workspaceId, campaignId, now],
  );
}
