/** From what fired to deliveries, receipts and decisions. */

import { eventDeliveryId } from "#lib/delivery/event-delivery-id.ts";
import { type NewDelivery, PRIORITY } from "#lib/delivery/schema.ts";
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import { deeper, MAX_LOOP_DEPTH } from "#lib/event/loop-guard.ts";
import { inTransaction, pool, type SqlClient } from "#lib/platform/db.ts";
import { log } from "#lib/platform/log.ts";
import { enqueue } from "#lib/platform/queue.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import { attributeValue, type PersonFacts } from "#lib/segment/matches.ts";
import { needsOf } from "#lib/segment/needs.ts";
import { matchPeople, peopleFacts } from "#lib/segment/service-match.ts";
import { confirmEntries, type SegmentEntries } from "#lib/segment/service-members.ts";
import { dueAt } from "#lib/trigger/delay.ts";
import { delayOf } from "#lib/trigger/schema.ts";
import type { Fired } from "./fired.ts";
import { CAMPAIGN_RECEIVED } from "./jobs.ts";
import { admit, type Candidate } from "./service-admit.ts";
import { type WorkspaceRules, workspaceRules } from "./store-admit.ts";
import { type Decision, insertDecisions } from "./store-evaluate.ts";

/** People who seem to have entered a segment, and the campaigns that wait for it. */
export interface Entry {
  entries: SegmentEntries;
  watching: Fired["campaign"][];
  /** How many webhooks and steps of our own led to what people did, as far as any did. */
  depths: ReadonlyMap<string, number>;
}

/** In one transaction; `before` and `after` run inside it. */
export async function fire(
  workspaceId: string,
  causes: { fired: readonly Fired[]; entries: readonly Entry[] },
  decisions: Decision[],
  now: Date,
  around: { before?: (sql: SqlClient) => Promise<void>; after?: (sql: SqlClient) => Promise<void> } = {},
): Promise<void> {
  const entering = causes.entries.flatMap(({ entries, watching, depths }) =>
    entries.entered.flatMap((profileId) =>
      watching.map((campaign) => ({
        campaign,
        profileId,
        causeId: `${profileId} ${entries.segmentId} ${now.toISOString()}`,
        event: null,
        loopDepth: depths.get(profileId),
        segmentId: entries.segmentId,
      })),
    ),
  );
  const started: Fired[] = [...causes.fired, ...entering];
  const all = started.filter((one) => !isLooping(one));
  decisions.push(...started.filter(isLooping).map((one) => decisionOf(one, "loop_cut")));
  const people =
    all.length > 0
      ? await peopleFacts(workspaceId, [...new Set(all.map((item) => item.profileId))])
      : new Map<string, PersonFacts>();
  const eligible = await inAudience(workspaceId, all, people, decisions, now);
  const rules = all.length > 0 ? await workspaceRules(pool(), workspaceId) : null;
  await inTransaction(async (sql) => {
    await around.before?.(sql);
    const confirmed = new Set<string>();
    for (const { entries } of causes.entries) {
      const entered = await confirmEntries(sql, workspaceId, entries);
      for (const profileId of entered) confirmed.add(`${entries.segmentId} ${profileId}`);
    }
    const entered = new Map(entering.map((one) => [one.causeId, `${one.segmentId} ${one.profileId}`]));
    const going = eligible.filter((one) => {
      const key = entered.get(one.causeId);
      return key === undefined || confirmed.has(key);
    });
    if (rules) await send(sql, workspaceId, going, rules, decisions, now);
    await around.after?.(sql);
    if (decisions.length > 0) await insertDecisions(sql, workspaceId, decisions, now);
  });
}

/** What so many webhooks and steps of our own led to would go round for ever. */
function isLooping({ loopDepth = 0 }: Fired): boolean {
  return loopDepth >= MAX_LOOP_DEPTH;
}

type Eligible = Fired & { person: PersonFacts };

async function inAudience(
  workspaceId: string,
  fired: readonly Fired[],
  people: ReadonlyMap<string, PersonFacts>,
  decisions: Decision[],
  now: Date,
): Promise<Eligible[]> {
  const passed: Eligible[] = [];
  for (const items of Map.groupBy(fired, (item) => item.campaign.campaignId).values()) {
    const [first] = items;
    if (!first) continue;
    const { campaign } = first;
    const ids = [...new Set(items.map((item) => item.profileId))];
    const candidates = ids.flatMap((id) => people.get(id) ?? []);
    try {
      const matching = await matchingOf(workspaceId, items, candidates, now);
      for (const item of items) {
        const person = matching.get(item);
        if (person) passed.push({ ...item, person });
        else decisions.push(decisionOf(item, "user_not_in_segment"));
      }
    } catch (error) {
      log().error(
        { err: error, campaignId: campaign.campaignId },
        "the audience of a campaign cannot be evaluated",
      );
      decisions.push(...items.map((item) => decisionOf(item, "audience_failed")));
    }
  }
  return passed;
}

/**
 * Who of them is in the audience of their campaign. Judged as it was before: what starts the campaign has not happened
 * yet, and neither has what the same person did after it in this batch.
 */
async function matchingOf(
  workspaceId: string,
  items: readonly Fired[],
  people: readonly PersonFacts[],
  now: Date,
): Promise<Map<Fired, PersonFacts>> {
  const [first] = items;
  if (!first) return new Map();
  const { audience } = first.campaign.definition;
  const after = first.campaign.action.audience_at === "after_event";
  const rounds = after || !items.some(asksAbout(audience)) ? [items] : roundsOf(items);
  const matching = new Map<Fired, PersonFacts>();
  for (const [round, judged] of rounds.entries()) {
    const concerned = new Set(judged.map((item) => item.profileId));
    const withoutEvents = after ? [] : rounds.slice(round).flatMap(idsOf);
    const asked = people.filter((person) => concerned.has(person.profileId));
    const matched = await matchPeople(workspaceId, audience, asked, now, { withoutEvents });
    const byId = new Map(matched.map((person) => [person.profileId, person]));
    for (const item of judged) {
      const person = byId.get(item.profileId);
      if (person) matching.set(item, person);
    }
  }
  return matching;
}

/** Whether a tree may tell what happened from what did not: it asks for the event, or for a segment that may. */
function asksAbout(tree: FilterTree): (item: Fired) => boolean {
  const { events, purchases, segments } = needsOf(tree);
  return ({ event }) => {
    if (!event) return false;
    return segments.size > 0 || events.has(event.name) || (purchases && event.kind === "purchase");
  };
}

function idsOf(items: readonly Fired[]): string[] {
  return items.flatMap((item) => item.event?.id ?? []);
}

/** More of what one person did in one batch is judged together: statements are bounded. */
const MOST_ROUNDS = 10;

/** What each person did first, then what they did second, and so on. */
function roundsOf(items: readonly Fired[]): Fired[][] {
  const rounds: Fired[][] = [];
  const counts = new Map<string, number>();
  for (const item of items) {
    const count = counts.get(item.profileId) ?? 0;
    counts.set(item.profileId, Math.min(count + 1, MOST_ROUNDS - 1));
    const round = rounds[count];
    if (round) round.push(item);
    else rounds[count] = [item];
  }
  return rounds;
}

async function send(
  sql: SqlClient,
  workspaceId: string,
  eligible: readonly Eligible[],
  rules: WorkspaceRules,
  decisions: Decision[],
  now: Date,
): Promise<void> {
  const candidates = eligible.flatMap((one): (Candidate & { fired: Fired })[] => {
    const sendAt = sendTime(one, rules.timeZone, now);
    if (sendAt) return [candidateOf(one, sendAt)];
    decisions.push(decisionOf(one, "personalization_failed"));
    return [];
  });
  if (candidates.length === 0) return;
  const admissions = await admit(sql, workspaceId, candidates, rules, now);
  const deliveries: NewDelivery[] = [];
  const controls: Fired[] = [];
  for (const admission of admissions) {
    const { fired } = admission.candidate;
    if (admission.admitted) deliveries.push(admission.delivery);
    else decisions.push(decisionOf(fired, admission.reason));
    if (!admission.admitted && admission.reason === "control_group") controls.push(fired);
  }
  await insertDeliveries(sql, deliveries, now);
  if (controls.length > 0) await announceControls(sql, workspaceId, controls, now);
}

/** Tells the campaigns and journeys that wait for a control group. */
async function announceControls(
  sql: SqlClient,
  workspaceId: string,
  controls: readonly Fired[],
  now: Date,
): Promise<void> {
  const told = controls.map((one) => ({
    campaign_id: one.campaign.campaignId,
    profile_id: one.profileId,
    cause_id: one.causeId,
    chain: one.chain ?? 0,
  }));
  const at = now.toISOString();
  await enqueue(sql, CAMPAIGN_RECEIVED, [{ workspace_id: workspaceId, receipts: [], controls: told, at }]);
}

function candidateOf(one: Eligible, sendAt: Date): Candidate & { fired: Fired } {
  const { campaign, person, event, inherited, causeId, chain } = one;
  const { id, name, time, properties } = event ?? inherited ?? {};
  return {
    live: campaign,
    fired: one,
    deliveryId: eventDeliveryId(event?.id ?? person.profileId, `${causeId} ${campaign.campaignId}`),
    person,
    priority: PRIORITY.action,
    sendAt,
    input: {
      ...(id && name ? { event: { id, name, time, properties } } : {}),
      ...deeper(one),
      ...(chain ? { chain } : {}),
    },
  };
}

function sendTime({ campaign, person }: Eligible, workspaceTimeZone: string, now: Date): Date | null {
  const delay = delayOf(campaign.action);
  if (!delay) return now;
  return dueAt(delay, now, {
    personZone: person.timeZone,
    workspaceZone: workspaceTimeZone,
    attribute: delay.attribute === undefined ? undefined : attributeValue(person, delay.attribute),
  });
}

/** Why somebody does not get what fired. */
export function decisionOf(item: Fired, reason: string): Decision {
  return {
    campaignId: item.campaign.campaignId,
    profileId: item.profileId,
    eventId: item.event?.id ?? null,
    reason,
  };
}
