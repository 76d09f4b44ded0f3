import { pool } from "#lib/platform/db.ts";

export interface PlannedRow {
  id: string;
  kind: "Campaign" | "Canvas";
  name: string;
  tags: string[];
  at: Date;
  in_local_time: boolean;
}

/**
 * What goes out by itself after `from` and up to `until`, soonest first: sends that calls planned, and the next runs of
 * scheduled campaigns and canvases.
 */
export async function listPlanned(workspaceId: string, from: Date, until: Date): Promise<PlannedRow[]> {
  const { rows } = await pool().query<PlannedRow>(
    `SELECT * FROM (
       SELECT d.id, CASE WHEN d.canvas_id IS NULL THEN 'Campaign' ELSE 'Canvas' END AS kind,
              coalesce(c.name, j.name, '') AS name, coalesce(c.tags, j.tags, '{}') AS tags, d.scheduled_for AS at,
              coalesce((d.request -> 'schedule' ->> 'in_local_time')::boolean, false) AS in_local_time
         FROM dispatches d
         LEFT JOIN campaigns c ON c.id = d.campaign_id LEFT JOIN canvases j ON j.id = d.canvas_id
        WHERE d.workspace_id = $1 AND d.scheduled_for > $2 AND d.scheduled_for <= $3 AND d.cancelled_at IS NULL
       UNION ALL
       SELECT id, 'Campaign', name, tags, next_run_at,
              coalesce((draft -> 'delivery' ->> 'in_local_time')::boolean, false)
         FROM campaigns
        WHERE workspace_id = $1 AND status IN ('active', 'scheduled') AND next_run_at > $2 AND next_run_at <= $3
       UNION ALL
       SELECT id, 'Canvas', name, tags, next_run_at,
              coalesce((draft -> 'entry' ->> 'in_local_time')::boolean, false)
         FROM canvases
        WHERE workspace_id = $1 AND status IN ('active', 'scheduled') AND next_run_at > $2 AND next_run_at <= $3) planned
      ORDER BY at, id LIMIT 500`,
    [workspaceId, from, until],
  );
  return rows;
}
