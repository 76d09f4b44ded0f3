/**
 * Which campaigns do these events start? Works off the events of one workspace in one transaction with a bounded
 * number of statements. Repeating a batch changes nothing.
 */

import { type NewDelivery, PRIORITY } from "#lib/delivery/schema.ts";
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import type { EvaluatedEvent, EvaluateEventsPayload } from "#lib/event/jobs.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { log } from "#lib/platform/log.ts";
import { attributeValue, type PersonFacts } from "#lib/segment/matches.ts";
import { matchPeople } from "#lib/segment/service-match.ts";
import { assignVariation } from "#lib/trigger/assign-variation.ts";
import { dueAt } from "#lib/trigger/delay.ts";
import { changeFires, eventFires } from "#lib/trigger/match-event.ts";
import { quietUntil } from "#lib/trigger/quiet-hours.ts";
import { type ActionDelivery, delayOf, type Trigger, triggersOf } from "#lib/trigger/schema.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import { parseDefinition } from "./definition.ts";
import { eventDeliveryId } from "./event-delivery-id.ts";
import type { CampaignDefinition, Variation } from "./schema.ts";
import {
  cancelDelayed,
  claimReceipts,
  type Decision,
  insertDecisions,
  liveStamp,
  loadLiveCampaigns,
  loadPeople,
  type ReceiptClaim,
  workspaceZone,
} from "./store-evaluate.ts";

interface LiveCampaign {
  id: string;
  versionId: string;
  definition: CampaignDefinition;
  action: ActionDelivery;
  triggers: Trigger[];
}

interface Firing {
  campaign: LiveCampaign;
  person: PersonFacts;
  /** What caused it, to make ids from and to render with. */
  causeId: string;
  event: EvaluatedEvent | null;
  variation: Variation;
}

const cache = new Map<string, { stamp: string; campaigns: LiveCampaign[] }>();

/** Evaluates a batch of one workspace. */
export async function evaluateEvents(
  workspaceId: string,
  batch: readonly EvaluateEventsPayload[],
  now: Date,
): Promise<void> {
  const campaigns = await liveCampaigns(workspaceId);
  if (campaigns.length === 0) return;
  const events = batch.flatMap((payload) => payload.events);
  const firedEvents = campaigns.flatMap((campaign) =>
    events
      .filter((event) => campaign.triggers.some((trigger) => eventFires(trigger, event, now)))
      .map((event) => ({ campaign, profileId: event.profile_id, causeId: event.id, event })),
  );
  const fired = [...firedEvents, ...firedByChanges(campaigns, batch)];
  const cancelled = campaigns.flatMap((campaign) =>
    events
      .filter((event) =>
        (campaign.action.exception_events ?? []).some((exception) => eventFires(exception, event, now)),
      )
      .map((event) => ({ campaignId: campaign.id, profileId: event.profile_id })),
  );
  if (fired.length === 0 && cancelled.length === 0) return;
  const people = await loadPeople(workspaceId, [...new Set(fired.map((item) => item.profileId))]);
  const decisions: Decision[] = [];
  const eligible = await inAudience(workspaceId, fired, people, decisions, now);
  const zone = await workspaceZone(workspaceId);
  await inTransaction(async (sql) => {
    if (cancelled.length > 0) await cancelDelayed(sql, workspaceId, cancelled, now);
    const firings = await claim(sql, workspaceId, eligible, decisions, now);
    await insertDeliveries(
      sql,
      firings.flatMap((firing) => toDelivery(workspaceId, firing, zone, decisions, now)),
      now,
    );
    if (decisions.length > 0) await insertDecisions(sql, workspaceId, decisions, now);
  });
}

/** Campaigns started by actions, compiled once per set of live versions. One that cannot be read is left out, never a stop for the others. */
async function liveCampaigns(workspaceId: string): Promise<LiveCampaign[]> {
  const stamp = await liveStamp(workspaceId);
  const known = cache.get(workspaceId);
  if (known?.stamp === stamp) return known.campaigns;
  const campaigns = (await loadLiveCampaigns(workspaceId)).flatMap((row): LiveCampaign[] => {
    try {
      const definition = parseDefinition(row.definition);
      if (definition.delivery.type !== "action") return [];
      const action = definition.delivery;
      return [
        { id: row.campaign_id, versionId: row.version_id, definition, action, triggers: triggersOf(action) },
      ];
    } catch (error) {
      log().error(
        { err: error, campaignId: row.campaign_id },
        "a live campaign cannot be read and is skipped",
      );
      return [];
    }
  });
  cache.set(workspaceId, { stamp, campaigns });
  return campaigns;
}

interface Fired {
  campaign: LiveCampaign;
  profileId: string;
  causeId: string;
  event: EvaluatedEvent | null;
}

function firedByChanges(
  campaigns: readonly LiveCampaign[],
  batch: readonly EvaluateEventsPayload[],
): Fired[] {
  const watching = campaigns.filter((campaign) =>
    campaign.triggers.some((trigger) => trigger.type === "attribute_change"),
  );
  if (watching.length === 0) return [];
  return watching.flatMap((campaign) =>
    batch.flatMap((payload) =>
      payload.attribute_changes
        .filter((change) => campaign.triggers.some((trigger) => changeFires(trigger, change)))
        .map((change) => ({
          campaign,
          profileId: change.profile_id,
          // Changes have no id of their own; person, attribute and moment together name one.
          causeId: `${change.profile_id} ${change.attribute} ${payload.received_at}`,
          event: null,
        })),
    ),
  );
}

async function inAudience(
  workspaceId: string,
  fired: readonly Fired[],
  people: ReadonlyMap<string, PersonFacts>,
  decisions: Decision[],
  now: Date,
): Promise<(Fired & { person: PersonFacts })[]> {
  const passed: (Fired & { person: PersonFacts })[] = [];
  for (const [campaign, items] of Map.groupBy(fired, (item) => item.campaign)) {
    const candidates = [...new Set(items.map((item) => item.profileId))].flatMap(
      (id) => people.get(id) ?? [],
    );
    try {
      const matching = new Map(
        (await matchPeople(workspaceId, campaign.definition.audience, candidates, now)).map((p) => [
          p.profileId,
          p,
        ]),
      );
      for (const item of items) {
        const person = matching.get(item.profileId);
        if (person) passed.push({ ...item, person });
        else decisions.push(decision(item, "user_not_in_segment"));
      }
    } catch (error) {
      log().error({ err: error, campaignId: campaign.id }, "the audience of a campaign cannot be evaluated");
      decisions.push(...items.map((item) => decision(item, "audience_failed")));
    }
  }
  return passed;
}

/** Applies re-eligibility and picks variations; who may receive is noted in the same transaction. */
async function claim(
  sql: Parameters<typeof claimReceipts>[0],
  workspaceId: string,
  items: readonly (Fired & { person: PersonFacts })[],
  decisions: Decision[],
  now: Date,
): Promise<Firing[]> {
  const firings = items.flatMap((item): Firing[] => {
    const variation = assignVariation(item.campaign.definition.variations, item.campaign.id, item.profileId);
    return variation ? [{ ...item, variation }] : [];
  });
  const claims = new Map<string, ReceiptClaim>();
  for (const firing of firings) claims.set(keyOf(firing), claimOf(firing));
  const won =
    claims.size > 0 ? await claimReceipts(sql, workspaceId, [...claims.values()], now) : new Set<string>();
  const used = new Set<string>();
  return firings.filter((firing) => {
    const key = keyOf(firing);
    const again = claims.get(key)?.againAfterMs === 0;
    const may = again || (won.has(key) && !used.has(key));
    used.add(key);
    if (!may) decisions.push(decision(firing, "not_eligible_until"));
    return may;
  });
}

function claimOf({ campaign, person, variation }: Firing): ReceiptClaim {
  const rule = campaign.definition.re_eligibility;
  const days = rule.after_calendar_days ?? 0;
  const seconds = rule.after_seconds ?? days * 86_400;
  return {
    campaignId: campaign.id,
    profileId: person.profileId,
    variationId: variation.message_variation_id,
    control: variation.control,
    againAfterMs: rule.allowed ? seconds * 1000 : null,
  };
}

function keyOf(firing: Firing): string {
  return `${firing.campaign.id} ${firing.person.profileId}`;
}

function toDelivery(
  workspaceId: string,
  firing: Firing,
  workspaceTimeZone: string,
  decisions: Decision[],
  now: Date,
): NewDelivery[] {
  const { campaign, person, event, variation } = firing;
  if (variation.control) {
    decisions.push(decision(firing, "control_group"));
    return [];
  }
  const sendAt = sendTime(firing, workspaceTimeZone, now);
  if (sendAt === null) {
    decisions.push(decision(firing, "personalization_failed"));
    return [];
  }
  const zone = firstZone(person.timeZone, workspaceTimeZone);
  const quiet = campaign.definition.quiet_hours ?? campaign.action.quiet_hours;
  const quietEnd = quiet ? quietUntil(quiet, sendAt, zone) : null;
  const dropped = quietEnd !== null && quiet?.action === "abort";
  if (outsideWindow(campaign.action, sendAt)) {
    decisions.push(decision(firing, "no_longer_in_availability_window"));
    return [];
  }
  return [
    {
      id: eventDeliveryId(
        firing.causeId.includes(" ") ? `${person.profileId}` : firing.causeId,
        `${firing.causeId} ${campaign.id}`,
      ),
      workspaceId,
      campaignId: campaign.id,
      campaignVersionId: campaign.versionId,
      variationId: variation.message_variation_id,
      profileId: person.profileId,
      externalUserId: person.externalId,
      priority: PRIORITY.action,
      sendAt: quietEnd ?? sendAt,
      input: event
        ? { event: { id: event.id, name: event.name, time: event.time, properties: event.properties } }
        : {},
      ...(dropped ? { status: "aborted" as const, reason: "quiet_hours" } : {}),
    },
  ];
}

function sendTime({ campaign, person }: Firing, workspaceTimeZone: string, now: Date): Date | null {
  const delay = delayOf(campaign.action);
  if (!delay) return now;
  return dueAt(delay, now, {
    personZone: person.timeZone,
    workspaceZone: workspaceTimeZone,
    attribute: delay.attribute === undefined ? undefined : attributeValue(person, delay.attribute),
  });
}

function outsideWindow(action: ActionDelivery, at: Date): boolean {
  const { start, end } = action.window ?? {};
  return (!!start && at.getTime() < Date.parse(start)) || (!!end && at.getTime() > Date.parse(end));
}

function decision(
  item: { campaign: LiveCampaign; causeId: string; event: EvaluatedEvent | null } & (
    | { profileId: string }
    | { person: PersonFacts }
  ),
  reason: string,
): Decision {
  return {
    campaignId: item.campaign.id,
    profileId: "profileId" in item ? item.profileId : item.person.profileId,
    eventId: item.event?.id ?? null,
    reason,
  };
}
