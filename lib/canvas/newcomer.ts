/** People on their way into a canvas, and the entry that each of them gets. */
import { eventDeliveryId } from "#lib/delivery/event-delivery-id.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { assignVariation } from "#lib/trigger/assign-variation.ts";
import { listensFor } from "./advance.ts";
import type { HappenedEvent } from "./decision.ts";
import { startOf } from "./definition.ts";
import type { Entry, EntryClaim } from "./entry.ts";
import type { CanvasDefinition } from "./schema.ts";
import type { Turn } from "./turn.ts";

export interface Newcomer {
  person: PersonFacts;
  /** What starts the entry; the same cause starts it once. */
  startedBy: string;
  event: HappenedEvent | null;
  context: Record<string, unknown>;
  /** Later than now: they enter now and take the first step then. */
  startAt?: Date | null;
  parentEntryId?: string | null;
  /** How many of our own webhooks, updates and journeys led to it; 0 when left out. */
  loopDepth?: number | undefined;
  /** When what starts it happened. */
  at: Date;
}

interface EnteredVersion {
  id: string;
  canvasId: string;
  definition: CanvasDefinition;
}

/** The first turn of somebody who enters: their entry, their variant, and what re-entry asks for. */
export function newcomerTurn(
  workspaceId: string,
  version: EnteredVersion,
  newcomer: Newcomer,
  now: Date,
): Turn {
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
    loopDepth: newcomer.loopDepth ?? newcomer.event?.loop_depth ?? 0,
    failingSince: null,
    enteredAt: newcomer.at,
    endedAt: null,
  };
  const claim = { canvasId, profileId: person.profileId, againAfterMs: againAfterMs(definition) };
  const base = { entry, causeId: null, at: entry.since, claim };
  if (variant?.control) return { ...base, cause: { kind: "control" } };
  return { ...base, cause: later ? { kind: "later" } : { kind: "arrive" } };
}

/** Whether somebody who entered at `last` may enter now. */
export function mayEnter({ againAfterMs }: EntryClaim, last: Date | null, now: Date): boolean {
  if (last === null) return true;
  return againAfterMs !== null && last.getTime() + againAfterMs <= now.getTime();
}

/** Ids that begin with a time: an event, or the call, run, entry or delivery that a cause names. */
const TIMED_CAUSE = /^(?:dispatch:|run:|entry:|received:)?([0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f-]+)/;

/** Ids sort by time, and are the same when a cause is worked off again; other causes get the moment they happened. */
function timeOrdered(startedBy: string, at: Date): string {
  return TIMED_CAUSE.exec(startedBy)?.[1] ?? at.getTime().toString(16).padStart(12, "0");
}

function againAfterMs({ entry }: CanvasDefinition): number | null {
  const rule = entry.re_entry;
  if (!rule.allowed) return null;
  return (rule.after_seconds ?? (rule.after_calendar_days ?? 0) * 86_400) * 1_000;
}
