import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { AlertKind, AlertSettings } from "./schema.ts";

export interface AlertRow {
  id: string;
  workspace_id: string;
  kind: AlertKind;
  subject: string;
  subject_name: string;
  detail: Record<string, unknown>;
  opened_at: Date;
  closed_at: Date | null;
  acknowledged_at: Date | null;
}

/** Something that is wrong now, or (for exhausted deliveries) has just happened. */
export interface Finding {
  kind: AlertKind;
  subject: string;
  subject_name: string;
  detail: Record<string, unknown>;
}

const COLUMNS =
  "id, workspace_id, kind, subject, subject_name, detail, opened_at, closed_at, acknowledged_at";

export async function listAlertRows(workspaceId: string, limit: number): Promise<AlertRow[]> {
  const { rows } = await pool().query<AlertRow>(
    `SELECT ${COLUMNS} FROM alerts WHERE workspace_id = $1 ORDER BY closed_at IS NULL DESC, opened_at DESC, id DESC LIMIT $2`,
    [workspaceId, limit],
  );
  return rows;
}

/** Open alerts nobody has acknowledged. */
export async function countOpenAlerts(workspaceId: string): Promise<number> {
  const { rows } = await pool().query<{ n: number }>(
    "SELECT count(*)::int AS n FROM alerts WHERE workspace_id = $1 AND closed_at IS NULL AND acknowledged_at IS NULL",
    [workspaceId],
  );
  return rows[0]?.n ?? 0;
}

export async function acknowledgeRow(
  workspaceId: string,
  id: string,
  by: string,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await pool().query(
    "UPDATE alerts SET acknowledged_at = coalesce(acknowledged_at, $4), acknowledged_by = coalesce(acknowledged_by, $3) WHERE workspace_id = $1 AND id = $2",
    [workspaceId, id, by, now],
  );
  return rowCount === 1;
}

export async function findSettings(workspaceId: string): Promise<unknown> {
  const { rows } = await pool().query<{ settings: unknown }>(
    "SELECT settings FROM alert_settings WHERE workspace_id = $1",
    [workspaceId],
  );
  return rows[0]?.settings ?? {};
}

export async function saveSettings(workspaceId: string, settings: AlertSettings): Promise<void> {
  await pool().query(
    `INSERT INTO alert_settings (workspace_id, settings) VALUES ($1, $2)
     ON CONFLICT (workspace_id) DO UPDATE SET settings = excluded.settings`,
    [workspaceId, JSON.stringify(settings)],
  );
}

export async function workspaceIds(): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM workspaces ORDER BY id");
  return rows.map((row) => row.id);
}

const EVALUATION_LOCK = 7_284_021;

/** True in one worker at a time, until its transaction ends. */
export async function lockEvaluation(sql: SqlClient): Promise<boolean> {
  const { rows } = await sql.query<{ mine: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS mine", [
    EVALUATION_LOCK,
  ]);
  return rows[0]?.mine ?? false;
}

export async function failingHosts(sql: SqlClient, workspaceId: string): Promise<Finding[]> {
  const { rows } = await sql.query<Finding>(
    `SELECT 'host_opened' AS kind, host AS subject, host AS subject_name, json_build_object('reason', reason) AS detail
       FROM hosts WHERE workspace_id = $1 AND state IN ('open', 'half_open') ORDER BY host LIMIT 200`,
    [workspaceId],
  );
  return rows;
}

/** Hosts that an answer halted, which nobody has paused or resumed since. */
export async function haltedHosts(sql: SqlClient, workspaceId: string): Promise<Finding[]> {
  const { rows } = await sql.query<Finding>(
    `SELECT 'host_halted' AS kind, h.host AS subject, h.host AS subject_name, json_build_object('reason', h.reason) AS detail
       FROM hosts h
      WHERE h.workspace_id = $1 AND h.state = 'paused'
        AND (SELECT e.kind FROM host_events e WHERE e.workspace_id = h.workspace_id AND e.host = h.host
                AND e.kind IN ('halted', 'paused', 'resumed') ORDER BY e.at DESC LIMIT 1) = 'halted'
      ORDER BY h.host LIMIT 200`,
    [workspaceId],
  );
  return rows;
}

/** Deliveries that used up their attempts within the window, by campaign; those that carry alerts are not counted. */
export async function exhaustedDeliveries(
  sql: SqlClient,
  workspaceId: string,
  now: Date,
): Promise<Finding[]> {
  const { rows } = await sql.query<Finding>(
    `SELECT 'deliveries_exhausted' AS kind, coalesce(d.campaign_id::text, 'none') AS subject, coalesce(max(c.name), '–') AS subject_name,
            json_build_object('count', count(*), 'host', min(d.host)) AS detail
       FROM deliveries d LEFT JOIN campaigns c ON c.id = d.campaign_id AND c.workspace_id = d.workspace_id
      WHERE d.workspace_id = $1 AND d.status = 'failed' AND d.reason = 'exhausted_retries'
        AND d.finished_at > $2::timestamptz - interval '15 minutes' AND d.step_id IS DISTINCT FROM 'alert'
      GROUP BY d.campaign_id LIMIT 200`,
    [workspaceId, now],
  );
  return rows;
}

/** Campaigns whose recent deliveries mostly did not arrive. Bounded: the newest of the window. */
export async function failingCampaigns(
  sql: SqlClient,
  workspaceId: string,
  rule: AlertSettings["error_rate"],
  now: Date,
): Promise<Finding[]> {
  const { rows } = await sql.query<Finding>(
    `SELECT 'error_rate' AS kind, n.campaign_id::text AS subject, max(c.name) AS subject_name,
            json_build_object('unsuccessful', count(*) FILTER (WHERE bad), 'deliveries', count(*)) AS detail
       FROM (SELECT d.campaign_id, d.status IN ('failed', 'retrying') AS bad FROM deliveries d
              WHERE d.workspace_id = $1 AND d.created_at > $2::timestamptz - make_interval(mins => $3)
                AND d.campaign_id IS NOT NULL AND d.status IN ('delivered', 'failed', 'retrying')
              ORDER BY d.created_at DESC, d.id DESC LIMIT 20000) n
       JOIN campaigns c ON c.id = n.campaign_id AND c.workspace_id = $1
      GROUP BY n.campaign_id HAVING count(*) >= $4 AND count(*) FILTER (WHERE bad) >= $5::float8 * count(*) LIMIT 200`,
    [workspaceId, now, rule.window_minutes, rule.min_deliveries, rule.ratio],
  );
  return rows;
}

/** Active campaigns that have sent before and sent nothing for the whole window. */
export async function silentCampaigns(
  sql: SqlClient,
  workspaceId: string,
  withinMinutes: number,
  now: Date,
): Promise<Finding[]> {
  const { rows } = await sql.query<Finding>(
    `SELECT 'zero_volume' AS kind, c.id::text AS subject, c.name AS subject_name, json_build_object('minutes', $3::int) AS detail
       FROM campaigns c
      WHERE c.workspace_id = $1 AND c.status = 'active'
        AND EXISTS (SELECT FROM deliveries d WHERE d.workspace_id = $1 AND d.campaign_id = c.id)
        AND NOT EXISTS (SELECT FROM deliveries d WHERE d.workspace_id = $1 AND d.campaign_id = c.id
                           AND d.created_at > $2::timestamptz - make_interval(mins => $3))
      ORDER BY c.id LIMIT 200`,
    [workspaceId, now, withinMinutes],
  );
  return rows;
}

/** Opens an alert for each finding that has none open; answers the new ones. */
export async function openAlerts(
  sql: SqlClient,
  workspaceId: string,
  findings: readonly (Finding & { id: string })[],
  now: Date,
): Promise<AlertRow[]> {
  const { rows } = await sql.query<AlertRow>(
    `INSERT INTO alerts (id, workspace_id, kind, subject, subject_name, detail, opened_at)
     SELECT t.id, $1, t.kind, t.subject, t.subject_name, t.detail, $7
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::jsonb[]) AS t (id, kind, subject, subject_name, detail)
     ON CONFLICT (workspace_id, kind, subject) WHERE closed_at IS NULL DO NOTHING RETURNING ${COLUMNS}`,
    [
      workspaceId,
      findings.map((finding) => finding.id),
      findings.map((finding) => finding.kind),
      findings.map((finding) => finding.subject),
      findings.map((finding) => finding.subject_name),
      findings.map((finding) => JSON.stringify(finding.detail)),
      now,
    ],
  );
  return rows;
}

/** Closes the open alerts that no finding stands for any more; answers them. */
export async function closeAlerts(
  sql: SqlClient,
  workspaceId: string,
  findings: readonly Finding[],
  now: Date,
): Promise<AlertRow[]> {
  const { rows } = await sql.query<AlertRow>(
    `UPDATE alerts a SET closed_at = $4
      WHERE a.workspace_id = $1 AND a.closed_at IS NULL
        AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS t (kind, subject) WHERE t.kind = a.kind AND t.subject = a.subject)
      RETURNING ${COLUMNS}`,
    [workspaceId, findings.map((finding) => finding.kind), findings.map((finding) => finding.subject), now],
  );
  return rows;
}
