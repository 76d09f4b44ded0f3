/** Cancels, parks and releases what waits of one campaign or canvas, a part at a time. */
import { pool, type SqlClient } from "#lib/platform/db.ts";

/** Whose deliveries. */
export type Owner = { kind: "campaign" | "canvas"; workspaceId: string; id: string };

/** Where a sweep stands: it goes from the newest delivery to the oldest, so that it reads each row once. */
export interface SweepCursor {
  createdAt: Date;
  id: string;
}

export interface SweptPart {
  /** Those that were changed. */
  ids: string[];
  /** Somebody else was writing some of the rows: the part has to be looked at once more. */
  isBusy: boolean;
  /** Null once everything was seen. */
  next: SweepCursor | null;
}

const PART = 5_000;
const OWNER_COLUMN = { campaign: "campaign_id", canvas: "canvas_id" } as const;
const WAITING = "status IN ('pending', 'held', 'retrying')";

/** What waits will never leave. */
export function cancelPart(
  sql: SqlClient,
  owner: Owner,
  reason: string,
  after: SweepCursor | null,
  now: Date,
) {
  return sweepPart(sql, owner, after, {
    set: "status = 'cancelled', reason = $6, next_attempt_at = NULL, queued_at = NULL, parked_scope = NULL, due_at = NULL, finished_at = $7",
    where: WAITING,
    values: [reason, now],
  });
}

/** What waits stays where it is, remembering when it was due. */
export function parkPart(owner: Owner, reason: string, after: SweepCursor | null) {
  return sweepPart(pool(), owner, after, {
    set: "status = 'held', reason = $6, queued_at = NULL, parked_scope = NULL, due_at = next_attempt_at, next_attempt_at = NULL, next_reason = NULL",
    where: `${WAITING} AND reason IS DISTINCT FROM $6`,
    values: [reason],
  });
}

/** What was parked for this reason goes on: when it was due, or now. */
export function releasePart(owner: Owner, reason: string, after: SweepCursor | null, now: Date) {
  return sweepPart(pool(), owner, after, {
    set: `status = CASE WHEN attempts_count > 0 THEN 'retrying' ELSE 'pending' END, reason = NULL,
          next_attempt_at = coalesce(due_at, $7), due_at = NULL`,
    where: "status = 'held' AND reason = $6",
    values: [reason, now],
  });
}

/** Wakes the workers: something is due that they did not know of. */
export async function announceDue(): Promise<void> {
  await pool().query("SELECT pg_notify('signalbox_send', '')");
}

async function sweepPart(
  sql: SqlClient,
  owner: Owner,
  after: SweepCursor | null,
  change: { set: string; where: string; values: unknown[] },
): Promise<SweptPart> {
  // Rows that an outcome is being written to are not waited for: two who hold rows the other wants would stop for ever.
  const { rows } = await sql.query<{
    ids: string[];
    is_busy: boolean;
    created_at: Date | null;
    id: string | null;
  }>(
    `WITH part AS MATERIALIZED (
       SELECT id, created_at FROM deliveries
        WHERE workspace_id = $1 AND ${OWNER_COLUMN[owner.kind]} = $2
          AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid)) AND ${change.where}
        ORDER BY created_at DESC, id DESC LIMIT $5),
     free AS MATERIALIZED (
       SELECT id FROM deliveries WHERE id IN (SELECT id FROM part) AND ${change.where} ORDER BY id FOR UPDATE SKIP LOCKED),
     changed AS (
       UPDATE deliveries SET ${change.set} WHERE id IN (SELECT id FROM free) RETURNING id),
     last AS (SELECT created_at, id FROM part ORDER BY created_at, id LIMIT 1)
     SELECT ARRAY(SELECT id FROM changed) AS ids, (SELECT count(*) FROM free) < whole.seen AS is_busy, last.created_at, last.id
       FROM (SELECT count(*) AS seen FROM part) AS whole LEFT JOIN last ON whole.seen = $5`,
    [owner.workspaceId, owner.id, after?.createdAt ?? null, after?.id ?? null, PART, ...change.values],
  );
  const row = rows[0];
  return {
    ids: row?.ids ?? [],
    isBusy: row?.is_busy ?? false,
    next: row?.created_at && row.id ? { createdAt: row.created_at, id: row.id } : null,
  };
}
