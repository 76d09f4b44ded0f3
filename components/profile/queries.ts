import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import { personJourneysSchema } from "#lib/canvas/person-schema.ts";
import { timelinePageSchema } from "#lib/event/view-schema.ts";
import { userDetailSchema, userPageSchema } from "#lib/profile/user-schema.ts";
import { personMembershipsSchema } from "#lib/segment/list-schema.ts";

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
  memberships: (externalId: string) =>
    queryOptions({
      queryKey: [...peopleQueries.all, "memberships", externalId],
      queryFn: () => api(personMembershipsSchema, `${path(externalId)}/segments`),
    }),
  journeys: (externalId: string) =>
    queryOptions({
      queryKey: [...peopleQueries.all, "journeys", externalId],
      queryFn: () => api(personJourneysSchema, `${path(externalId)}/journeys`),
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

/** Sets attributes; null removes one. */
export const changePerson = (externalId: string, attributes: Record<string, unknown>) =>
  api(userDetailSchema, path(externalId), { method: "PATCH", body: { attributes } });

export const personExportHref = (externalId: string): string => `/api/v1${path(externalId)}/export`;
