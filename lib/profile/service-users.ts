/** Looking at people. */
import type { Context } from "#lib/platform/context.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { notFound } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";
import { unchangedSince } from "./store-stale.ts";
import {
  type AliasRow,
  aliasesOf,
  anyUser,
  findUser,
  listUserRows,
  type UserRow,
  usersById,
} from "./store-users.ts";
import type { ListUsersQuery, UserDetail, UserPage, UserSummary } from "./user-schema.ts";

/** A page of people, the newest first. Without `byValues` a search looks at the external ids alone. */
export async function listUsers(context: Context, query: ListUsersQuery, byValues = true): Promise<UserPage> {
  const after = query.cursor ? decodeTimeCursor(query.cursor) : null;
  const rows = await listUserRows(
    context.workspaceId,
    { ...query, byValues },
    after && { createdAt: after.at, id: after.id },
    query.limit + 1,
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    users: page.map(toSummary),
    next_cursor:
      rows.length > query.limit && last ? encodeCursor([last.created_at.toISOString(), last.id]) : null,
  };
}

export async function getUser(context: Context, externalId: string): Promise<UserDetail> {
  const row = await findUser(context.workspaceId, externalId);
  if (!row) throw notFound("user");
  return toDetail(row, await aliasesOf(context.workspaceId, [row.id]));
}

/** The people with these ids, whole. */
export async function usersByIds(context: Context, ids: readonly string[]): Promise<UserDetail[]> {
  const rows = await usersById(context.workspaceId, ids);
  const aliases = await aliasesOf(context.workspaceId, ids);
  return rows.map((row) => toDetail(row, aliases));
}

/** Whose profile is still as it was then: the external ids in the order given, null for the others. */
export function stillAsBefore(
  workspaceId: string,
  people: readonly { profileId: string; since: Date }[],
): Promise<(string | null)[]> {
  return unchangedSince(workspaceId, people);
}

/** Somebody to preview a message for: the one asked for, or anybody. Null when there is no such person. */
export async function sampleProfile(
  context: Context,
  pick: { externalId?: string | undefined },
): Promise<UserDetail | null> {
  const row =
    pick.externalId === undefined
      ? await anyUser(context.workspaceId, randomPoint(context.now))
      : await findUser(context.workspaceId, pick.externalId);
  return row ? toDetail(row, await aliasesOf(context.workspaceId, [row.id])) : null;
}

/** An id somewhere in the last year: ids begin with their time, so this draws somebody by arrival. */
function randomPoint(now: Date): string {
  const YEAR_MS = 365 * 86_400_000;
  const time = Math.max(0, now.getTime() - Math.floor(Math.random() * YEAR_MS));
  const hex = time.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}${newId().slice(13)}`;
}

function toDetail(row: UserRow, aliases: readonly AliasRow[]): UserDetail {
  return {
    ...toSummary(row),
    attributes: row.attributes,
    custom_attributes: row.custom_attributes,
    user_aliases: aliases
      .filter((alias) => alias.profile_id === row.id)
      .map((alias) => ({ alias_name: alias.name, alias_label: alias.label })),
    random_bucket: row.random_bucket,
  };
}

function toSummary(row: UserRow): UserSummary {
  const text = (name: string): string | null => {
    const value = row.attributes[name];
    return typeof value === "string" ? value : null;
  };
  return {
    external_id: row.external_id,
    user_id: row.id,
    first_name: text("first_name"),
    last_name: text("last_name"),
    email: text("email"),
    country: text("country"),
    language: text("language"),
    time_zone: row.time_zone,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
