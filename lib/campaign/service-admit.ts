/** Who of the people a campaign is meant for gets it now, and which delivery that makes. */
import type { DeliveryInput, DeliveryPriority, NewDelivery } from "#lib/delivery/schema.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { assignVariation } from "#lib/trigger/assign-variation.ts";
import { sendMoment } from "#lib/trigger/send-moment.ts";
import { eligibleSince } from "./eligible-since.ts";
import type { CampaignDefinition, Variation } from "./schema.ts";
import { sendRulesOf } from "./send-rules.ts";
import { overCap, overUserCap } from "./service-caps.ts";
import {
  claimReceipts,
  type Receipt,
  type ReceiptClaim,
  receiptKey,
  receiptsOf,
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

/** Somebody who may get it, as far as it is known. */
export type Chosen<C extends Candidate = Candidate> = { candidate: C; variation: Variation; at: Date };

/**
 * Applies re-eligibility, times, caps and variations, in this order, and notes the receipts in the caller's
 * transaction. What quiet hours or a frequency cap keep back becomes an aborted delivery and uses up nobody's
 * eligibility. With `places`, ends at whoever takes the last one: those after have no admission. One statement; one
 * more where who received before matters to the rest, two with frequency caps (three with one for a tag) and two with a
 * cap on people.
 */
export async function admit<C extends Candidate>(
  sql: SqlClient,
  workspaceId: string,
  candidates: readonly C[],
  rules: WorkspaceRules,
  now: Date,
  places: number | null = null,
): Promise<Admission<C>[]> {
  const receipts = await receiptsOf(
    sql,
    candidates.filter(({ live }) => asksReceipts(live.definition, rules, places)).map(pairOf),
  );
  const admissions = new Map<C, Admission<C>>();
  const refuse = (candidate: C, reason: Refusal): void => {
    admissions.set(candidate, { candidate, admitted: false, reason });
  };
  const abort = (chosen: Chosen<C>, reason: "quiet_hours" | "frequency_capped"): void => {
    const delivery = { ...deliveryOf(workspaceId, chosen), status: "aborted" as const, reason };
    admissions.set(chosen.candidate, { candidate: chosen.candidate, admitted: true, delivery });
  };
  const seen = new Set<string>();
  let chosen = candidates.flatMap((candidate): Chosen<C>[] => {
    const { definition } = candidate.live;
    const receipt = receipts.get(keyOf(candidate));
    const variation = variationOf(candidate, receipt);
    const repeated = seen.has(keyOf(candidate)) && !repeats(definition);
    seen.add(keyOf(candidate));
    const again = !receipt || mayReceiveAgain(candidate, receipt, rules, now);
    if (!variation || repeated || !again) return refuse(candidate, "not_eligible_until") ?? [];
    const moment = momentOf(candidate, rules);
    if (moment.kind === "drop") return refuse(candidate, moment.reason) ?? [];
    const one = { candidate, variation, at: moment.kind === "send" ? moment.at : now };
    if (moment.kind === "abort" && !variation.control) return abort(one, moment.reason) ?? [];
    return [one];
  });
  const capped = await overCap(sql, workspaceId, chosen, rules, now);
  for (const one of capped) abort(one, "frequency_capped");
  chosen = chosen.filter((one) => !capped.has(one));
  const full = await overUserCap(sql, workspaceId, chosen, receipts);
  for (const one of full) refuse(one.candidate, "user_capped");
  chosen = chosen.filter((one) => !full.has(one));
  const last = lastPlace(chosen, places);
  if (last) chosen = chosen.slice(0, chosen.indexOf(last) + 1);
  const reached = last ? candidates.slice(0, candidates.indexOf(last.candidate) + 1) : candidates;
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
  return reached.flatMap((candidate) => admissions.get(candidate) ?? []);
}

function keyOf(candidate: Candidate): string {
  return receiptKey(pairOf(candidate));
}

function pairOf({ live, person }: Candidate): { campaignId: string; profileId: string } {
  return { campaignId: live.campaignId, profileId: person.profileId };
}

/** Whether somebody who may not receive again would otherwise be counted, capped or aborted like the others. */
function asksReceipts(definition: CampaignDefinition, rules: WorkspaceRules, places: number | null): boolean {
  if (places !== null || definition.user_cap?.total != null) return true;
  if (repeats(definition)) return false;
  const { quietHours } = sendRulesOf(definition, rules);
  return rules.caps.length > 0 || definition.frequency_cap !== null || quietHours?.action === "abort";
}

/** The variation somebody got first stays theirs as long as it exists. */
function variationOf({ live, person }: Candidate, receipt: Receipt | undefined): Variation | null {
  const { variations } = live.definition;
  const sticky = variations.find((one) => one.message_variation_id === receipt?.variation_id);
  return sticky ?? assignVariation(variations, live.campaignId, person.profileId);
}

function mayReceiveAgain(candidate: Candidate, receipt: Receipt, rules: WorkspaceRules, now: Date): boolean {
  const since = lastBefore(candidate, rules.timeZone, now);
  return since !== null && receipt.last_received_at <= since;
}

/** For those who may get it any number of times, a receipt that still lies ahead is no hindrance. */
const ANY_TIME = new Date("9999-01-01T00:00:00.000Z");

function lastBefore({ live, person }: Candidate, workspaceZone: string, now: Date): Date | null {
  if (repeats(live.definition)) return ANY_TIME;
  return eligibleSince(live.definition.re_eligibility, now, [person.timeZone, workspaceZone]);
}

/** Who takes the last place, if somebody does. A control group takes none. */
function lastPlace<C extends Candidate>(chosen: readonly Chosen<C>[], places: number | null) {
  if (places === null) return null;
  return chosen.filter((one) => !one.variation.control)[places - 1] ?? null;
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

function claim<C extends Candidate>(
  sql: SqlClient,
  workspaceId: string,
  chosen: readonly Chosen<C>[],
  workspaceZone: string,
  now: Date,
): Promise<Map<string, string>> {
  const claims = [...Map.groupBy(chosen, ({ candidate }) => keyOf(candidate)).values()].flatMap(
    (items): ReceiptClaim[] => {
      const [first] = items;
      if (!first) return [];
      const { candidate, variation } = first;
      return [
        {
          ...pairOf(candidate),
          variationId: variation.message_variation_id,
          control: variation.control,
          receivedAt: new Date(Math.max(now.getTime(), Math.min(...items.map(({ at }) => at.getTime())))),
          count: items.length,
          lastBefore: lastBefore(candidate, workspaceZone, now),
        },
      ];
    },
  );
  const variationIds = new Set(
    chosen.flatMap(({ candidate }) =>
      candidate.live.definition.variations.map((variation) => variation.message_variation_id),
    ),
  );
  return claimReceipts(sql, workspaceId, claims, [...variationIds], now);
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
