/** Evaluates one rule for one person, and says what was seen while doing so. */
import { splitPath, valueAt } from "./attribute-path.ts";
import { compare } from "./compare.ts";
import type {
  EventFilter,
  FilterLeaf,
  FilterTree,
  PurchaseFilter,
  ReceivedCampaignFilter,
  ReceivedCanvasFilter,
  SegmentFilter,
} from "./filter.ts";
import { attributeValue, matchesProperties, type PersonFacts } from "./matches.ts";
import type { FilterValue, ValueOperator } from "./operators.ts";

const DAY_MS = 86_400_000;

export interface PersonEvent {
  kind: string;
  name: string;
  time: Date;
  properties: Record<string, unknown>;
  productId: string | null;
}

export interface PersonDelivery {
  id: string;
  campaignId: string | null;
  canvasId: string | null;
  variationId: string | null;
  stepId: string | null;
  status: string;
  createdAt: Date;
  deliveredAt: Date | null;
}

/** `needs.ts` says which of the optional parts a tree asks for. */
export interface PersonData {
  profile: PersonFacts;
  events?: readonly PersonEvent[] | undefined;
  deliveries?: readonly PersonDelivery[] | undefined;
  /** Ids of the lists the person is on. */
  lists?: ReadonlySet<string> | undefined;
}

export interface Evaluation {
  now: Date;
  /** Every segment the tree refers to, directly or not; `references.ts` checks that none is missing. */
  segments: ReadonlyMap<string, FilterTree>;
}

function within(at: Date, days: number, now: Date): boolean {
  return at.getTime() > now.getTime() - days * DAY_MS;
}

/** The fact a rule was judged by. */
export type Seen =
  | { kind: "value"; value: unknown }
  | { kind: "count"; count: number }
  | { kind: "moment"; at: Date | null }
  | { kind: "status"; status: string | null }
  | { kind: "member"; member: boolean };

export interface LeafResult {
  matched: boolean;
  seen: Seen;
}

type OccurrenceFilter = EventFilter | PurchaseFilter;
type ReceivedFilter = ReceivedCampaignFilter | ReceivedCanvasFilter;
/** How the walk answers for a referenced segment. */
export type SegmentAnswer = (leaf: SegmentFilter) => boolean;

/** Judges one rule. Throws when the person's data lacks a part the rule needs. */
export function evaluateLeaf(
  leaf: FilterLeaf,
  person: PersonData,
  evaluation: Evaluation,
  inSegment: SegmentAnswer,
): LeafResult {
  switch (leaf.type) {
    case "attribute":
      return valueResult(attributeValue(person.profile, leaf.attribute), leaf, evaluation);
    case "context":
      return valueResult(valueAt(person.profile.context ?? {}, splitPath(leaf.context)), leaf, evaluation);
    case "event":
    case "purchase":
      return occurrenceResult(leaf, needed(person.events, "events"), evaluation.now);
    case "received_campaign":
    case "received_canvas":
      return receivedResult(leaf, needed(person.deliveries, "deliveries"), evaluation.now);
    case "segment":
      return memberResult(inSegment(leaf), leaf.op);
    case "list":
      return memberResult(needed(person.lists, "lists").has(leaf.list_id), leaf.op);
    case "random_bucket": {
      const bucket = person.profile.randomBucket;
      return {
        matched: bucket >= leaf.value[0] && bucket <= leaf.value[1],
        seen: { kind: "value", value: bucket },
      };
    }
  }
}

function needed<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new Error(`The filter needs ${name} of the person, which were not loaded.`);
  return part;
}

function valueResult(
  value: unknown,
  condition: { op: ValueOperator; value?: FilterValue | undefined },
  { now }: Evaluation,
): LeafResult {
  return { matched: compare(value, condition.op, condition.value, now), seen: { kind: "value", value } };
}

function memberResult(member: boolean, op: "in" | "not_in" | undefined): LeafResult {
  return { matched: member !== (op === "not_in"), seen: { kind: "member", member } };
}

function occurrenceResult(leaf: OccurrenceFilter, events: readonly PersonEvent[], now: Date): LeafResult {
  const times = events.filter((event) => isOccurrence(leaf, event, now)).map((event) => event.time.getTime());
  if (leaf.op.startsWith("first_") || leaf.op.startsWith("last_")) {
    const at =
      times.length === 0
        ? null
        : leaf.op.startsWith("first_")
          ? least(times)
          : -least(times.map((time) => -time));
    const recent = at !== null && within(new Date(at), leaf.value ?? 0, now);
    return {
      matched: recent !== leaf.op.endsWith("_not_within_days"),
      seen: { kind: "moment", at: at === null ? null : new Date(at) },
    };
  }
  return countResult(leaf.op, leaf.value, times.length);
}

function least(times: readonly number[]): number {
  return times.reduce((a, b) => Math.min(a, b));
}

function isOccurrence(leaf: OccurrenceFilter, event: PersonEvent, now: Date): boolean {
  if (event.kind !== leaf.type) return false;
  if (leaf.type === "event" && event.name !== leaf.event) return false;
  if (leaf.type === "purchase" && leaf.product_id !== undefined && event.productId !== leaf.product_id)
    return false;
  if (leaf.within_days !== undefined && !within(event.time, leaf.within_days, now)) return false;
  return matchesProperties(leaf.filters ?? [], event.properties, now);
}

function countResult(op: string, value: unknown, count: number): LeafResult {
  const wanted = typeof value === "number" ? value : 0;
  const matched = {
    ever: count > 0,
    never: count === 0,
    count_gte: count >= wanted,
    count_lte: count <= wanted,
    count_eq: count === wanted,
  }[op];
  return { matched: matched ?? false, seen: { kind: "count", count } };
}

function receivedResult(leaf: ReceivedFilter, deliveries: readonly PersonDelivery[], now: Date): LeafResult {
  const own = deliveries.filter((delivery) => isFrom(leaf, delivery));
  if (leaf.op === "last_status" || leaf.op === "last_status_not") {
    const status = newest(windowed(own, leaf.within_days, now, receivedAt))?.status ?? null;
    return {
      matched: (status === leaf.value) !== (leaf.op === "last_status_not"),
      seen: { kind: "status", status },
    };
  }
  const status = leaf.status ?? "delivered";
  const ofStatus = own.filter((delivery) => delivery.status === status);
  const days =
    leaf.op === "within_days" || leaf.op === "not_within_days" ? Number(leaf.value) : leaf.within_days;
  const counted = windowed(ofStatus, days, now, receivedAt);
  if (leaf.op !== "within_days" && leaf.op !== "not_within_days")
    return countResult(leaf.op, leaf.value, counted.length);
  const times = ofStatus.map((delivery) => receivedAt(delivery).getTime());
  const at = times.length === 0 ? null : new Date(-least(times.map((time) => -time)));
  return { matched: counted.length > 0 === (leaf.op === "within_days"), seen: { kind: "moment", at } };
}

function receivedAt(delivery: PersonDelivery): Date {
  return delivery.deliveredAt ?? delivery.createdAt;
}

function isFrom(leaf: ReceivedFilter, delivery: PersonDelivery): boolean {
  if (leaf.type === "received_campaign")
    return isOrAny(delivery.campaignId, leaf.campaign_id) && isPart(delivery.variationId, leaf.variation_id);
  return isOrAny(delivery.canvasId, leaf.canvas_id) && isPart(delivery.stepId, leaf.step_id);
}

function isPart(id: string | null, wanted: string | undefined): boolean {
  return wanted === undefined || id === wanted;
}

function isOrAny(id: string | null, wanted: string | undefined): boolean {
  return id !== null && (wanted === undefined || id === wanted.toLowerCase());
}

function windowed(
  deliveries: readonly PersonDelivery[],
  days: number | undefined,
  now: Date,
  timeOf: (delivery: PersonDelivery) => Date,
): readonly PersonDelivery[] {
  if (days === undefined) return deliveries;
  return deliveries.filter((delivery) => within(timeOf(delivery), days, now));
}

function newest(deliveries: readonly PersonDelivery[]): PersonDelivery | undefined {
  return [...deliveries].sort(
    (a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1),
  )[0];
}
