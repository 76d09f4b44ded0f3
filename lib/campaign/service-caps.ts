/** Who of the people a campaign may be sent to had enough of it, or finds no place left. */
import { beyondCaps } from "#lib/delivery/beyond-caps.ts";
import { type CapRule, capRules, countRecent } from "#lib/delivery/service-caps.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import type { Candidate, Chosen } from "./service-admit.ts";
import {
  campaignTags,
  countReceivers,
  type Receipt,
  receiptKey,
  type WorkspaceRules,
} from "./store-admit.ts";

/** Those who got enough lately. What this very batch gives them counts too. */
export async function overCap<C extends Candidate>(
  sql: SqlClient,
  workspaceId: string,
  chosen: readonly Chosen<C>[],
  rules: WorkspaceRules,
  now: Date,
): Promise<Set<Chosen<C>>> {
  const ruleList: (CapRule & { campaignId: string | null })[] = [
    ...capRules(rules.caps, now).map((rule) => ({ ...rule, campaignId: null })),
    ...new Map(chosen.map((one) => [one.candidate.live.campaignId, one.candidate.live]))
      .values()
      .flatMap((live) => {
        const cap = live.definition.frequency_cap;
        if (!cap) return [];
        return capRules([{ ...cap, tag: null }], now).map((rule) => ({
          ...rule,
          campaignId: live.campaignId,
        }));
      }),
  ];
  if (ruleList.length === 0 || chosen.length === 0) return new Set();
  const people = [...new Set(chosen.map((one) => one.candidate.person.profileId))];
  const counts = await countRecent(sql, workspaceId, ruleList, people);
  // As they are now, like those that the messages so far are counted by: a version may know others.
  const campaignIds = [...new Set(chosen.map((one) => one.candidate.live.campaignId))];
  const tagged = ruleList.some((rule) => rule.tag !== null);
  const tags = tagged ? await campaignTags(sql, workspaceId, campaignIds) : new Map<string, string[]>();
  const items = chosen
    .filter(({ variation }) => !variation.control)
    .map((one) => ({ one, profileId: one.candidate.person.profileId, id: one.candidate.live.campaignId }));
  const beyond = beyondCaps(items, ruleList, counts, ({ campaignId, tag }, { id }) => {
    const own = campaignId === null || campaignId === id;
    return own && (tag === null || (tags.get(id)?.includes(tag) ?? false));
  });
  return new Set([...beyond].map(({ one }) => one));
}

/** Those for whom a campaign with a limited number of people has no place left. Whoever is one of them needs no other. */
export async function overUserCap<C extends Candidate>(
  sql: SqlClient,
  workspaceId: string,
  chosen: readonly Chosen<C>[],
  receipts: ReadonlyMap<string, Receipt>,
): Promise<Set<Chosen<C>>> {
  const limited = chosen.filter(({ candidate }) => candidate.live.definition.user_cap?.total != null);
  const over = new Set<Chosen<C>>();
  if (limited.length === 0) return over;
  const ids = [...new Set(limited.map((one) => one.candidate.live.campaignId))];
  const counts = await countReceivers(sql, workspaceId, ids);
  const inside = new Set<string>();
  for (const one of limited) {
    const { campaignId, definition } = one.candidate.live;
    const count = counts.get(campaignId) ?? 0;
    const key = receiptKey({ campaignId, profileId: one.candidate.person.profileId });
    if (one.variation.control || inside.has(key) || receipts.get(key)?.control === false) continue;
    if (count >= (definition.user_cap?.total ?? 0)) over.add(one);
    else {
      counts.set(campaignId, count + 1);
      inside.add(key);
    }
  }
  return over;
}
