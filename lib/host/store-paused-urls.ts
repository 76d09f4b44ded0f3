import type { SqlClient } from "#lib/platform/db.ts";
import { announce, makeDue, recordHostEvent } from "./store.ts";

/** Sends to the URL again, and makes due what waited for it. Answers the URL as shown; null when it is not paused. */
export async function resumePausedUrl(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  urlId: string,
  now: Date,
): Promise<string | null> {
  const { rows } = await sql.query<{ url: string }>(
    `WITH before AS (SELECT paused_urls -> $3 ->> 'url' AS url FROM hosts WHERE workspace_id = $1 AND host = $2 FOR UPDATE)
     UPDATE hosts h SET paused_urls = h.paused_urls - $3, updated_at = $4 FROM before
      WHERE h.workspace_id = $1 AND h.host = $2 AND h.paused_urls ? $3 RETURNING before.url`,
    [workspaceId, host, urlId, now],
  );
  const [row] = rows;
  if (!row) return null;
  await makeDue(sql, workspaceId, host, "reason = 'url_paused' AND url = $4", [now, row.url]);
  await recordHostEvent(sql, workspaceId, host, "url_resumed", { url: row.url }, now);
  await announce(sql, workspaceId, host);
  await sql.query("SELECT pg_notify('signalbox_send', '')");
  return row.url;
}
