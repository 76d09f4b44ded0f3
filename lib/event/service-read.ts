/** Looking at events and at what happened to one person. */
import type { Context } from "#lib/platform/context.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { getUser } from "#lib/profile/service-users.ts";
import { type EventRow, listEventRows, listTimelineRows, type TimelineRow } from "./store-read.ts";
import type {
  EventPage,
  EventView,
  ListEventsQuery,
  TimelineItem,
  TimelinePage,
  TimelineQuery,
} from "./view-schema.ts";

/** A page of events, the last received first. */
export async function listEvents(context: Context, query: ListEventsQuery): Promise<EventPage> {
  const place = query.cursor ? decodeTimeCursor(query.cursor) : null;
  const after = place && { receivedAt: place.at, id: place.id };
  const rows = await listEventRows(context.workspaceId, query, after, query.limit + 1);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    events: page.map(toEvent),
    next_cursor:
      rows.length > query.limit && last ? encodeCursor([last.received_at.toISOString(), last.id]) : null,
  };
}

/** What a person did and what was sent because of it, the latest first. */
export async function userTimeline(
  context: Context,
  externalId: string,
  query: TimelineQuery,
): Promise<TimelinePage> {
  const user = await getUser(context, externalId);
  const after = query.cursor ? decodeTimeCursor(query.cursor) : null;
  const rows = await listTimelineRows(context.workspaceId, user.user_id, after, query.limit + 1);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(toItem),
    next_cursor: rows.length > query.limit && last ? encodeCursor([last.at.toISOString(), last.id]) : null,
  };
}

function toEvent(row: EventRow): EventView {
  return {
    event_id: row.id,
    name: row.name,
    kind: row.kind,
    external_user_id: row.external_id,
    time: row.time.toISOString(),
    received_at: row.received_at.toISOString(),
    properties: row.properties,
    product_id: row.product_id,
    currency: row.currency,
    price: row.price === null ? null : Number(row.price),
    quantity: row.quantity,
  };
}

function toItem(row: TimelineRow): TimelineItem {
  return { ...row, at: row.at.toISOString() };
}
