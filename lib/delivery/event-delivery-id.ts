/** Decides the id of the delivery that one event causes for one campaign: the same each time, so that a repeated job inserts nothing. */
import { createHash } from "node:crypto";

/** A UUID (version 8) that keeps the time-ordered start of the event's id, so that it sorts with its neighbours. */
export function eventDeliveryId(eventId: string, campaignId: string): string {
  const hash = createHash("sha256").update(`${eventId} ${campaignId}`).digest("hex");
  const time = eventId.replaceAll("-", "").slice(0, 12);
  const variant = ((Number.parseInt(hash.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-8${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}
