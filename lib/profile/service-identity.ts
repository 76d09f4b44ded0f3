/** Erasing people, giving them further names, and finding out who an alias is. */
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, pool, type SqlClient } from "#lib/platform/db.ts";
import { notFound } from "#lib/platform/errors.ts";
import { onceMore } from "#lib/platform/once-more.ts";
import { identifierKey, type UserIdentifier } from "./schema.ts";
import { findProfiles } from "./store.ts";
import { eraseProfiles } from "./store-erase.ts";
import { lockEntries } from "./store-journeys.ts";
import { absorbProfile, renameExternalId, replaceProfile } from "./store-merge.ts";
import { insertAlias } from "./store-users.ts";
import type { AliasAnswer, DeleteUsers, ExportUsers, IdentifyUsers, NewAliases } from "./user-schema.ts";

/** The identifiers that a call lists, whatever their kind. */
export function identifiersOf(call: DeleteUsers & Partial<ExportUsers>): UserIdentifier[] {
  return [
    ...(call.external_ids ?? []).map((id) => ({ external_id: id })),
    ...(call.user_aliases ?? []).map((alias) => ({ user_alias: alias })),
    ...(call.braze_ids ?? []).map((id) => ({ braze_id: id })),
    ...(call.braze_id === undefined ? [] : [{ braze_id: call.braze_id }]),
    ...(call.email_address === undefined ? [] : [{ email: call.email_address }]),
    ...(call.phone === undefined ? [] : [{ phone: call.phone }]),
  ];
}

/** Erases everybody named, for good. Answers how many existed. */
export async function eraseUsers(context: Context, call: DeleteUsers): Promise<number> {
  const erase = async (sql: SqlClient): Promise<number> => {
    // Not locked: runs through journeys are taken before people, see `eraseProfiles`.
    const found = await findProfiles(sql, context.workspaceId, identifiersOf(call), false);
    const ids = [...new Set([...found.values()].map((profile) => profile.id))];
    return ids.length === 0 ? 0 : eraseProfiles(sql, context.workspaceId, ids, context.now);
  };
  return onceMore(() => inTransaction(erase));
}

/** Erases one person. */
export async function eraseUser(context: Context, externalId: string): Promise<void> {
  const erased = await eraseUsers(context, { external_ids: [externalId] });
  if (erased === 0) throw notFound("user");
}

/** The ids of those named who exist, and the names of those who do not. */
export async function resolveUsers(
  context: Context,
  identifiers: readonly UserIdentifier[],
): Promise<{ ids: string[]; unknown: string[] }> {
  const found = await findProfiles(pool(), context.workspaceId, identifiers, false);
  const missing = identifiers.filter((who) => !found.has(identifierKey(who) ?? ""));
  return {
    ids: [...new Set([...found.values()].map((profile) => profile.id))],
    unknown: missing.map(
      (who) => who.external_id ?? who.user_alias?.alias_name ?? who.braze_id ?? who.email ?? who.phone ?? "",
    ),
  };
}

type AliasProblem = NonNullable<AliasAnswer["errors"]>[number];

/** Gives people further names; an alias without an external id creates nobody and is reported. */
export async function addAliases(context: Context, call: NewAliases): Promise<AliasAnswer> {
  return inTransaction(async (sql) => {
    const found = await findProfiles(
      sql,
      context.workspaceId,
      call.user_aliases.flatMap((item) => (item.external_id ? [{ external_id: item.external_id }] : [])),
      true,
    );
    const problems: AliasProblem[] = [];
    let processed = 0;
    for (const [index, item] of call.user_aliases.entries()) {
      const profile = found.get(`external:${item.external_id ?? ""}`);
      if (!profile) {
        problems.push(
          problem(index, "unknown_user", "There is no such person.", "Send attributes or an event first."),
        );
        continue;
      }
      const alias = { profile_id: profile.id, label: item.alias_label, name: item.alias_name };
      if (await insertAlias(sql, context.workspaceId, alias)) processed++;
      else
        problems.push(
          problem(index, "alias_taken", "Somebody has this alias already.", "Choose another name."),
        );
    }
    return answerOf(processed, problems);
  });
}

/**
 * Says who people known by an alias really are. Of two calls that give one new external id at the same moment the
 * later finds the person of the earlier, as if it had been sent after it.
 */
export async function identifyUsers(context: Context, call: IdentifyUsers): Promise<AliasAnswer> {
  return onceMore(() => inTransaction((sql) => identifyAll(sql, context, call)));
}

async function identifyAll(sql: SqlClient, context: Context, call: IdentifyUsers): Promise<AliasAnswer> {
  const problems: AliasProblem[] = [];
  let processed = 0;
  for (const [index, item] of call.aliases_to_identify.entries()) {
    const refused = await identifyOne(sql, context, item, call.merge_behavior === "merge");
    if (refused) problems.push({ type: refused.message, index, ...refused });
    else processed++;
  }
  return answerOf(processed, problems);
}

type Refusal = Pick<AliasProblem, "code" | "message" | "hint">;

const UNKNOWN_ALIAS: Refusal = {
  code: "unknown_alias",
  message: "Nobody has this alias.",
  hint: "Check alias_name and alias_label.",
};
const ALIAS_OF_KNOWN_USER: Refusal = {
  code: "alias_of_known_user",
  message: "This alias belongs to a person with another external_id.",
  hint: "Only people known by nothing but an alias are identified; rename or erase the other one first.",
};

/** Null when it was done. Only who is known by an alias alone gets a name, or is merged into somebody. */
async function identifyOne(
  sql: SqlClient,
  context: Context,
  item: IdentifyUsers["aliases_to_identify"][number],
  merge: boolean,
): Promise<Refusal | null> {
  const wanted = [{ user_alias: item.user_alias }, { external_id: item.external_id }];
  const concerned = await findProfiles(sql, context.workspaceId, wanted, false);
  await lockEntries(
    sql,
    context.workspaceId,
    [...concerned.values()].map((profile) => profile.id),
  );
  const found = await findProfiles(sql, context.workspaceId, wanted, true);
  const anonymous = found.get(identifierKey({ user_alias: item.user_alias }) ?? "");
  const known = found.get(`external:${item.external_id}`);
  if (!anonymous) return UNKNOWN_ALIAS;
  // By name as well: who was given it while we waited for the lock is not found by it yet.
  if (anonymous.id === known?.id || anonymous.externalId === item.external_id) return null;
  if (!anonymous.externalId.startsWith("alias:")) return ALIAS_OF_KNOWN_USER;
  if (!known) {
    await renameExternalId(sql, context.workspaceId, anonymous.id, item.external_id, context.now);
    return null;
  }
  const move = { from: anonymous.id, into: known.id, externalId: item.external_id, now: context.now };
  await (merge ? absorbProfile : replaceProfile)(sql, context.workspaceId, move);
  return null;
}

function problem(index: number, code: string, message: string, hint: string): AliasProblem {
  return { type: message, index, code, message, hint };
}

function answerOf(processed: number, problems: AliasProblem[]): AliasAnswer {
  return {
    message: "success",
    aliases_processed: processed,
    ...(problems.length > 0 ? { errors: problems } : {}),
  };
}
