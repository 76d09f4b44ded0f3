/** The people a sending call names: found, created where asked, and changed before anything is sent. */
import type { Context } from "#lib/platform/context.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import { invalid } from "#lib/platform/errors.ts";
import { applyAttributes } from "#lib/profile/apply-attributes.ts";
import { identifierKey, type UserIdentifier } from "#lib/profile/schema.ts";
import { peopleOf } from "#lib/profile/service.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { matchPeople, peopleFacts } from "#lib/segment/service-match.ts";
import type { Recipient } from "./send-schema.ts";

/** The people of a call, in its order; null for those nobody knows. Attributes are written first. */
export async function recipientsOf(
  sql: SqlClient,
  context: Context,
  recipients: readonly Recipient[],
): Promise<(PersonFacts | null)[]> {
  const identifiers = recipients.map(identifierOf);
  const writes = recipients.some((recipient) => recipient.attributes !== undefined);
  const mentions = recipients.map((recipient, index) => ({
    who: identifiers[index] ?? {},
    create: !recipient.send_to_existing_only,
  }));
  const people = await peopleOf(sql, context, mentions, writes);
  for (const [index, recipient] of recipients.entries()) {
    const profile = people.get(identifierKey(identifiers[index] ?? {}) ?? "");
    if (!profile || !recipient.attributes) continue;
    const applied = applyAttributes(profile, recipient.attributes);
    if (!applied.ok) {
      const field = `recipients.${index}.attributes.${applied.attribute}`;
      throw invalid([{ code: "invalid_attribute", field, message: applied.message, hint: applied.hint }]);
    }
    if (applied.changes.length > 0) people.change({ ...profile, ...applied.profile });
  }
  await people.save(sql);
  const ids = identifiers.map((who) => people.get(identifierKey(who) ?? "")?.id ?? null);
  const facts = await peopleFacts(context.workspaceId, [...new Set(ids.filter((id) => id !== null))], sql);
  return ids.map((id) => (id === null ? null : (facts.get(id) ?? null)));
}

function identifierOf(recipient: Recipient): UserIdentifier {
  const { external_user_id: externalId, user_alias: alias, braze_id: id, email } = recipient;
  return {
    ...(externalId === undefined ? {} : { external_id: externalId }),
    ...(alias === undefined ? {} : { user_alias: alias }),
    ...(id === undefined ? {} : { braze_id: id }),
    ...(email === undefined ? {} : { email }),
  };
}

/** Ids of those who fit the tree, as the transaction sees them. */
export async function matchingIds(
  sql: SqlClient,
  context: Context,
  tree: FilterTree,
  people: readonly (PersonFacts | null)[],
): Promise<Set<string>> {
  const unique = new Map(people.flatMap((person) => (person ? [[person.profileId, person] as const] : [])));
  const matching = await matchPeople(context.workspaceId, tree, [...unique.values()], context.now, { sql });
  return new Set(matching.map((person) => person.profileId));
}
