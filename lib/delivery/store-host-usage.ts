import { pool } from "#lib/platform/db.ts";

export interface SenderRow {
  kind: "campaign" | "canvas";
  id: string;
  name: string;
  status: string;
  deliveries: number;
  last_at: Date;
}

/** Newest deliveries looked at, so that the cost has a bound. */
const RECENT_ROWS = 5_000;
const MAX_SENDERS = 50;

/** Campaigns and canvases behind the newest deliveries to a host, the busiest first. One statement. */
export async function recentSenders(workspaceId: string, host: string): Promise<SenderRow[]> {
  const { rows } = await pool().query<SenderRow>(
    `WITH recent AS (SELECT campaign_id, canvas_id, created_at FROM deliveries WHERE workspace_id = $1 AND host = $2
                      ORDER BY created_at DESC, id DESC LIMIT ${RECENT_ROWS}),
          senders AS (SELECT campaign_id, canvas_id, count(*)::int AS deliveries, max(created_at) AS last_at FROM recent GROUP BY 1, 2)
     SELECT CASE WHEN c.id IS NOT NULL THEN 'campaign' ELSE 'canvas' END AS kind, coalesce(c.id, v.id)::text AS id,
            coalesce(c.name, v.name) AS name, coalesce(c.status, v.status) AS status, s.deliveries, s.last_at
       FROM senders s
       LEFT JOIN campaigns c ON c.id = s.campaign_id AND c.workspace_id = $1
       LEFT JOIN canvases v ON v.id = s.canvas_id AND v.workspace_id = $1
      WHERE c.id IS NOT NULL OR v.id IS NOT NULL
      ORDER BY s.deliveries DESC, s.last_at DESC LIMIT ${MAX_SENDERS}`,
    [workspaceId, host],
  );
  return rows;
}
