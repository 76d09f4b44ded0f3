import { open, seal, sealPrefix } from "./crypto.ts";
import { inTransaction, pool, type SqlClient } from "./db.ts";

const BATCH = 500;

/** Tables with sealed texts: the columns that name a row, and the sealed one. */
const SEALED = [
  { table: "secrets", key: "id", column: "sealed" },
  { table: "inbound_endpoints", key: "id", column: "sealed_secret" },
  { table: "delivery_requests", key: "delivery_id", column: "sealed" },
] as const;

/**
 * Seals everything with the key in use now that an older one had sealed. Interrupted, it goes on where it stopped
 * when it is run again. Answers how many texts were changed.
 */
export async function resealAll(): Promise<number> {
  let changed = 0;
  for (const place of SEALED) changed += await resealTable(place);
  return changed;
}

async function resealTable(place: (typeof SEALED)[number]): Promise<number> {
  const { table, key, column } = place;
  let changed = 0;
  let after: string | null = null;
  while (true) {
    const rows = await inTransaction(async (sql) => {
      const next = await lockSealed(sql, place, after);
      await sql.query(
        `UPDATE ${table} t SET ${column} = n.sealed FROM unnest($1::uuid[], $2::text[]) AS n (id, sealed) WHERE t.${key} = n.id`,
        [next.map((row) => row.id), next.map((row) => seal(open(row.sealed)))],
      );
      return next;
    });
    if (rows.length === 0) return changed;
    changed += rows.length;
    after = rows.at(-1)?.id ?? null;
  }
}

/** Locked, so that what somebody changes at this moment is not set back. */
async function lockSealed(
  sql: SqlClient,
  { table, key, column }: (typeof SEALED)[number],
  after: string | null,
): Promise<{ id: string; sealed: string }[]> {
  const { rows } = await sql.query<{ id: string; sealed: string }>(
    `SELECT ${key}::text AS id, ${column} AS sealed FROM ${table}
      WHERE ($1::uuid IS NULL OR ${key} > $1) AND ${column} IS NOT NULL AND NOT starts_with(${column}, $2)
      ORDER BY ${key} LIMIT $3 FOR UPDATE`,
    [after, sealPrefix(), BATCH],
  );
  return rows;
}

interface SigningKeyRow {
  sealed: string | null;
  [field: string]: unknown;
}

/**
 * Does the same for signing keys. The first key of a workspace is made from the encryption key, so a workspace that uses
 * it keeps the value it has, now as a stored key: its receivers notice nothing. Answers how many lists were changed.
 */
export async function resealSigning(
  workspaceSecret: (workspaceId: string) => string,
  now: Date,
): Promise<number> {
  return (await resealWorkspaces(workspaceSecret, now)) + (await resealHosts());
}

async function resealWorkspaces(
  workspaceSecret: (workspaceId: string) => string,
  now: Date,
): Promise<number> {
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM workspaces ORDER BY id");
  for (const { id } of rows) await inTransaction((sql) => resealWorkspace(sql, id, workspaceSecret(id), now));
  return rows.length;
}

async function resealWorkspace(sql: SqlClient, id: string, secret: string, now: Date): Promise<void> {
  const { rows } = await sql.query<{ signing: SigningKeyRow[] }>(
    "SELECT signing FROM workspaces WHERE id = $1 FOR UPDATE",
    [id],
  );
  for (const { signing } of rows) {
    const first = { key_id: "workspace", sealed: null, created_at: now.toISOString(), until: null };
    const kept = (signing.length > 0 ? signing : [first]).map((key) => ({
      ...key,
      sealed: seal(key.sealed === null ? secret : open(key.sealed)),
    }));
    await sql.query("UPDATE workspaces SET signing = $2 WHERE id = $1", [id, JSON.stringify(kept)]);
  }
}

/** Where a host's list says null it means the keys of the workspace: nothing of its own to seal. */
async function resealHosts(): Promise<number> {
  let changed = 0;
  let after = { workspace_id: "", host: "" };
  while (true) {
    const rows = await inTransaction((sql) => resealHostsAfter(sql, after));
    const last = rows.at(-1);
    if (!last) return changed;
    changed += rows.length;
    after = last;
  }
}

async function resealHostsAfter(
  sql: SqlClient,
  after: { workspace_id: string; host: string },
): Promise<{ workspace_id: string; host: string }[]> {
  const { rows } = await sql.query<{ workspace_id: string; host: string; signing: SigningKeyRow[] }>(
    `SELECT workspace_id, host, signing FROM hosts WHERE (workspace_id, host) > ($1, $2) AND signing <> '[]'
      ORDER BY workspace_id, host LIMIT $3 FOR UPDATE`,
    [after.workspace_id, after.host, BATCH],
  );
  const kept = rows.map(({ signing }) =>
    signing.map((key) => ({ ...key, sealed: key.sealed === null ? null : seal(open(key.sealed)) })),
  );
  await sql.query(
    `UPDATE hosts h SET signing = n.signing FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS n (workspace_id, host, signing)
      WHERE h.workspace_id = n.workspace_id AND h.host = n.host`,
    [
      rows.map((row) => row.workspace_id),
      rows.map((row) => row.host),
      kept.map((keys) => JSON.stringify(keys)),
    ],
  );
  return rows;
}
