/** Who of the people a campaign is meant for gets it now, and which delivery that makes. */
import type { DeliveryInput, DeliveryPriority, NewDelivery } from "#lib/delivery/schema.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { assignVariation } from "#lib/trigger/assign-variation.ts";
import { sendMoment } from "#lib/trigger/send-moment.ts";
import { eligibleSince } from "./eligible-since.ts";
import type { CampaignDefinition, Variation } from "./schema.ts";
import { sendRulesOf } from "./send-rules.ts";
import {
  type CapRule,
  claimReceipts,
  countReceivers,
  countRecent,
  type WorkspaceRules,
} from "./store-admit.ts";

export interface LiveVersion {
  campaignId: string;
  versionId: string;
  definition: CampaignDefinition;
}

export interface Candidate {
  live: LiveVersion;
  deliveryId: string;
  person: PersonFacts;
  input: DeliveryInput;
  priority: DeliveryPriority;
  sendAt: Date;
  dispatchId?: string | null;
  runId?: string | null;
}

export type Refusal =
  | "not_eligible_until"
  | "control_group"
  | "user_capped"
  | "outside_time_frame"
  | "no_longer_in_availability_window";

export type Admission<C extends Candidate = Candidate> = { candidate: C } & (
  | { admitted: true; delivery: NewDelivery }
  | { admitted: false; reason: Refusal }
);

type Chosen<C> = { candidate: C; variation: Variation; at: Date };

/**
 * Applies times, caps, variations and re-eligibility, in this order, and notes the receipts in the caller's
 * transaction. What quiet hours or a frequency cap keep back becomes an aborted delivery and uses up nobody's
 * eligibility. One statement; two more with frequency caps and two with a cap on people.
 */
export async function admit<C extends Candidate>(
  sql: SqlClient,
  workspaceId: string,
  candidates: readonly C[],
  rules: WorkspaceRules,
  now: Date,
): Promise<Admission<C>[]> {
  const admissions = new Map<C, Admission<C>>();
  const refuse = (candidate: C, reason: Refusal): void => {
    admissions.set(candidate, { candidate, admitted: false, reason });
  };
  const abort = (chosen: Chosen<C>, reason: string): void => {
    const delivery = { ...deliveryOf(workspaceId, chosen), status: "aborted" as const, reason };
    admissions.set(chosen.candidate, { candidate: chosen.candidate, admitted: true, delivery });
  };
  const seen = new Set<string>();
  let chosen = candidates.flatMap((candidate): Chosen<C>[] => {
    const { live, person } = candidate;
    const variation = assignVariation(live.definition.variations, live.campaignId, person.profileId);
    const repeated = seen.has(keyOf(candidate)) && !repeats(live.definition);
    seen.add(keyOf(candidate));
    if (!variation || repeated) return refuse(candidate, "not_eligible_until") ?? [];
    const moment = momentOf(candidate, rules);
    if (moment.kind === "drop") return refuse(candidate, moment.reason) ?? [];
    const one = { candidate, variation, at: moment.kind === "send" ? moment.at : now };
    if (moment.kind === "abort" && !variation.control) return abort(one, moment.reason) ?? [];
    return [one];
  });
  const capped = await overCap(sql, workspaceId, chosen, rules, now);
  for (const one of capped) abort(one, "frequency_capped");
  chosen = chosen.filter((one) => !capped.has(one));
  const full = await overUserCap(sql, workspaceId, chosen);
  for (const one of full) refuse(one.candidate, "user_capped");
  chosen = chosen.filter((one) => !full.has(one));
  const won = await claim(sql, workspaceId, chosen, rules.timeZone, now);
  for (const one of chosen) {
    const { candidate } = one;
    const sticky = won.get(keyOf(candidate));
    const { variations } = candidate.live.definition;
    const variation = variations.find((other) => other.message_variation_id === sticky) ?? one.variation;
    if (sticky === undefined && !repeats(candidate.live.definition)) refuse(candidate, "not_eligible_until");
    else if (variation.control) refuse(candidate, "control_group");
    else {
      const delivery = deliveryOf(workspaceId, { ...one, variation });
      admissions.set(candidate, { candidate, admitted: true, delivery });
    }
  }
  return candidates.flatMap((candidate) => admissions.get(candidate) ?? []);
}

function keyOf({ live, person }: Candidate): string {
  return `${live.campaignId} ${person.profileId}`;
}

/** Whether the same person may get it any number of times, even within one batch. */
function repeats({ re_eligibility: rule }: CampaignDefinition): boolean {
  return rule.allowed && !rule.after_seconds && !rule.after_calendar_days;
}

function momentOf({ live, person, sendAt }: Candidate, rules: WorkspaceRules) {
  return sendMoment(sendAt, sendRulesOf(live.definition, rules), {
    person: person.timeZone,
    workspace: rules.timeZone,
  });
}

/** Those who got enough lately. What this very batch gives them counts too. */
async function overCap<C extends Candidate>(
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
  for (const one of chosen) {
    if (one.variation.control) continue;
    const { live, person } = one.candidate;
    const keys = ruleList.flatMap((rule, index) => {
      const own = rule.campaignId === null || rule.campaignId === live.campaignId;
      const tagged = rule.tag === null || live.definition.tags.includes(rule.tag);
      return own && tagged ? [{ key: `${index} ${person.profileId}`, max: rule.max }] : [];
    });
    if (keys.some(({ key, max }) => (counts.get(key) ?? 0) >= max)) over.add(one);
    else for (const { key } of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return over;
}

/** Those for whom a campaign with a limited number of people has no place left. Runs count by themselves. */
async function overUserCap<C extends Candidate>(
  sql: SqlClient,
  workspaceId: string,
  chosen: readonly Chosen<C>[],
): Promise<Set<Chosen<C>>> {
  const limited = chosen.filter(
    ({ candidate }) => !candidate.runId && candidate.live.definition.user_cap?.total != null,
  );
  const over = new Set<Chosen<C>>();
  if (limited.length === 0) return over;
  const ids = [...new Set(limited.map((one) => one.candidate.live.campaignId))];
  const counts = await countReceivers(sql, workspaceId, ids);
  for (const one of limited) {
    const { campaignId, definition } = one.candidate.live;
    const count = counts.get(campaignId) ?? 0;
    if (one.variation.control) continue;
    if (count >= (definition.user_cap?.total ?? 0)) over.add(one);
    else counts.set(campaignId, count + 1);
  }
  return over;
}

function claim<C extends Candidate>(
  sql: SqlClient,
  workspaceId: string,
  chosen: readonly Chosen<C>[],
  workspaceZone: string,
  now: Date,
): Promise<Map<string, string>> {
  const claims = new Map(
    chosen.map(({ candidate, variation }) => [
      keyOf(candidate),
      {
        campaignId: candidate.live.campaignId,
        profileId: candidate.person.profileId,
        variationId: variation.message_variation_id,
        control: variation.control,
        lastBefore: eligibleSince(candidate.live.definition.re_eligibility, now, [
          candidate.person.timeZone,
          workspaceZone,
        ]),
      },
    ]),
  );
  const variationIds = new Set(
    chosen.flatMap(({ candidate }) =>
      candidate.live.definition.variations.map((variation) => variation.message_variation_id),
    ),
  );
  return claimReceipts(sql, workspaceId, [...claims.values()], [...variationIds], now);
}

function deliveryOf(workspaceId: string, { candidate, variation, at }: Chosen<Candidate>): NewDelivery {
  const { live, person } = candidate;
  return {
    id: candidate.deliveryId,
    workspaceId,
    campaignId: live.campaignId,
    campaignVersionId: live.versionId,
    variationId: variation.message_variation_id,
    dispatchId: candidate.dispatchId ?? null,
    runId: candidate.runId ?? null,
    profileId: person.profileId,
    externalUserId: person.externalId,
    priority: candidate.priority,
    sendAt: at,
    input: candidate.input,
  };
}
