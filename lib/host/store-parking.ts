/** Scopes behind which deliveries are parked, and when somebody looks at each of them next. */
import type { SqlClient } from "#lib/platform/db.ts";

export interface ParkingRow {
  workspace_id: string;
  /** A host, or a pace of its own. */
  scope: string;
  /** The pace at which the parked ones may follow, as the one who parked last saw it. */
  per_second: number | null;
  released_at: Date | null;
}

/** The state of the host changed, so what is parked behind it is looked at now. */
export async function wakeParking(
  sql: SqlClient,
  workspaceId: string,
  scope: string,
  now: Date,
): Promise<void> {
  await sql.query(
    "UPDATE parkings SET release_at = $3, released_at = NULL, per_second = NULL WHERE workspace_id = $1 AND scope = $2",
    [workspaceId, scope, now],
  );
  await sql.query("SELECT pg_notify('signalbox_send', '')");
}

/** A host is heard of again that had been silent: what is parked behind it follows now, at the pace it can take. */
export async function hastenParking(
  sql: SqlClient,
  workspaceId: string,
  scope: string,
  perSecond: number,
  now: Date,
): Promise<void> {
  const { rowCount } = await sql.query({
    name: "parkings-hasten",
    text: `UPDATE parkings SET release_at = $4, released_at = NULL, per_second = greatest(per_second, $3)
            WHERE workspace_id = $1 AND scope = $2 AND release_at > $4`,
    values: [workspaceId, scope, perSecond, now],
  });
  if (rowCount) await sql.query("SELECT pg_notify('signalbox_send', '')");
}

/** Scopes whose time has come, locked until the transaction ends; each is given to one caller. */
export async function takeDueParkings(sql: SqlClient, limit: number, now: Date): Promise<ParkingRow[]> {
  const { rows } = await sql.query<ParkingRow>({
    name: "parkings-due",
    text: `SELECT workspace_id, scope, per_second, released_at FROM parkings
            WHERE release_at <= $2 ORDER BY release_at LIMIT $1 FOR UPDATE SKIP LOCKED`,
    values: [limit, now],
  });
  return rows;
}

export interface ParkingChange {
  workspaceId: string;
  scope: string;
  releaseAt: Date;
  /** Fewer were found than might have gone. */
  isEmpty: boolean;
  perSecond: number | null;
  releasedAt: Date | null;
}

/**
 * Writes down when each scope is looked at next, and forgets those that seem empty and are: rows that somebody else was
 * changing could not be taken, and are still parked. One statement, and one more when some seem empty.
 */
export async function moveParkings(sql: SqlClient, changes: readonly ParkingChange[]): Promise<void> {
  const empty = changes.filter((change) => change.isEmpty);
  if (changes.length > 0)
    await sql.query({
      name: "parkings-move",
      text: `UPDATE parkings p SET release_at = t.release_at, per_second = t.per_second, released_at = t.released_at
               FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::float8[], $5::timestamptz[])
                 AS t (workspace_id, scope, release_at, per_second, released_at)
              WHERE p.workspace_id = t.workspace_id AND p.scope = t.scope`,
      values: [
        changes.map((change) => change.workspaceId),
        changes.map((change) => change.scope),
        changes.map((change) => change.releaseAt),
        changes.map((change) => change.perSecond),
        changes.map((change) => change.releasedAt),
      ],
    });
  if (empty.length > 0)
    await sql.query({
      name: "parkings-clear",
      text: `DELETE FROM parkings p USING unnest($1::text[], $2::text[]) AS t (workspace_id, scope)
              WHERE p.workspace_id = t.workspace_id AND p.scope = t.scope
                AND NOT EXISTS (SELECT FROM deliveries d WHERE d.workspace_id = p.workspace_id AND d.parked_scope = p.scope
                                   AND d.queued_at IS NULL AND d.status IN ('held', 'retrying'))`,
      values: [empty.map((change) => change.workspaceId), empty.map((change) => change.scope)],
    });
}
