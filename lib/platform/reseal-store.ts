import { open, seal, sealPrefix } from "./crypto.ts";
import { pool } from "./db.ts";

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
    const rows = await nextSealed(place, after);
    if (rows.length === 0) return changed;
    await pool().query(
      `UPDATE ${table} t SET ${column} = n.sealed FROM unnest($1::uuid[], $2::text[]) AS n (id, sealed) WHERE t.${key} = n.id`,
      [rows.map((row) => row.id), rows.map((row) => seal(open(row.sealed)))],
    );
    changed += rows.length;
    after = rows.at(-1)?.id ?? null;
  }
}

async function nextSealed(
  { table, key, column }: (typeof SEALED)[number],
  after: string | null,
): Promise<{ id: string; sealed: string }[]> {
  const { rows } = await pool().query<{ id: string; sealed: string }>(
    `SELECT ${key}::text AS id, ${column} AS sealed FROM ${table}
      WHERE ($1::uuid IS NULL OR ${key} > $1) AND ${column} IS NOT NULL AND NOT starts_with(${column}, $2)
      ORDER BY ${key} LIMIT $3`,
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
  const { rows } = await pool().query<{ id: string; signing: SigningKeyRow[] }>(
    "SELECT id, signing FROM workspaces ORDER BY id",
  );
  for (const { id, signing } of rows) {
    const first = { key_id: "workspace", sealed: null, created_at: now.toISOString(), until: null };
    const kept = (signing.length > 0 ? signing : [first]).map((key) => ({
      ...key,
      sealed: seal(key.sealed === null ? workspaceSecret(id) : open(key.sealed)),
    }));
    await pool().query("UPDATE workspaces SET signing = $2 WHERE id = $1", [id, JSON.stringify(kept)]);
  }
  return rows.length;
}

/** Where a host's list says null it means the keys of the workspace: nothing of its own to seal. */
async function resealHosts(): Promise<number> {
  let changed = 0;
  let after = { workspace_id: "", host: "" };
  while (true) {
    const { rows } = await pool().query<{ workspace_id: string; host: string; signing: SigningKeyRow[] }>(
      `SELECT workspace_id, host, signing FROM hosts WHERE (workspace_id, host) > ($1, $2) AND signing <> '[]'
        ORDER BY workspace_id, host LIMIT $3`,
      [after.workspace_id, after.host, BATCH],
    );
    const last = rows.at(-1);
    if (!last) return changed;
    const kept = rows.map(({ signing }) =>
      signing.map((key) => ({ ...key, sealed: key.sealed === null ? null : seal(open(key.sealed)) })),
    );
    await pool().query(
      `UPDATE hosts h SET signing = n.signing FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS n (workspace_id, host, signing)
        WHERE h.workspace_id = n.workspace_id AND h.host = n.host`,
      [
        rows.map((row) => row.workspace_id),
        rows.map((row) => row.host),
        kept.map((keys) => JSON.stringify(keys)),
      ],
    );
    changed += rows.length;
    after = last;
  }
}
