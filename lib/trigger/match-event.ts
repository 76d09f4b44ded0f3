/** Decides which triggers and exceptions an event or an attribute change fires. */
import { matchesProperties } from "#lib/segment/matches.ts";
import type { ExceptionEvent, Trigger } from "./schema.ts";

export interface OccurredEvent {
  kind: "event" | "purchase";
  name: string;
  properties: Record<string, unknown>;
  product_id?: string | null | undefined;
}

export interface OccurredChange {
  attribute: string;
  from?: unknown;
  to?: unknown;
}

/** Also tells whether an event is an exception, or reaches a goal. */
export function eventFires(trigger: Trigger | ExceptionEvent, event: OccurredEvent, now: Date): boolean {
  if (trigger.type === "purchase") {
    const isProduct = trigger.product_id === undefined || trigger.product_id === event.product_id;
    return event.kind === "purchase" && isProduct && meets(trigger, event, now);
  }
  const isEvent = trigger.type === undefined || trigger.type === "custom_event";
  return isEvent && event.kind === "event" && trigger.event === event.name && meets(trigger, event, now);
}

function meets({ filters }: Pick<ExceptionEvent, "filters">, event: OccurredEvent, now: Date): boolean {
  return matchesProperties(filters ?? [], event.properties, now);
}

/** Whether what became of another campaign fires a trigger; without an outcome it must have been delivered. */
export function receiptFires(trigger: Trigger, receipt: { campaignId: string; outcome: string }): boolean {
  if (trigger.type !== "campaign_received" || trigger.campaign_id !== receipt.campaignId) return false;
  return (trigger.outcome ?? "delivered") === receipt.outcome;
}

/** A change to null fires only a trigger that asks for it. */
export function changeFires(trigger: Trigger, change: OccurredChange): boolean {
  if (trigger.type !== "attribute_change" || trigger.attribute !== change.attribute) return false;
  if (trigger.from !== undefined && !same(trigger.from, change.from)) return false;
  return trigger.to === undefined ? change.to !== null : same(trigger.to, change.to);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b ?? null);
}
