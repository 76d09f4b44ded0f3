/** Decides which campaigns a batch of events and changes fires, which waiting messages it calls off, which goals it reaches. */
import type { ReceivedEvent } from "#lib/delivery/service-received.ts";
import type { EvaluatedEvent, EvaluateEventsPayload } from "#lib/event/jobs.ts";
import { changeFires, eventFires } from "#lib/trigger/match-event.ts";
import type { ActionDelivery, Trigger } from "#lib/trigger/schema.ts";
import type { LiveCampaign } from "./service-live.ts";

export interface Fired {
  campaign: LiveCampaign & { action: ActionDelivery };
  profileId: string;
  /** What ids are made from: the same cause makes the same delivery. */
  causeId: string;
  event: EvaluatedEvent | null;
  /** Of a campaign started by another: the event that the other one was about. Templates read it; it starts nothing. */
  inherited?: ReceivedEvent | null | undefined;
  /** How many campaigns in a row led here, each started by the one before. */
  chain?: number | undefined;
  /** How many webhooks and steps of our own led here. */
  loopDepth?: number | undefined;
}

export type Firing = Pick<Fired, "campaign" | "profileId">;

export interface Goal {
  campaignId: string;
  goal: number;
  windowSeconds: number;
  event: EvaluatedEvent;
  /** Whether the same event also started the campaign. */
  started: boolean;
}

export interface Judged {
  fired: Fired[];
  cancelled: Firing[];
  goals: Goal[];
  /** People whose events or attributes may have brought them into a segment. */
  touched: Set<string>;
  /** Fired, but called off by a later event of the same batch. */
  excepted: Fired[];
}

/** Judges one campaign. */
export function judge(
  campaign: LiveCampaign,
  events: readonly EvaluatedEvent[],
  batch: readonly EvaluateEventsPayload[],
  now: Date,
): Omit<Judged, "touched"> {
  const { action } = campaign;
  const acted = action
    ? judgeAction({ ...campaign, action }, events, batch, now)
    : { fired: [], cancelled: [], excepted: [] };
  const started = new Set(acted.fired.map((one) => one.causeId));
  const goals = campaign.definition.conversions.flatMap((conversion, goal) =>
    events
      .filter((event) => eventFires(conversion, event, now))
      .map((event) => ({
        campaignId: campaign.campaignId,
        goal,
        windowSeconds: conversion.window_seconds,
        event,
        started: started.has(event.id),
      })),
  );
  return { ...acted, goals };
}

function judgeAction(
  campaign: Fired["campaign"],
  events: readonly EvaluatedEvent[],
  batch: readonly EvaluateEventsPayload[],
  now: Date,
): Pick<Judged, "fired" | "cancelled" | "excepted"> {
  const exceptions = campaign.action.exception_events ?? [];
  const calledOffAt = new Map<string, number>();
  for (const [index, event] of events.entries()) {
    if (exceptions.some((exception) => eventFires(exception, event, now)))
      calledOffAt.set(event.profile_id, index);
  }
  const fired: Fired[] = [];
  const excepted: Fired[] = [];
  for (const [index, event] of events.entries()) {
    if (!campaign.triggers.some((trigger) => eventFires(trigger, event, now))) continue;
    const calledOff = (calledOffAt.get(event.profile_id) ?? -1) > index;
    const { id: causeId, profile_id: profileId, loop_depth: loopDepth } = event;
    (calledOff ? excepted : fired).push({ campaign, profileId, causeId, event, loopDepth });
  }
  fired.push(...firedByChanges(campaign, campaign.triggers, batch));
  return {
    fired,
    excepted,
    cancelled: [...calledOffAt.keys()].map((profileId) => ({ campaign, profileId })),
  };
}

function firedByChanges(
  campaign: Fired["campaign"],
  triggers: readonly Trigger[],
  batch: readonly EvaluateEventsPayload[],
): Fired[] {
  if (!triggers.some((trigger) => trigger.type === "attribute_change")) return [];
  return batch.flatMap((payload) =>
    payload.attribute_changes
      .filter((change) => triggers.some((trigger) => changeFires(trigger, change)))
      .map((change) => ({
        campaign,
        profileId: change.profile_id,
        // Changes have no id of their own; person, attribute and moment together name one.
        causeId: `${change.profile_id} ${change.attribute} ${payload.received_at}`,
        event: null,
        loopDepth: payload.loop_depth,
      })),
  );
}
