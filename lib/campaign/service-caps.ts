/** Who of the people a campaign may be sent to had enough of it, or finds no place left. */
import type { SqlClient } from "#lib/platform/db.ts";
import type { Candidate, Chosen } from "./service-admit.ts";
import {
  type CapRule,
  campaignTags,
  countReceivers,
  countRecent,
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
    ...rules.caps.map((cap) => ({
      max: cap.max,
      since: new Date(now.getTime() - cap.within_seconds * 1000),
      tag: cap.tag,
      campaignId: null,
    })),
    ...new Map(chosen.map((one) => [one.candidate.live.campaignId, one.candidate.live]))
      .values()
      .flatMap((live) => {
        const cap = live.definition.frequency_cap;
        if (!cap) return [];
        const since = new Date(now.getTime() - cap.within_seconds * 1000);
        return [{ max: cap.max, since, tag: null, campaignId: live.campaignId }];
      }),
  ];
  const over = new Set<Chosen<C>>();
  if (ruleList.length === 0 || chosen.length === 0) return over;
  const people = [...new Set(chosen.map((one) => one.candidate.person.profileId))];
  const counts = await countRecent(sql, workspaceId, ruleList, people);
  // As they are now, like those that the messages so far are counted by: a version may know others.
  const campaignIds = [...new Set(chosen.map((one) => one.candidate.live.campaignId))];
  const tagged = ruleList.some((rule) => rule.tag !== null);
  const tags = tagged ? await campaignTags(sql, workspaceId, campaignIds) : new Map<string, string[]>();
  for (const one of chosen) {
    if (one.variation.control) continue;
    const { live, person } = one.candidate;
    const keys = ruleList.flatMap((rule, index) => {
      const own = rule.campaignId === null || rule.campaignId === live.campaignId;
      const fits = rule.tag === null || tags.get(live.campaignId)?.includes(rule.tag);
      return own && fits ? [{ key: `${index} ${person.profileId}`, max: rule.max }] : [];
    });
    if (keys.some(({ key, max }) => (counts.get(key) ?? 0) >= max)) over.add(one);
    else for (const { key } of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return over;
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
