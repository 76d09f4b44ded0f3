/** Finding, creating and changing the people a call is about. */
import type { Context } from "#lib/platform/context.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import { identifierKey, type UserIdentifier } from "./schema.ts";
import { createAliases, createProfiles, findProfiles, type StoredProfile, saveProfiles } from "./store.ts";

export interface Mention {
  who: UserIdentifier;
  /** Whether a person not seen before is created. */
  create: boolean;
}

/** The people of one call, by `identifierKey`; changes are kept here until `save` writes them in one statement. */
export interface People {
  get(key: string): StoredProfile | undefined;
  externalIdOf(profileId: string): string;
  /** Whether the person did not exist before this call. */
  isNew(profileId: string): boolean;
  change(profile: StoredProfile): void;
  save(sql: SqlClient): Promise<void>;
}

/**
 * Loads everybody mentioned, creating whom we may. With `lock` nobody else changes them until the transaction
 * ends. One statement when all are known, three when some are new.
 */
export async function peopleOf(
  sql: SqlClient,
  context: Context,
  mentions: readonly Mention[],
  lock: boolean,
): Promise<People> {
  const wanted = dedupe(mentions);
  const byKey = await findProfiles(
    sql,
    context.workspaceId,
    wanted.map((mention) => mention.who),
    lock,
  );
  const missing = wanted.filter(
    (mention) =>
      mention.create && !byKey.has(identifierKey(mention.who) ?? "") && externalIdFor(mention.who) !== null,
  );
  const before = new Set([...byKey.values()].map((profile) => profile.id));
  if (missing.length > 0) {
    await createProfiles(
      sql,
      context.workspaceId,
      missing.map((mention) => externalIdFor(mention.who) ?? ""),
      context.now,
    );
    await loadCreated(sql, context, missing, lock, byKey);
  }
  return collect(context, byKey, before);
}

async function loadCreated(
  sql: SqlClient,
  context: Context,
  missing: readonly Mention[],
  lock: boolean,
  byKey: Map<string, StoredProfile>,
): Promise<void> {
  const asExternal = missing.map((mention) => ({ external_id: externalIdFor(mention.who) ?? "" }));
  const created = await findProfiles(sql, context.workspaceId, asExternal, lock);
  const aliases: { label: string; name: string; profileId: string }[] = [];
  for (const { who } of missing) {
    const profile = created.get(`external:${externalIdFor(who)}`);
    if (!profile) continue;
    byKey.set(identifierKey(who) ?? "", profile);
    if (who.external_id === undefined && who.user_alias) {
      aliases.push({
        label: who.user_alias.alias_label,
        name: who.user_alias.alias_name,
        profileId: profile.id,
      });
    }
  }
  if (aliases.length > 0) await createAliases(sql, context.workspaceId, aliases);
}

function collect(context: Context, byKey: Map<string, StoredProfile>, before: ReadonlySet<string>): People {
  const byId = new Map([...byKey.values()].map((profile) => [profile.id, profile]));
  const changed = new Set<string>();
  return {
    get: (key) => {
      const profile = byKey.get(key);
      // One person may be named in two ways in one call: always answer the newest state.
      return profile && (byId.get(profile.id) ?? profile);
    },
    isNew: (profileId) => !before.has(profileId),
    externalIdOf: (profileId) => byId.get(profileId)?.externalId ?? "",
    change: (profile) => {
      byId.set(profile.id, profile);
      changed.add(profile.id);
    },
    save: async (sql) => {
      const profiles = [...changed].flatMap((id) => byId.get(id) ?? []);
      if (profiles.length > 0) await saveProfiles(sql, context.workspaceId, profiles, context.now);
    },
  };
}

/** People known only by an alias get an external id that says so; e-mail and phone never create anybody. */
function externalIdFor(who: UserIdentifier): string | null {
  if (who.external_id !== undefined) return who.external_id;
  return who.user_alias ? `alias:${who.user_alias.alias_label}:${who.user_alias.alias_name}` : null;
}

function dedupe(mentions: readonly Mention[]): Mention[] {
  const byKey = new Map<string, Mention>();
  for (const mention of mentions) {
    const key = identifierKey(mention.who);
    if (key === null) continue;
    byKey.set(key, { who: mention.who, create: mention.create || (byKey.get(key)?.create ?? false) });
  }
  return [...byKey.values()];
}
