import type { SqlClient } from "#lib/platform/db.ts";
import { announce, recordHostEvent } from "./store.ts";
import { wakeParking } from "./store-parking.ts";

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
  await wakeParking(sql, workspaceId, host, now);
  await recordHostEvent(sql, workspaceId, host, "probe_requested", {}, now);
  await announce(sql, workspaceId, host);
  return true;
}
