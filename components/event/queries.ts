import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import {
  type CatalogueEvent,
  eventCatalogueSchema,
  eventNamesSchema,
  eventPageSchema,
  rejectionPageSchema,
} from "#lib/event/view-schema.ts";

export type EventFilter = { name?: string | null; external_user_id?: string | null; cursor?: string | null };

export const eventQueries = {
  all: ["events"] as const,
  names: () =>
    queryOptions({
      queryKey: [...eventQueries.all, "names"],
      queryFn: async () => (await api(eventNamesSchema, "/events/names")).event_names,
      staleTime: 30_000,
    }),
  catalogue: () =>
    queryOptions({
      queryKey: [...eventQueries.all, "catalogue"],
      queryFn: async () => (await api(eventCatalogueSchema, "/events/catalogue")).events,
      staleTime: 30_000,
    }),
  rejections: (cursor: string | null) =>
    queryOptions({
      queryKey: [...eventQueries.all, "rejected", cursor],
      queryFn: () => api(rejectionPageSchema, "/events/rejected", { query: { cursor } }),
      refetchInterval: 10_000,
      placeholderData: (previous) => previous,
    }),
  list: (filter: EventFilter, live: boolean) =>
    queryOptions({
      queryKey: [...eventQueries.all, "list", filter],
      queryFn: () => api(eventPageSchema, "/events", { query: filter }),
      refetchInterval: live ? 2_000 : false,
      refetchOnWindowFocus: live,
      placeholderData: (previous) => previous,
    }),
};

export const setEventStatus = (name: string, status: CatalogueEvent["status"]) =>
  api(z.unknown(), `/events/names/${encodeURIComponent(name)}`, { method: "PATCH", body: { status } });

export const sendEvent = (event: {
  name: string;
  external_id: string;
  properties: Record<string, unknown>;
}) => api(z.unknown(), "/users/track", { method: "POST", body: { events: [event] } });
