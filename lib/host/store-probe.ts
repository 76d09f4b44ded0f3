import { pool, type SqlClient } from "#lib/platform/db.ts";
import { announce, type HostKey, recordHostEvent } from "./store.ts";
import { wakeParking } from "./store-parking.ts";

/** Takes the one probe of an open host whose pause is over, or of a half-open one whose prober went missing. */
export async function claimProbe(
  workspaceId: string,
  host: string,
  owner: string,
  until: Date,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await pool().query(
    `UPDATE hosts SET state = 'half_open', probe_owner = $3, probe_until = $4, updated_at = $5
      WHERE workspace_id = $1 AND host = $2 AND ((state = 'open' AND reopen_at <= $5) OR (state = 'half_open' AND probe_until <= $5))`,
    [workspaceId, host, owner, until, now],
  );
  return rowCount === 1;
}

export interface ProbeClaim {
  owner: string;
  until: Date;
}

/** The probe said nothing: whoever comes first from `reopenAt` on may take it. Nothing happens when it is another's by now. */
export async function returnProbe(
  { workspaceId, host }: HostKey,
  claim: ProbeClaim,
  reopenAt: Date,
  now: Date,
): Promise<void> {
  const { rowCount } = await pool().query(
    `UPDATE hosts SET state = 'open', reopen_at = $5, probe_until = NULL, updated_at = $6
      WHERE workspace_id = $1 AND host = $2 AND state = 'half_open' AND probe_owner = $3 AND probe_until = $4`,
    [workspaceId, host, claim.owner, claim.until, reopenAt, now],
  );
  if (rowCount === 1) await announce(pool(), workspaceId, host);
}

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
