/** Events that entries may have missed, as turns. */
import { eventFires } from "#lib/trigger/match-event.ts";
import { eventsOf, exitsBy, PROFILE_CHANGED } from "./advance.ts";
import type { HappenedEvent } from "./decision.ts";
import type { Entry } from "./entry.ts";
import { type LoadedVersion, versionsOf } from "./service-versions-cache.ts";
import { appliedCauses, type EventQuestion, nextEvents } from "./store-happened.ts";
import { type Turn, turnOfEvent } from "./turn.ts";

/** Events read for one entry at a time, and how often more are asked for. */
const PAGE = 250;
const MOST_PAGES = 8;

type Received = HappenedEvent & { receivedAt: Date };

/** Events that happened while people were on their way to where they listen now. */
export async function missedEvents(
  workspaceId: string,
  entries: readonly Entry[],
  now: Date,
): Promise<Turn[]> {
  const listening = entries.filter((entry) => entry.state === "active" && entry.listens.length > 0);
  return listening.length === 0 ? [] : eventTurns(workspaceId, listening, now);
}

/**
 * Events since these entries reached their steps that move them, as turns; those that moved them already are left out,
 * and what came after the window of a step.
 */
export async function eventTurns(workspaceId: string, entries: readonly Entry[], now: Date): Promise<Turn[]> {
  const asked = entries.flatMap((entry): Asked[] => {
    const names = entry.listens.filter((name) => name !== PROFILE_CHANGED);
    return names.length === 0 ? [] : [{ entry, names, until: null }];
  });
  const versions = await versionsOf(
    workspaceId,
    asked.map(({ entry }) => entry),
  );
  const found: { entry: Entry; event: Received }[] = [];
  await readEvents(workspaceId, asked, (entry, event) => {
    const version = versions.get(entry.versionId);
    if (event.id !== entry.startedBy && version && moves(version, entry, event, now))
      found.push({ entry, event });
  });
  if (found.length === 0) return [];
  const applied = await appliedCauses(
    [...new Set(found.map(({ entry }) => entry.id))],
    [...new Set(found.map(({ event }) => event.id))],
  );
  return found.flatMap(({ entry, event: { receivedAt, ...event } }) =>
    applied.has(`${entry.id} ${event.id}`) ? [] : [turnOfEvent(entry, event, receivedAt)],
  );
}

/** Whether an event takes somebody out, or along one of the paths of the step at which they wait for it. */
function moves({ definition, steps }: LoadedVersion, entry: Entry, event: Received, now: Date): boolean {
  if (exitsBy(definition, event, now)) return true;
  const step = entry.waitingFor === "event" ? steps.get(entry.stepId ?? "") : undefined;
  if (step?.type !== "action_paths" || step.ranked) return false;
  const inTime = entry.waitUntil === null || event.receivedAt <= entry.waitUntil;
  return inTime && step.groups.some((group) => eventFires(group, event, now));
}

/**
 * For those whose step weighs events when its window ends: the first of the window for each of its paths, oldest first.
 */
export async function weighedEvents(
  workspaceId: string,
  entries: readonly Entry[],
  now: Date,
): Promise<Map<string, HappenedEvent[]>> {
  const versions = await versionsOf(workspaceId, entries);
  const asked = entries.flatMap((entry) => {
    const step = versions.get(entry.versionId)?.steps.get(entry.stepId ?? "");
    if (step?.type !== "action_paths" || !step.ranked) return [];
    return [{ entry, names: eventsOf(step), until: entry.waitUntil, groups: step.groups }];
  });
  const groupsOf = new Map(asked.map(({ entry, groups }) => [entry.id, groups]));
  const firsts = new Map(asked.map(({ entry }) => [entry.id, new Map<number, HappenedEvent>()]));
  await readEvents(workspaceId, asked, (entry, { receivedAt: _received, ...event }) => {
    if (event.id === entry.startedBy) return;
    const known = firsts.get(entry.id);
    for (const [index, group] of (groupsOf.get(entry.id) ?? []).entries())
      if (known && !known.has(index) && eventFires(group, event, now)) known.set(index, event);
  });
  return new Map([...firsts].map(([id, known]) => [id, [...known.values()]]));
}

interface Asked {
  entry: Entry;
  names: readonly string[];
  until: Date | null;
}

/** Page after page for those who did much, so that nobody's are cut off by those of others. */
async function readEvents(
  workspaceId: string,
  asked: readonly Asked[],
  take: (entry: Entry, event: Received) => void,
): Promise<void> {
  const entries = new Map(asked.map(({ entry }) => [entry.id, entry]));
  let open = asked.map(
    ({ entry, names, until }): EventQuestion => ({
      entryId: entry.id,
      profileId: entry.profileId,
      names,
      since: entry.since,
      after: null,
      until,
    }),
  );
  for (let page = 0; page < MOST_PAGES && open.length > 0; page++) {
    const read = Map.groupBy(await nextEvents(workspaceId, open, PAGE), ({ entryId }) => entryId);
    open = open.flatMap((question): EventQuestion[] => {
      const events = read.get(question.entryId) ?? [];
      const entry = entries.get(question.entryId);
      for (const { entryId: _entry, ...event } of events) if (entry) take(entry, event);
      const last = events.at(-1);
      return last && events.length === PAGE ? [{ ...question, since: last.receivedAt, after: last.id }] : [];
    });
  }
}
