/** Turns checked events and purchases into rows for the people they belong to. */
import { newId } from "#lib/platform/id.ts";
import { identifierKey } from "#lib/profile/schema.ts";
import { type CheckedCall, problemOf } from "./check-call.ts";
import type { TrackEvent, TrackProblem, TrackPurchase } from "./schema.ts";

interface EventRow {
  id: string;
  profileId: string;
  kind: "event" | "purchase";
  name: string;
  time: Date;
  properties: Record<string, unknown>;
  productId: string | null;
  currency: string | null;
  price: number | null;
  quantity: number | null;
}

export interface NewEventItem {
  event: EventRow;
  clientId: string | undefined;
}

/** Purchases are events named "purchase" that also know product, price and quantity. */
export const PURCHASE_NAME = "purchase";

export function toNewEvents(
  call: CheckedCall,
  people: { get(key: string): { id: string } | undefined },
  now: Date,
  problems: TrackProblem[],
): { events: NewEventItem[]; eventCount: number; purchaseCount: number } {
  const take = <Value extends TrackEvent | TrackPurchase>(
    array: "events" | "purchases",
    items: { value: Value; index: number }[],
    toRow: (value: Value, profileId: string) => EventRow,
  ): NewEventItem[] =>
    items.flatMap(({ value, index }) => {
      const person = people.get(identifierKey(value) ?? "");
      if (person) return [{ event: toRow(value, person.id), clientId: value.event_id }];
      problems.push(
        problemOf(array, index, {
          code: "unknown_user",
          field: "external_id",
          message: "There is no such person.",
        }),
      );
      return [];
    });
  const events = take("events", call.events, (value, profileId) => ({
    ...base(value, profileId, now),
    kind: "event",
    name: value.name,
  }));
  const purchases = take("purchases", call.purchases, (value, profileId) => ({
    ...base(value, profileId, now),
    kind: "purchase",
    name: PURCHASE_NAME,
    productId: value.product_id,
    currency: value.currency.toUpperCase(),
    price: value.price,
    quantity: value.quantity,
    properties: {
      ...value.properties,
      product_id: value.product_id,
      price: value.price,
      quantity: value.quantity,
      currency: value.currency,
    },
  }));
  return { events: [...events, ...purchases], eventCount: events.length, purchaseCount: purchases.length };
}

function base(value: TrackEvent | TrackPurchase, profileId: string, now: Date): EventRow {
  return {
    id: newId(),
    profileId,
    kind: "event",
    name: "",
    time: value.time ?? now,
    properties: value.properties,
    productId: null,
    currency: null,
    price: null,
    quantity: null,
  };
}
