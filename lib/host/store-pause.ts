/** Pauses of hosts: by hand, for a window, because an answer asked for it; and their ends. */
import type { SqlClient } from "#lib/platform/db.ts";
import { announce, makeDue, recordHostEvent } from "./store.ts";
import { wakeParking } from "./store-parking.ts";

/** Nothing more is sent. What is known about the host stays, for the end of the pause. */
export async function pauseHost(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  reason: string | null,
  now: Date,
): Promise<void> {
  await sql.query(
    `INSERT INTO hosts (workspace_id, host, state, reason, created_at, updated_at) VALUES ($1, $2, 'paused', $3, $4, $4)
     ON CONFLICT (workspace_id, host) DO UPDATE SET state = 'paused', reason = excluded.reason, updated_at = $4`,
    [workspaceId, host, reason, now],
  );
  await recordHostEvent(sql, workspaceId, host, "paused", reason ? { reason } : {}, now);
  await announce(sql, workspaceId, host);
}

/**
 * A pause ends by itself: the host is as it was before. What its receiver asked for still holds, and a failing host is
 * tried with one probe.
 */
export async function endPause(sql: SqlClient, workspaceId: string, host: string, now: Date): Promise<void> {
  await sql.query(
    `UPDATE hosts h SET state = CASE WHEN reopen_at IS NULL THEN 'closed' ELSE 'open' END, probe_until = NULL,
            reason = (SELECT e.detail->>'reason' FROM host_events e
                       WHERE e.workspace_id = h.workspace_id AND e.host = h.host AND e.kind = 'opened' AND h.reopen_at IS NOT NULL
                       ORDER BY e.at DESC LIMIT 1),
            ramp_from = CASE WHEN reopen_at IS NULL THEN greatest($3, blocked_until) END, updated_at = $3
      WHERE workspace_id = $1 AND host = $2 AND state = 'paused'`,
    [workspaceId, host, now],
  );
  await goOn(sql, workspaceId, host, ["host_paused", "destination_halted"], now);
}

/** Somebody says that all is well: what the receiver asked for and what was learned of it counts no longer. */
export async function resumeHost(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  now: Date,
): Promise<void> {
  await sql.query(
    `INSERT INTO hosts (workspace_id, host, created_at, updated_at) VALUES ($1, $2, $3, $3)
     ON CONFLICT (workspace_id, host) DO UPDATE SET state = 'closed', reason = NULL, open_count = 0, reopen_at = NULL,
       probe_until = NULL, blocked_until = NULL, learned_rate = NULL, paused_urls = '{}', ramp_from = $3, updated_at = $3`,
    [workspaceId, host, now],
  );
  const reasons = ["host_paused", "host_unhealthy", "retry_after", "destination_halted", "url_paused"];
  await goOn(sql, workspaceId, host, reasons, now);
}

/** What waited for one of these reasons is looked at now. */
async function goOn(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  reasons: readonly string[],
  now: Date,
): Promise<void> {
  await wakeParking(sql, workspaceId, host, now);
  await makeDue(sql, workspaceId, host, "parked_scope IS NULL AND reason = ANY($4)", [now, reasons]);
  await recordHostEvent(sql, workspaceId, host, "resumed", {}, now);
  await announce(sql, workspaceId, host);
}
