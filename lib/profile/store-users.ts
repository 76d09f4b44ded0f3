import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { ListUsersQuery } from "./user-schema.ts";

export interface UserRow {
  id: string;
  external_id: string;
  attributes: Record<string, unknown>;
  custom_attributes: Record<string, unknown>;
  time_zone: string | null;
  random_bucket: number;
  created_at: Date;
  updated_at: Date;
}

export interface AliasRow {
  profile_id: string;
  label: string;
  name: string;
}

const COLUMNS =
  "p.id, p.external_id, p.attributes, p.custom_attributes, p.time_zone, p.random_bucket, p.created_at, p.updated_at";

/** One page, newest first, by keyset. */
export async function listUserRows(
  workspaceId: string,
  query: ListUsersQuery & { byValues: boolean },
  after: { createdAt: string; id: string } | null,
  limit: number,
): Promise<UserRow[]> {
  const { rows } = await pool().query<UserRow>(
    `SELECT ${COLUMNS} FROM profiles p
      WHERE p.workspace_id = $1
        AND ($2::text IS NULL OR p.external_id ILIKE $2 OR ($8 AND (p.attributes->>'email' ILIKE $2
             OR p.attributes->>'first_name' ILIKE $2 OR p.attributes->>'last_name' ILIKE $2)))
        AND ($3::text IS NULL OR (p.attributes || p.custom_attributes) ? $3)
        AND ($4::text IS NULL OR (p.attributes || p.custom_attributes)->>$3 = $4)
        AND ($5::timestamptz IS NULL OR (p.created_at, p.id) < ($5::timestamptz, $6::uuid))
      ORDER BY p.created_at DESC, p.id DESC LIMIT $7`,
    [
      workspaceId,
      query.search ? `${likeText(query.search)}%` : null,
      query.attribute ?? null,
      query.attribute === undefined ? null : (query.value ?? null),
      after?.createdAt ?? null,
      after?.id ?? null,
      limit,
      query.byValues,
    ],
  );
  return rows;
}

function likeText(text: string): string {
  return text.replace(/[\\%_]/g, (special) => `\\${special}`);
}

export async function findUser(workspaceId: string, externalId: string): Promise<UserRow | null> {
  const { rows } = await pool().query<UserRow>(
    `SELECT ${COLUMNS} FROM profiles p WHERE p.workspace_id = $1 AND p.external_id = $2`,
    [workspaceId, externalId],
  );
  return rows[0] ?? null;
}

export async function usersById(workspaceId: string, ids: readonly string[]): Promise<UserRow[]> {
  const { rows } = await pool().query<UserRow>(
    `SELECT ${COLUMNS} FROM profiles p WHERE p.workspace_id = $1 AND p.id = ANY($2) ORDER BY p.external_id`,
    [workspaceId, ids],
  );
  return rows;
}

/** Anybody: the first profile after a point that the caller draws at random, or the latest of all. */
export async function anyUser(workspaceId: string, point: string): Promise<UserRow | null> {
  const { rows } = await pool().query<UserRow>(
    `(SELECT ${COLUMNS} FROM profiles p WHERE p.workspace_id = $1 AND p.id >= $2 ORDER BY p.id LIMIT 1)
     UNION ALL
     (SELECT ${COLUMNS} FROM profiles p WHERE p.workspace_id = $1 ORDER BY p.created_at DESC LIMIT 1)
     LIMIT 1`,
    [workspaceId, point],
  );
  return rows[0] ?? null;
}

export async function aliasesOf(workspaceId: string, profileIds: readonly string[]): Promise<AliasRow[]> {
  const { rows } = await pool().query<AliasRow>(
    `SELECT profile_id, label, name FROM profile_aliases WHERE workspace_id = $1 AND profile_id = ANY($2) ORDER BY label, name`,
    [workspaceId, profileIds],
  );
  return rows;
}

/** Adds one alias. Answers false when somebody has it. */
export async function insertAlias(sql: SqlClient, workspaceId: string, alias: AliasRow): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO profile_aliases (workspace_id, label, name, profile_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [workspaceId, alias.label, alias.name, alias.profile_id],
  );
  return rowCount === 1;
}
