import type { SqlClient } from "#lib/platform/db.ts";
import { HOST_CHANNEL, recordHostEvent } from "./store.ts";

/** Deliveries brought forward to be the probe: one, and one in reserve. */
const CANDIDATES = 2;

/** Ends the pause of a failing host for one probe now. Answers false when the host is not failing. */
export async function requestProbe(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    "UPDATE hosts SET reopen_at = $3, updated_at = $3 WHERE workspace_id = $1 AND host = $2 AND state = 'open'",
    [workspaceId, host, now],
  );
  if (rowCount !== 1) return false;
  await sql.query(
    `UPDATE deliveries SET next_attempt_at = $3 WHERE id IN (
       SELECT id FROM deliveries WHERE workspace_id = $1 AND host = $2 AND status IN ('held', 'retrying') AND queued_at IS NULL
        ORDER BY next_attempt_at LIMIT ${CANDIDATES})`,
    [workspaceId, host, now],
  );
  await recordHostEvent(sql, workspaceId, host, "probe_requested", {}, now);
  await sql.query("SELECT pg_notify($1, $2)", [HOST_CHANNEL, `${workspaceId} ${host}`]);
  await sql.query("SELECT pg_notify('signalbox_send', ''), pg_notify('signalbox_live', $1)", [
    `${workspaceId} hosts`,
  ]);
  return true;
}
