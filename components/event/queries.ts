import { queryOptions } from "@tanstack/react-query";
import { api } from "#components/api-client.ts";
import { eventNamesSchema, eventPageSchema } from "#lib/event/view-schema.ts";

export type EventFilter = { name?: string | null; external_user_id?: string | null; cursor?: string | null };

export const eventQueries = {
  all: ["events"] as const,
  names: () =>
    queryOptions({
      queryKey: [...eventQueries.all, "names"],
      queryFn: async () => (await api(eventNamesSchema, "/events/names")).event_names,
      staleTime: 30_000,
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
