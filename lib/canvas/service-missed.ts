/** Events that entries may have missed, as turns. */
import { eventsOf, PROFILE_CHANGED } from "./advance.ts";
import type { HappenedEvent } from "./decision.ts";
import type { Entry } from "./entry.ts";
import { versionOf } from "./service-versions-cache.ts";
import { appliedCauses, eventsSince } from "./store-happened.ts";
import { type Turn, turnOfEvent } from "./turn.ts";

/** Events that happened while people were on their way to where they listen now. */
export async function missedEvents(workspaceId: string, entries: readonly Entry[]): Promise<Turn[]> {
  const listening = entries.filter((entry) => entry.state === "active" && entry.listens.length > 0);
  return listening.length === 0 ? [] : eventTurns(workspaceId, listening);
}

/** Events since these entries reached their steps, as turns; those that moved them already are left out. */
export async function eventTurns(workspaceId: string, entries: readonly Entry[]): Promise<Turn[]> {
  const names = [...new Set(entries.flatMap((entry) => entry.listens))].filter(
    (name) => name !== PROFILE_CHANGED,
  );
  if (names.length === 0) return [];
  const since = new Date(Math.min(...entries.map((entry) => entry.since.getTime())));
  const profiles = [...new Set(entries.map((entry) => entry.profileId))];
  const happened = await eventsSince(workspaceId, profiles, names, since);
  if (happened.length === 0) return [];
  const byProfile = Map.groupBy(happened, (event) => event.profileId);
  const applied = await appliedCauses(
    entries.map((entry) => entry.id),
    happened.map((event) => event.id),
  );
  return entries.flatMap((entry) =>
    (byProfile.get(entry.profileId) ?? [])
      .filter(
        (event) =>
          event.receivedAt >= entry.since &&
          event.id !== entry.startedBy &&
          entry.listens.includes(event.name) &&
          !applied.has(`${entry.id} ${event.id}`),
      )
      .map(({ profileId: _profile, receivedAt, ...event }) => turnOfEvent(entry, event, receivedAt)),
  );
}

/** For those whose step weighs events when its window ends: what happened since they came there, oldest first. */
export async function weighedEvents(
  workspaceId: string,
  entries: readonly Entry[],
): Promise<Map<string, HappenedEvent[]>> {
  const weighing = await Promise.all(
    entries.map(async (entry) => {
      // One that cannot be read ends with its turn.
      const version = await versionOf(workspaceId, entry.versionId).catch(() => null);
      const step = version?.steps.get(entry.stepId ?? "");
      return step?.type === "action_paths" && step.ranked ? { entry, names: eventsOf(step) } : null;
    }),
  );
  const asked = weighing.filter((item) => item !== null);
  if (asked.length === 0) return new Map();
  const since = new Date(Math.min(...asked.map(({ entry }) => entry.since.getTime())));
  const profiles = [...new Set(asked.map(({ entry }) => entry.profileId))];
  const names = [...new Set(asked.flatMap((item) => item.names))];
  const byProfile = Map.groupBy(
    await eventsSince(workspaceId, profiles, names, since),
    (event) => event.profileId,
  );
  return new Map(
    asked.map(({ entry }) => [
      entry.id,
      (byProfile.get(entry.profileId) ?? [])
        .filter((event) => event.receivedAt >= entry.since && event.id !== entry.startedBy)
        .map(({ profileId: _profile, receivedAt: _received, ...event }) => event),
    ]),
  );
}
