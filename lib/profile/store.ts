import type { SqlClient } from "#lib/platform/db.ts";
import { isId, newId } from "#lib/platform/id.ts";
import type { ProfileAttributes } from "./apply-attributes.ts";
import { identifierKey, type UserIdentifier } from "./schema.ts";

export interface StoredProfile extends ProfileAttributes {
  id: string;
  externalId: string;
  timeZone: string | null;
}

interface ProfileRow {
  id: string;
  external_id: string;
  attributes: Record<string, unknown>;
  custom_attributes: Record<string, unknown>;
  time_zone: string | null;
}

interface IdentifiedRow extends ProfileRow {
  key: string;
}

const COLUMNS = "p.id, p.external_id, p.attributes, p.custom_attributes, p.time_zone";

/**
 * The profiles that these identifiers name, by `identifierKey`. With `lock` they stay ours until the transaction
 * ends, taken in one order so that two calls never wait for each other. One statement; two when some are named
 * by something else than the external id.
 */
export async function findProfiles(
  sql: SqlClient,
  workspaceId: string,
  identifiers: readonly UserIdentifier[],
  lock: boolean,
): Promise<Map<string, StoredProfile>> {
  const found = new Map<string, StoredProfile>();
  const externalIds = unique(identifiers.map((who) => who.external_id));
  if (externalIds.length > 0) {
    const { rows } = await sql.query<ProfileRow>({
      name: lock ? "profiles-lock" : "profiles-find",
      text: `SELECT ${COLUMNS} FROM profiles p WHERE p.workspace_id = $1 AND p.external_id = ANY($2) ORDER BY p.id ${lock ? "FOR NO KEY UPDATE" : ""}`,
      values: [workspaceId, externalIds],
    });
    for (const row of rows) found.set(`external:${row.external_id}`, toProfile(row));
  }
  const others = identifiers.filter((who) => who.external_id === undefined);
  if (others.length > 0) await findByOtherNames(sql, workspaceId, others, lock, found);
  return found;
}

async function findByOtherNames(
  sql: SqlClient,
  workspaceId: string,
  identifiers: readonly UserIdentifier[],
  lock: boolean,
  found: Map<string, StoredProfile>,
): Promise<void> {
  const { rows } = await sql.query<IdentifiedRow>(
    `SELECT wanted.key, ${COLUMNS}
       FROM unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[]) AS wanted (key, id, label, name, email, phone)
       JOIN profiles p ON p.workspace_id = $1 AND p.id = coalesce(
         (SELECT q.id FROM profiles q WHERE q.workspace_id = $1 AND q.id = wanted.id),
         (SELECT a.profile_id FROM profile_aliases a WHERE a.workspace_id = $1 AND a.label = wanted.label AND a.name = wanted.name),
         (SELECT q.id FROM profiles q WHERE q.workspace_id = $1 AND lower(q.attributes->>'email') = lower(wanted.email) ORDER BY q.updated_at DESC LIMIT 1),
         (SELECT q.id FROM profiles q WHERE q.workspace_id = $1 AND q.attributes->>'phone' = wanted.phone ORDER BY q.updated_at DESC LIMIT 1))
      ORDER BY p.id ${lock ? "FOR NO KEY UPDATE OF p" : ""}`,
    [
      workspaceId,
      identifiers.map((who) => identifierKey(who) ?? ""),
      identifiers.map((who) => (who.braze_id !== undefined && isId(who.braze_id) ? who.braze_id : null)),
      identifiers.map((who) => who.user_alias?.alias_label ?? null),
      identifiers.map((who) => who.user_alias?.alias_name ?? null),
      identifiers.map((who) => who.email ?? null),
      identifiers.map((who) => who.phone ?? null),
    ],
  );
  for (const row of rows) found.set(row.key, toProfile(row));
}

/** Creates empty profiles for people not seen before. Somebody else's simultaneous creation wins silently. */
export async function createProfiles(
  sql: SqlClient,
  workspaceId: string,
  externalIds: readonly string[],
  now: Date,
): Promise<void> {
  const sorted = unique(externalIds).toSorted();
  await sql.query({
    name: "profiles-create",
    text: `INSERT INTO profiles (id, workspace_id, external_id, random_bucket, created_at, updated_at)
           SELECT id, $1, external_id, bucket, $5, $5 FROM unnest($2::uuid[], $3::text[], $4::int[]) AS t (id, external_id, bucket)
           ON CONFLICT (workspace_id, external_id) DO NOTHING`,
    values: [
      workspaceId,
      sorted.map(() => newId()),
      sorted,
      sorted.map(() => Math.floor(Math.random() * 10_000)),
      now,
    ],
  });
}

/** Remembers the alias under which a person was created. */
export async function createAliases(
  sql: SqlClient,
  workspaceId: string,
  aliases: readonly { label: string; name: string; profileId: string }[],
): Promise<void> {
  await sql.query(
    `INSERT INTO profile_aliases (workspace_id, label, name, profile_id)
     SELECT $1, label, name, profile_id FROM unnest($2::text[], $3::text[], $4::uuid[]) AS t (label, name, profile_id)
     ON CONFLICT DO NOTHING`,
    [
      workspaceId,
      aliases.map((alias) => alias.label),
      aliases.map((alias) => alias.name),
      aliases.map((alias) => alias.profileId),
    ],
  );
}

/** Writes the attributes of many profiles in one statement. */
export async function saveProfiles(
  sql: SqlClient,
  workspaceId: string,
  profiles: readonly StoredProfile[],
  now: Date,
): Promise<void> {
  await sql.query({
    name: "profiles-save",
    text: `UPDATE profiles p SET attributes = t.attributes::jsonb, custom_attributes = t.custom_attributes::jsonb,
                  language = t.attributes::jsonb->>'language', country = t.attributes::jsonb->>'country',
                  time_zone = t.attributes::jsonb->>'time_zone', updated_at = $5
             FROM unnest($2::uuid[], $3::text[], $4::text[]) AS t (id, attributes, custom_attributes)
            WHERE p.id = t.id AND p.workspace_id = $1`,
    values: [
      workspaceId,
      profiles.map((profile) => profile.id),
      profiles.map((profile) => JSON.stringify(profile.attributes)),
      profiles.map((profile) => JSON.stringify(profile.customAttributes)),
      now,
    ],
  });
}

function toProfile(row: ProfileRow): StoredProfile {
  return {
    id: row.id,
    externalId: row.external_id,
    attributes: row.attributes,
    customAttributes: row.custom_attributes,
    timeZone: row.time_zone,
  };
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
