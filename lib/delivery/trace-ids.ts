/** Ids of traces and spans, made from the ids of what they stand for: any process can name the parent of its span. */
import { createHash } from "node:crypto";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface TracedDelivery {
  id: string;
  /** The event that led here, if one did. */
  eventId: string | null;
  /** Campaign or canvas it belongs to. */
  ownerId: string | null;
  /** One call or run; all its deliveries share a trace when there is no event. */
  dispatchId: string | null;
}

/** One trace per event; without one, per call or run; else per delivery. */
export function traceIdOf({ eventId, dispatchId, id }: TracedDelivery): string {
  return hex128(eventId ?? dispatchId ?? id);
}

export const eventSpanId = (eventId: string): string => spanId("event", eventId);

/** What one event started: one campaign, one canvas. */
export const triggerSpanId = (eventId: string, ownerId: string | null): string =>
  spanId("trigger", eventId, ownerId ?? "");

export const deliverySpanId = (deliveryId: string): string => spanId("delivery", deliveryId);

export const attemptSpanId = (deliveryId: string, number: number): string =>
  spanId("attempt", deliveryId, String(number));

/** When an id of ours (UUID version 7) was made; null for any other text. */
export function madeAt(id: string): Date | null {
  if (!UUID.test(id) || id[14] !== "7") return null;
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

function hex128(id: string): string {
  if (UUID.test(id)) return id.replaceAll("-", "").toLowerCase();
  return createHash("sha256").update(id).digest("hex").slice(0, 32);
}

function spanId(...parts: string[]): string {
  return createHash("sha256").update(parts.join(" ")).digest("hex").slice(0, 16);
}
