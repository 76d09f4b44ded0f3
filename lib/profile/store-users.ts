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
  query: ListUsersQuery,
  after: { createdAt: string; id: string } | null,
  limit: number,
): Promise<UserRow[]> {
  const { rows } = await pool().query<UserRow>(
    `SELECT ${COLUMNS} FROM profiles p
      WHERE p.workspace_id = $1
        AND ($2::text IS NULL OR p.external_id ILIKE $2 OR p.attributes->>'email' ILIKE $2
             OR p.attributes->>'first_name' ILIKE $2 OR p.attributes->>'last_name' ILIKE $2)
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

/**
 * Erases people with everything that tells about them: events, aliases, list places, frozen requests, what
 * receivers answered. Deliveries stay as bare lines for the counts; those still waiting are cancelled.
 */
export async function eraseProfiles(
  sql: SqlClient,
  workspaceId: string,
  profileIds: readonly string[],
  now: Date,
): Promise<number> {
  const theirs = [workspaceId, profileIds];
  await sql.query(
    `WITH scrubbed AS (
       UPDATE deliveries SET profile_id = NULL, external_user_id = NULL, url = NULL, input = '{}',
              status = CASE WHEN status IN ('pending', 'held', 'retrying') THEN 'cancelled' ELSE status END,
              reason = CASE WHEN status IN ('pending', 'held', 'retrying') THEN 'user_deleted' ELSE reason END,
              finished_at = coalesce(finished_at, $3), next_attempt_at = NULL
        WHERE id IN (SELECT id FROM deliveries WHERE workspace_id = $1 AND profile_id = ANY($2) ORDER BY id FOR UPDATE) RETURNING id, created_at),
     answers AS (
       UPDATE attempts a SET response_headers = NULL, response_body = NULL, error_message = NULL
         FROM scrubbed s WHERE a.delivery_id = s.id)
     DELETE FROM delivery_requests r USING scrubbed s WHERE r.delivery_id = s.id AND r.created_at = s.created_at`,
    [...theirs, now],
  );
  await sql.query("DELETE FROM events WHERE workspace_id = $1 AND profile_id = ANY($2)", theirs);
  await sql.query("DELETE FROM campaign_decisions WHERE workspace_id = $1 AND profile_id = ANY($2)", theirs);
  await sql.query("DELETE FROM campaign_receipts WHERE workspace_id = $1 AND profile_id = ANY($2)", theirs);
  await sql.query("DELETE FROM list_members WHERE workspace_id = $1 AND profile_id = ANY($2)", theirs);
  await sql.query("DELETE FROM segment_members WHERE workspace_id = $1 AND profile_id = ANY($2)", theirs);
  await sql.query("DELETE FROM profile_aliases WHERE workspace_id = $1 AND profile_id = ANY($2)", theirs);
  const { rowCount } = await sql.query(
    "DELETE FROM profiles WHERE workspace_id = $1 AND id = ANY($2)",
    theirs,
  );
  return rowCount ?? 0;
}

/** Adds one alias. Answers false when somebody has it. */
export async function insertAlias(sql: SqlClient, workspaceId: string, alias: AliasRow): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO profile_aliases (workspace_id, label, name, profile_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [workspaceId, alias.label, alias.name, alias.profile_id],
  );
  return rowCount === 1;
}

export async function renameExternalId(
  sql: SqlClient,
  workspaceId: string,
  profileId: string,
  externalId: string,
  now: Date,
): Promise<void> {
  await sql.query(
    "UPDATE profiles SET external_id = $3, updated_at = $4 WHERE workspace_id = $1 AND id = $2",
    [workspaceId, profileId, externalId, now],
  );
}

/** Moves everything that belongs to one profile to another and drops the first; with `merge` its attributes fill gaps. */
export async function absorbProfile(
  sql: SqlClient,
  workspaceId: string,
  move: { from: string; into: string; externalId: string; merge: boolean; now: Date },
): Promise<void> {
  const pair = [workspaceId, move.from, move.into];
  await sql.query(
    "UPDATE profile_aliases SET profile_id = $3 WHERE workspace_id = $1 AND profile_id = $2",
    pair,
  );
  if (move.merge) {
    await sql.query(
      `UPDATE profiles p SET attributes = o.attributes || p.attributes, custom_attributes = o.custom_attributes || p.custom_attributes,
              language = coalesce(p.language, o.language), country = coalesce(p.country, o.country),
              time_zone = coalesce(p.time_zone, o.time_zone), updated_at = $4
         FROM profiles o WHERE o.workspace_id = $1 AND o.id = $2 AND p.workspace_id = $1 AND p.id = $3`,
      [...pair, move.now],
    );
    await sql.query("UPDATE events SET profile_id = $3 WHERE workspace_id = $1 AND profile_id = $2", pair);
    await sql.query(
      "UPDATE deliveries SET profile_id = $3, external_user_id = $4 WHERE workspace_id = $1 AND profile_id = $2",
      [...pair, move.externalId],
    );
  }
  await eraseProfiles(sql, workspaceId, [move.from], move.now);
}
