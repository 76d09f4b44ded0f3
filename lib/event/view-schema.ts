/** Events as the API shows them, and a person's timeline. */
import { z } from "zod";

const MAX_FILTER = 1024;
const text = z.string().max(MAX_FILTER);
const instant = z.iso.datetime({ offset: true, error: 'Write the time like "2026-01-31T09:00:00Z".' });
const limit = z.coerce.number().int().min(1).max(200).default(50);

export const listEventsQuerySchema = z.object({
  name: text.optional(),
  kind: z.enum(["event", "purchase"]).optional(),
  external_user_id: text.optional(),
  since: instant.optional(),
  until: instant.optional(),
  limit,
  cursor: z.string().optional(),
});
export type ListEventsQuery = z.output<typeof listEventsQuerySchema>;

export const timelineQuerySchema = z.object({ limit, cursor: z.string().optional() });
export type TimelineQuery = z.output<typeof timelineQuerySchema>;

export const eventSchema = z.object({
  event_id: z.string(),
  name: z.string(),
  kind: z.enum(["event", "purchase"]),
  external_user_id: z.string().nullable(),
  time: z.string(),
  received_at: z.string(),
  properties: z.record(z.string(), z.unknown()),
  product_id: z.string().nullable(),
  currency: z.string().nullable(),
  price: z.number().nullable(),
  quantity: z.number().nullable(),
});
export type EventView = z.infer<typeof eventSchema>;

export const eventPageSchema = z.object({ events: z.array(eventSchema), next_cursor: z.string().nullable() });
export type EventPage = z.infer<typeof eventPageSchema>;

export const timelineItemSchema = z.object({
  type: z.enum(["event", "purchase", "delivery", "edit"]),
  id: z.string(),
  at: z.string(),
  /** Name of the event; address of the delivery; who edited. */
  title: z.string().nullable(),
  properties: z.record(z.string(), z.unknown()).nullable(),
  status: z.string().nullable(),
  reason: z.string().nullable(),
  campaign_id: z.string().nullable(),
  canvas_id: z.string().nullable(),
  /** Name of the campaign or journey that sent a delivery. */
  sender_name: z.string().nullable(),
});
export type TimelineItem = z.infer<typeof timelineItemSchema>;

export const timelinePageSchema = z.object({
  items: z.array(timelineItemSchema),
  next_cursor: z.string().nullable(),
});
export type TimelinePage = z.infer<typeof timelinePageSchema>;

export const eventNamesSchema = z.object({
  event_names: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      first_seen_at: z.string(),
      last_seen_at: z.string(),
      properties: z.record(z.string(), z.object({ type: z.string(), example: z.unknown() })),
    }),
  ),
});
export type EventNameAnswer = z.infer<typeof eventNamesSchema>["event_names"][number];

export const EVENT_NAME_STATUSES = ["active", "hidden", "blocked"] as const;

export const patchEventNameSchema = z.strictObject({
  /** hidden: left out of lists and completions. blocked: refused when it arrives. */
  status: z.enum(EVENT_NAME_STATUSES),
});
export type PatchEventName = z.output<typeof patchEventNameSchema>;

const usedIn = z.object({
  type: z.enum(["campaign", "canvas", "segment"]),
  id: z.string(),
  name: z.string(),
});

export const eventCatalogueSchema = z.object({
  events: z.array(
    eventNamesSchema.shape.event_names.element.extend({
      status: z.enum(EVENT_NAME_STATUSES),
      /** Received on each of the last 14 days of UTC, the oldest first. */
      volume: z.array(z.int()),
      used_in: z.array(usedIn),
    }),
  ),
});
export type CatalogueEvent = z.output<typeof eventCatalogueSchema>["events"][number];

export const rejectionPageSchema = z.object({
  rejections: z.array(
    z.object({
      rejection_id: z.string(),
      rejected_at: z.string(),
      kind: z.string(),
      name: z.string().nullable(),
      external_user_id: z.string().nullable(),
      code: z.string(),
      field: z.string(),
      message: z.string(),
      hint: z.string().nullable(),
    }),
  ),
  next_cursor: z.string().nullable(),
});
export type RejectionPage = z.output<typeof rejectionPageSchema>;
