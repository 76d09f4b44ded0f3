import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { Entries } from "./vendors/vendor.ts";
import type { VendorId } from "./vendors/vendor-ids.ts";

export interface ReceiverRow {
  id: string;
  workspace_id: string;
  name: string;
  token: string;
  script: unknown;
  vendor: VendorId | null;
  position: number;
  created_at: Date;
}

export interface CountedReceiverRow extends ReceiverRow {
  requests_count: number;
  last_received_at: Date | null;
}

export interface ReceivedRow {
  id: string;
  received_at: Date;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  answered: number;
}

const COLUMNS = "r.id, r.workspace_id, r.name, r.token, r.script, r.vendor, r.position, r.created_at";
const COUNTED = `${COLUMNS}, (SELECT count(*)::int FROM received_requests q WHERE q.receiver_id = r.id) AS requests_count,
  (SELECT max(q.received_at) FROM received_requests q WHERE q.receiver_id = r.id) AS last_received_at`;

export async function listReceiverRows(workspaceId: string): Promise<CountedReceiverRow[]> {
  const { rows } = await pool().query<CountedReceiverRow>(
    `SELECT ${COUNTED} FROM receivers r WHERE r.workspace_id = $1 ORDER BY r.created_at, r.id`,
    [workspaceId],
  );
  return rows;
}

export async function findReceiver(workspaceId: string, id: string): Promise<CountedReceiverRow | null> {
  const { rows } = await pool().query<CountedReceiverRow>(
    `SELECT ${COUNTED} FROM receivers r WHERE r.workspace_id = $1 AND r.id = $2`,
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function findReceiverByToken(token: string): Promise<ReceiverRow | null> {
  const { rows } = await pool().query<ReceiverRow>({
    name: "receivers-by-token",
    text: `SELECT ${COLUMNS} FROM receivers r WHERE r.token = $1`,
    values: [token],
  });
  return rows[0] ?? null;
}

/** Stores a receiver. Answers false when the workspace has one of that name. */
export async function insertReceiver(
  sql: SqlClient,
  row: Omit<ReceiverRow, "position" | "created_at"> & { now: Date },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO receivers (id, workspace_id, name, token, script, vendor, created_at) VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7)
     ON CONFLICT (workspace_id, name) DO NOTHING`,
    [row.id, row.workspace_id, row.name, row.token, JSON.stringify(row.script), row.vendor, row.now],
  );
  return rowCount === 1;
}

/** Renames a receiver; a new script starts at its first answer. Answers false when the name is taken. */
export async function updateReceiver(
  workspaceId: string,
  id: string,
  change: { name: string | null; script: unknown },
): Promise<boolean> {
  const { rowCount } = await pool().query(
    `UPDATE receivers SET name = coalesce($3, name), script = coalesce($4::jsonb, script),
            position = CASE WHEN $4::jsonb IS NULL THEN position ELSE 0 END
      WHERE workspace_id = $1 AND id = $2
        AND NOT EXISTS (SELECT 1 FROM receivers o WHERE o.workspace_id = $1 AND o.name = $3 AND o.id <> $2)`,
    [workspaceId, id, change.name, change.script === null ? null : JSON.stringify(change.script)],
  );
  return rowCount === 1;
}

export async function deleteReceiver(workspaceId: string, id: string): Promise<boolean> {
  const { rowCount } = await pool().query("DELETE FROM receivers WHERE workspace_id = $1 AND id = $2", [
    workspaceId,
    id,
  ]);
  return rowCount === 1;
}

/** Counts one more request and answers its number, from 0. */
export async function takePosition(sql: SqlClient, id: string): Promise<number> {
  const { rows } = await sql.query<{ position: number }>({
    name: "receivers-take",
    text: "UPDATE receivers SET position = position + 1 WHERE id = $1 RETURNING position",
    values: [id],
  });
  return (rows[0]?.position ?? 1) - 1;
}

export async function insertReceived(receiverId: string, row: ReceivedRow): Promise<void> {
  await pool().query({
    name: "received-insert",
    text: `INSERT INTO received_requests (id, receiver_id, received_at, method, path, headers, body, answered)
           VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)`,
    values: [
      row.id,
      receiverId,
      row.received_at,
      row.method,
      row.path,
      JSON.stringify(row.headers),
      row.body,
      row.answered,
    ],
  });
}

/** Drops all but the latest `keep` requests. */
export async function pruneReceived(receiverId: string, keep: number): Promise<void> {
  await pool().query(
    `DELETE FROM received_requests WHERE receiver_id = $1 AND (received_at, id) <=
       (SELECT received_at, id FROM received_requests WHERE receiver_id = $1 ORDER BY received_at DESC, id DESC OFFSET $2 LIMIT 1)`,
    [receiverId, keep],
  );
}

/** The entries of these keys, as far as there are any. */
export async function loadEntries(
  sql: SqlClient,
  receiverId: string,
  keys: readonly string[],
): Promise<Entries> {
  const { rows } = await sql.query<{ key: string; value: unknown }>({
    name: "receiver-entries-load",
    text: "SELECT key, value FROM receiver_entries WHERE receiver_id = $1 AND key = ANY($2::text[])",
    values: [receiverId, keys],
  });
  return Object.fromEntries(rows.map((row) => [row.key, row.value]));
}

/** Remembers entries in one statement; those of the same key are replaced. */
export async function saveEntries(
  sql: SqlClient,
  receiverId: string,
  entries: Entries,
  now: Date,
): Promise<void> {
  const keys = Object.keys(entries);
  if (keys.length === 0) return;
  await sql.query({
    name: "receiver-entries-save",
    text: `INSERT INTO receiver_entries (receiver_id, key, value, updated_at)
           SELECT $1, key, value::jsonb, $4 FROM unnest($2::text[], $3::text[]) AS t (key, value)
           ON CONFLICT (receiver_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
    values: [receiverId, keys, keys.map((key) => JSON.stringify(entries[key])), now],
  });
}

/** The entries touched last. */
export async function listEntries(
  receiverId: string,
  limit: number,
): Promise<{ key: string; value: unknown; updated_at: Date }[]> {
  const { rows } = await pool().query<{ key: string; value: unknown; updated_at: Date }>(
    "SELECT key, value, updated_at FROM receiver_entries WHERE receiver_id = $1 AND key <> 'window' ORDER BY updated_at DESC, key LIMIT $2",
    [receiverId, limit],
  );
  return rows;
}

/** Forgets all but the `keep` entries touched last. */
export async function pruneEntries(receiverId: string, keep: number): Promise<void> {
  await pool().query(
    `DELETE FROM receiver_entries WHERE receiver_id = $1 AND updated_at <
       (SELECT updated_at FROM receiver_entries WHERE receiver_id = $1 ORDER BY updated_at DESC OFFSET $2 LIMIT 1)`,
    [receiverId, keep],
  );
}

/** Empties the inbox, forgets what was remembered and starts the script again. */
export async function clearReceived(sql: SqlClient, receiverId: string): Promise<void> {
  await sql.query("DELETE FROM receiver_entries WHERE receiver_id = $1", [receiverId]);
  await sql.query("DELETE FROM received_requests WHERE receiver_id = $1", [receiverId]);
  await sql.query("UPDATE receivers SET position = 0 WHERE id = $1", [receiverId]);
}

export async function listReceivedRows(
  receiverId: string,
  page: { limit: number; after: { receivedAt: string; id: string } | null },
): Promise<ReceivedRow[]> {
  const { rows } = await pool().query<ReceivedRow>(
    `SELECT id, received_at, method, path, headers, body, answered FROM received_requests
      WHERE receiver_id = $1 AND ($2::timestamptz IS NULL OR (received_at, id) < ($2::timestamptz, $3::uuid))
      ORDER BY received_at DESC, id DESC LIMIT $4`,
    [receiverId, page.after?.receivedAt ?? null, page.after?.id ?? null, page.limit],
  );
  return rows;
}
