/** What events and attribute changes do to canvases: they start entries, move them, end them, and count as conversions. */

import type { EvaluatedEvent, EvaluateEventsPayload } from "#lib/event/jobs.ts";
import { isDatabaseFault } from "#lib/platform/database-fault.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { log } from "#lib/platform/log.ts";
import { needsOf } from "#lib/segment/needs.ts";
import { peopleFacts } from "#lib/segment/service-match.ts";
import { changeFires, eventFires } from "#lib/trigger/match-event.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import { PROFILE_CHANGED } from "./advance.ts";
import type { HappenedEvent } from "./decision.ts";
import type { Entry } from "./entry.ts";
import { isOpen } from "./entry-window.ts";
import type { Newcomer } from "./newcomer.ts";
import type { ActionEntry } from "./schema.ts";
import { playTurns } from "./service-engine.ts";
import { enterCanvas } from "./service-enter.ts";
import { type LiveCanvas, liveCanvases } from "./service-live.ts";
import { noteSegmentEntries } from "./service-segment-entry.ts";
import { type LoadedVersion, versionsOf } from "./service-versions-cache.ts";
import { type Conversion, insertConversions } from "./store-conversions.ts";
import { loadListening } from "./store-entries.ts";
import { appliedCauses } from "./store-happened.ts";
import { type Turn, turnOfEvent } from "./turn.ts";

interface Arrived {
  event: EvaluatedEvent;
  receivedAt: Date;
}

/** Evaluates a batch of one workspace. Repeating it changes nothing. */
export async function evaluateCanvasEvents(
  workspaceId: string,
  batch: readonly EvaluateEventsPayload[],
  now: Date,
): Promise<void> {
  const live = await liveCanvases(workspaceId);
  if (live.length === 0) return;
  const arrived = batch.flatMap((payload) =>
    payload.events.map((event): Arrived => ({ event, receivedAt: new Date(payload.received_at) })),
  );
  // First those inside: an event that starts an entry must not also move it.
  await wake(workspaceId, live, arrived, batch, now);
  for (const canvas of live) {
    const { entry } = canvas.version.definition;
    if (entry.type === "action" && canvas.status === "active")
      await alone(canvas, () => start(workspaceId, canvas, entry, arrived, batch, now));
  }
  await noteSegmentEntries(workspaceId, live, batch, now);
  await convert(workspaceId, live, arrived, now);
}

/** A canvas whose rules cannot be asked keeps nobody out of the others. */
async function alone({ canvasId }: LiveCanvas, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isDatabaseFault(error)) throw error;
    log().error({ err: error, canvasId }, "nobody could be let into a canvas");
  }
}

async function wake(
  workspaceId: string,
  live: readonly LiveCanvas[],
  arrived: readonly Arrived[],
  batch: readonly EvaluateEventsPayload[],
  now: Date,
): Promise<void> {
  const changed = new Set(
    batch.flatMap((payload) => payload.attribute_changes.map((change) => change.profile_id)),
  );
  const acted = new Set(arrived.map(({ event }) => event.profile_id));
  const names = [...new Set(arrived.map(({ event }) => event.name))];
  // An exit rule may ask for what somebody did, by itself or by a segment.
  const asksForDeeds = live.some(({ version }) => exitsByDeeds(version));
  if (changed.size > 0 || (asksForDeeds && acted.size > 0)) names.push(PROFILE_CHANGED);
  if (names.length === 0) return;
  const profiles = [...new Set([...acted, ...changed])];
  const entries = await loadListening(workspaceId, profiles, names);
  if (entries.length === 0) return;
  const byProfile = Map.groupBy(arrived, ({ event }) => event.profile_id);
  const applied = await appliedCauses(
    entries.map((entry) => entry.id),
    arrived.map(({ event }) => event.id),
  );
  const versions = await versionsOf(workspaceId, entries);
  const touches = ({ profileId, versionId }: Entry): boolean =>
    changed.has(profileId) || (acted.has(profileId) && exitsByDeeds(versions.get(versionId)));
  const turns = entries.flatMap((entry): Turn[] => {
    const events = (byProfile.get(entry.profileId) ?? []).filter(
      ({ event }) =>
        entry.listens.includes(event.name) &&
        event.id !== entry.startedBy &&
        !applied.has(`${entry.id} ${event.id}`),
    );
    const own = events.map(({ event, receivedAt }) => turnOfEvent(entry, happened(event), receivedAt));
    const profile = entry.listens.includes(PROFILE_CHANGED) && touches(entry);
    return profile ? [...own, { entry, cause: { kind: "profile" }, causeId: null, at: now }] : own;
  });
  await playTurns(workspaceId, turns, now);
}

/** Whether an exit rule holds by more than what is known of the profile alone. */
function exitsByDeeds(version: LoadedVersion | undefined): boolean {
  return (version?.definition.exit_criteria ?? []).some(({ filter }) => {
    if (!filter) return false;
    const needs = needsOf(filter);
    return !needs.profileOnly || needs.segments.size > 0;
  });
}

function happened(event: EvaluatedEvent): HappenedEvent {
  const { id, kind, name, time, properties, product_id, loop_depth: depth } = event;
  return { id, kind, name, time, properties, product_id, ...(depth ? { loop_depth: depth } : {}) };
}

async function start(
  workspaceId: string,
  { version }: LiveCanvas,
  entry: ActionEntry,
  arrived: readonly Arrived[],
  batch: readonly EvaluateEventsPayload[],
  now: Date,
): Promise<void> {
  if (!isOpen(entry, now)) return;
  const triggers = triggersOf(entry);
  const fired = arrived.filter(({ event }) => triggers.some((trigger) => eventFires(trigger, event, now)));
  const changes = batch.flatMap((payload) =>
    payload.attribute_changes
      .filter((change) => triggers.some((trigger) => changeFires(trigger, change)))
      .map((change) => ({ change, at: new Date(payload.received_at), loopDepth: payload.loop_depth })),
  );
  if (fired.length + changes.length === 0) return;
  const ids = [
    ...fired.map(({ event }) => event.profile_id),
    ...changes.map(({ change }) => change.profile_id),
  ];
  const people = await peopleFacts(workspaceId, [...new Set(ids)]);
  const newcomers = [
    ...fired.flatMap(({ event, receivedAt }): Newcomer[] => {
      const person = people.get(event.profile_id);
      if (!person) return [];
      return [
        { person, startedBy: event.id, event: happened(event), context: event.properties, at: receivedAt },
      ];
    }),
    ...changes.flatMap(({ change, at, loopDepth }): Newcomer[] => {
      const person = people.get(change.profile_id);
      // Changes have no id of their own; attribute and moment together name one.
      const startedBy = `change:${change.attribute}:${at.toISOString()}`;
      return person ? [{ person, startedBy, event: null, context: {}, loopDepth, at }] : [];
    }),
  ];
  const before = entry.audience_at !== "after_event";
  await enterCanvas(workspaceId, version, newcomers, now, {
    withoutEvents: before ? fired.map(({ event }) => event.id) : undefined,
  });
}

async function convert(
  workspaceId: string,
  live: readonly LiveCanvas[],
  arrived: readonly Arrived[],
  now: Date,
): Promise<void> {
  const found = live.flatMap(({ canvasId, version }) =>
    version.definition.conversions.flatMap((conversion, index) =>
      arrived
        .filter(({ event }) => eventFires(conversion, event, now))
        .map(
          ({ event, receivedAt }): Conversion => ({
            canvasId,
            index,
            profileId: event.profile_id,
            eventId: event.id,
            at: receivedAt,
            windowSeconds: conversion.window_seconds,
          }),
        ),
    ),
  );
  if (found.length > 0) await inTransaction((sql) => insertConversions(sql, workspaceId, found));
}
