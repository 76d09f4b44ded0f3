import { pool } from "./db.ts";

export type IdempotencyClaim =
  | { state: "claimed" }
  | { state: "running"; requestHash: string }
  | { state: "completed"; requestHash: string; status: number; body: unknown };

/** A claim whose process died is free again after this long. */
const ABANDONED_AFTER = "2 minutes";
const KEPT_FOR = "24 hours";

/** Takes the key for this request, or tells what the earlier holder did with it. */
export async function claimIdempotencyKey(
  workspaceId: string,
  key: string,
  requestHash: string,
): Promise<IdempotencyClaim> {
  const claimed = await pool().query(
    `INSERT INTO idempotency_keys (workspace_id, key, request_hash) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id, key) DO UPDATE
       SET request_hash = excluded.request_hash, status = NULL, body = NULL, created_at = now(), completed_at = NULL
       WHERE idempotency_keys.created_at < now() - interval '${KEPT_FOR}'
          OR (idempotency_keys.completed_at IS NULL AND idempotency_keys.created_at < now() - interval '${ABANDONED_AFTER}')
     RETURNING key`,
    [workspaceId, key, requestHash],
  );
  if (claimed.rowCount === 1) return { state: "claimed" };
  const { rows } = await pool().query<{ request_hash: string; status: number | null; body: unknown }>(
    "SELECT request_hash, status, body FROM idempotency_keys WHERE workspace_id = $1 AND key = $2",
    [workspaceId, key],
  );
  const [row] = rows;
  // Released between the two statements: the caller asks again.
  if (!row) return { state: "running", requestHash };
  return row.status === null
    ? { state: "running", requestHash: row.request_hash }
    : { state: "completed", requestHash: row.request_hash, status: row.status, body: row.body };
}

/** Holds on to a claim whose work takes long. */
export async function renewIdempotencyKey(workspaceId: string, key: string): Promise<void> {
  await pool().query(
    "UPDATE idempotency_keys SET created_at = now() WHERE workspace_id = $1 AND key = $2 AND completed_at IS NULL",
    [workspaceId, key],
  );
}

/** Keeps the answer for repeats, with the hash of the request as it is known by now. */
export async function completeIdempotencyKey(
  workspaceId: string,
  key: string,
  { requestHash, status, body }: { requestHash: string; status: number; body: unknown },
): Promise<void> {
  await pool().query(
    `UPDATE idempotency_keys SET request_hash = $3, status = $4, body = $5, completed_at = now()
      WHERE workspace_id = $1 AND key = $2`,
    [workspaceId, key, requestHash, status, JSON.stringify(body)],
  );
}

/** The answer kept for a key; undefined when there is none (yet). */
export async function answerOfKey(workspaceId: string, key: string): Promise<unknown> {
  const { rows } = await pool().query<{ body: unknown }>(
    "SELECT body FROM idempotency_keys WHERE workspace_id = $1 AND key = $2 AND status IS NOT NULL",
    [workspaceId, key],
  );
  return rows[0]?.body;
}

/** Gives the key back: the request did nothing. */
export async function releaseIdempotencyKey(workspaceId: string, key: string): Promise<void> {
  await pool().query("DELETE FROM idempotency_keys WHERE workspace_id = $1 AND key = $2 AND status IS NULL", [
    workspaceId,
    key,
  ]);
}

/** Forgets answers older than 24 h. */
export async function pruneIdempotencyKeys(): Promise<void> {
  await pool().query(`DELETE FROM idempotency_keys WHERE created_at < now() - interval '${KEPT_FOR}'`);
}
