import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import { timelinePageSchema } from "#lib/event/view-schema.ts";
import { userDetailSchema, userPageSchema } from "#lib/profile/user-schema.ts";

export type PeopleFilter = {
  search?: string | null;
  attribute?: string | null;
  value?: string | null;
  cursor?: string | null;
};

const path = (externalId: string) => `/users/${encodeURIComponent(externalId)}`;

export const peopleQueries = {
  all: ["people"] as const,
  list: (filter: PeopleFilter) =>
    queryOptions({
      queryKey: [...peopleQueries.all, "list", filter],
      queryFn: () => api(userPageSchema, "/users", { query: filter }),
      refetchInterval: 15_000,
      placeholderData: (previous) => previous,
    }),
  one: (externalId: string) =>
    queryOptions({
      queryKey: [...peopleQueries.all, "one", externalId],
      queryFn: () => api(userDetailSchema, path(externalId)),
    }),
  timeline: (externalId: string) =>
    infiniteQueryOptions({
      queryKey: [...peopleQueries.all, "timeline", externalId],
      queryFn: ({ pageParam }) =>
        api(timelinePageSchema, `${path(externalId)}/timeline`, { query: { cursor: pageParam } }),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next_cursor,
    }),
};

export const erasePerson = (externalId: string) => api(z.unknown(), path(externalId), { method: "DELETE" });
