import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import {
  type CreateSegment,
  knownAttributesSchema,
  segmentListItemSchema,
  segmentViewSchema,
} from "#lib/segment/resource-schema.ts";

const segmentListSchema = z.object({ segments: z.array(segmentListItemSchema) });
const countSchema = z.object({
  count: z.number(),
  names: z.record(z.string(), z.string()),
  people: z.array(z.object({ external_id: z.string() })),
});
const explainSchema = z.object({
  matched: z.boolean(),
  names: z.record(z.string(), z.string()),
  verdict: z.unknown(),
});

const path = (id: string): string => `/segments/${encodeURIComponent(id)}`;

export const segmentQueries = {
  all: ["segments"] as const,
  list: () =>
    queryOptions({
      queryKey: [...segmentQueries.all, "list"],
      queryFn: async () => (await api(segmentListSchema, "/segments")).segments,
    }),
  attributes: () =>
    queryOptions({
      queryKey: [...segmentQueries.all, "attributes"],
      queryFn: async () => (await api(knownAttributesSchema, "/segments/attributes")).attributes,
      staleTime: 60_000,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...segmentQueries.all, "one", id],
      queryFn: () => api(segmentViewSchema, path(id)),
    }),
  count: (filter: FilterTree | null) =>
    queryOptions({
      queryKey: [...segmentQueries.all, "count", filter],
      queryFn: ({ signal }) =>
        api(countSchema, "/segments/count", { method: "POST", body: { filter, sample: 10 }, signal }),
      enabled: filter !== null,
      placeholderData: (previous) => previous,
      retry: false,
    }),
};

export const saveSegment = (id: string | null, body: CreateSegment) =>
  api(segmentViewSchema, id === null ? "/segments" : path(id), {
    method: id === null ? "POST" : "PATCH",
    body,
  });

export const deleteSegment = (id: string) => api(z.unknown(), path(id), { method: "DELETE" });

export const explainPerson = (filter: FilterTree, externalUserId: string) =>
  api(explainSchema, "/segments/explain", {
    method: "POST",
    body: { filter, external_user_id: externalUserId },
  });
