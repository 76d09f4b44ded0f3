/** People enter a canvas: audience, re-entry, limits, variants; then they go as far as they can at once. */
import { eventDeliveryId } from "#lib/delivery/event-delivery-id.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { matchPeople } from "#lib/segment/service-match.ts";
import { assignVariation } from "#lib/trigger/assign-variation.ts";
import { fits, type HappenedEvent, listensFor } from "./advance.ts";
import { startOf } from "./definition.ts";
import type { Entry } from "./entry.ts";
import type { CanvasDefinition } from "./schema.ts";
import { playTurns, type Turn } from "./service-engine.ts";
import type { LoadedVersion } from "./service-versions-cache.ts";
import { type EntryCounts, entryCounts } from "./store-limits.ts";

export interface Newcomer {
  person: PersonFacts;
  /** What starts the entry; the same cause starts it once. */
  startedBy: string;
  event: HappenedEvent | null;
  context: Record<string, unknown>;
  /** Later than now: they enter now and take the first step then. */
  startAt?: Date | null;
  parentEntryId?: string | null;
  /** When what starts it happened. */
  at: Date;
}

export interface EnterOptions {
  audience?: FilterTree | undefined;
  withoutEvents?: readonly string[] | undefined;
  /** Entries the current run has made. */
  enteredInRun?: number | undefined;
}

export type EntryResult = { entryId: string; entered: true } | { entered: false; reason: string };

/** Lets people in; answers for each what became of it, in order. */
export async function enterCanvas(
  workspaceId: string,
  version: LoadedVersion,
  newcomers: readonly Newcomer[],
  now: Date,
  options: EnterOptions = {},
): Promise<EntryResult[]> {
  const { definition } = version;
  const trees = [definition.audience, options.audience].filter((tree) => tree && tree.filters.length > 0);
  const tree: FilterTree = { op: "and", filters: trees.filter((item) => item !== undefined) };
  const people = [...new Map(newcomers.map(({ person }) => [person.profileId, person])).values()];
  const matching = new Set(
    (await matchPeople(workspaceId, tree, people, now, { withoutEvents: options.withoutEvents })).map(
      (person) => person.profileId,
    ),
  );
  let room = await roomFor(version, options.enteredInRun ?? 0, now);
  const turns = new Map<Newcomer, Turn>();
  const refused = new Map<Newcomer, string>();
  for (const newcomer of newcomers) {
    if (!matching.has(newcomer.person.profileId)) refused.set(newcomer, "user_not_in_segment");
    else if (!fits(newcomer.context)) refused.set(newcomer, "context_too_large");
    else if (room <= 0) refused.set(newcomer, "entry_limit_reached");
    else {
      room -= 1;
      turns.set(newcomer, turnOf(workspaceId, version, newcomer, now));
    }
  }
  const stored = new Set((await playTurns(workspaceId, [...turns.values()], now)).map((entry) => entry.id));
  return newcomers.map((newcomer): EntryResult => {
    const entry = turns.get(newcomer)?.entry;
    if (entry && stored.has(entry.id)) return { entryId: entry.id, entered: true };
    return { entered: false, reason: refused.get(newcomer) ?? "not_eligible_until" };
  });
}

async function roomFor(version: LoadedVersion, inRun: number, now: Date): Promise<number> {
  const { limit } = version.definition.entry;
  if (!limit) return Number.POSITIVE_INFINITY;
  const counts: EntryCounts = await entryCounts(version.canvasId, now);
  const left = (max: number | null, used: number): number =>
    max === null ? Number.POSITIVE_INFINITY : max - used;
  return Math.min(
    left(limit.total, counts.total),
    left(limit.per_day, counts.today),
    left(limit.per_hour, counts.thisHour),
    left(limit.per_run, inRun),
  );
}

function turnOf(workspaceId: string, version: LoadedVersion, newcomer: Newcomer, now: Date): Turn {
  const { definition, canvasId } = version;
  const { person, startedBy } = newcomer;
  const variant = assignVariation(definition.variants, canvasId, person.profileId);
  const later = newcomer.startAt && newcomer.startAt > now ? newcomer.startAt : null;
  const entry: Entry = {
    id: eventDeliveryId(timeOrdered(startedBy, newcomer.at), `${startedBy} ${canvasId} ${person.profileId}`),
    workspaceId,
    canvasId,
    versionId: version.id,
    profileId: person.profileId,
    externalUserId: person.externalId,
    variantId: variant?.variant_id ?? null,
    state: "active",
    reason: null,
    stepId: startOf(definition, variant),
    seq: 0,
    since: later ?? newcomer.at,
    waitingFor: "arrive",
    waitUntil: later,
    wakeAt: later ?? now,
    listens: listensFor(definition, null),
    deliveryId: null,
    context: newcomer.context,
    event: newcomer.event,
    startedBy,
    parentEntryId: newcomer.parentEntryId ?? null,
    enteredAt: newcomer.at,
    endedAt: null,
  };
  const claim = { canvasId, profileId: person.profileId, againAfterMs: againAfterMs(definition) };
  const base = { entry, causeId: null, at: entry.since, claim };
  if (variant?.control) return { ...base, cause: { kind: "control" } };
  return { ...base, cause: later ? { kind: "later" } : { kind: "arrive" } };
}

/** Ids that begin with a time: an event, or the call, run or entry that a cause names. */
const TIMED_CAUSE = /^(?:dispatch:|run:|entry:)?([0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f-]+)/;

/** Ids sort by time, and are the same when a cause is worked off again; other causes get the moment they happened. */
function timeOrdered(startedBy: string, at: Date): string {
  return TIMED_CAUSE.exec(startedBy)?.[1] ?? at.getTime().toString(16).padStart(12, "0");
}

function againAfterMs({ entry }: CanvasDefinition): number | null {
  const rule = entry.re_entry;
  if (!rule.allowed) return null;
  return (rule.after_seconds ?? (rule.after_calendar_days ?? 0) * 86_400) * 1_000;
}
