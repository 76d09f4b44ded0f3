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
  /** Null: nothing is parked there any more. */
  releaseAt: Date | null;
  perSecond: number | null;
  releasedAt: Date | null;
}

/** Writes down when each scope is looked at next. One statement, and one more when some are empty. */
export async function moveParkings(sql: SqlClient, changes: readonly ParkingChange[]): Promise<void> {
  const kept = changes.filter((change) => change.releaseAt !== null);
  const empty = changes.filter((change) => change.releaseAt === null);
  if (kept.length > 0)
    await sql.query({
      name: "parkings-move",
      text: `UPDATE parkings p SET release_at = t.release_at, per_second = t.per_second, released_at = t.released_at
               FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::float8[], $5::timestamptz[])
                 AS t (workspace_id, scope, release_at, per_second, released_at)
              WHERE p.workspace_id = t.workspace_id AND p.scope = t.scope`,
      values: [
        kept.map((change) => change.workspaceId),
        kept.map((change) => change.scope),
        kept.map((change) => change.releaseAt),
        kept.map((change) => change.perSecond),
        kept.map((change) => change.releasedAt),
      ],
    });
  if (empty.length > 0)
    await sql.query({
      name: "parkings-clear",
      text: `DELETE FROM parkings p USING unnest($1::text[], $2::text[]) AS t (workspace_id, scope)
              WHERE p.workspace_id = t.workspace_id AND p.scope = t.scope`,
      values: [empty.map((change) => change.workspaceId), empty.map((change) => change.scope)],
    });
}
