import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import { listPageSchema, listViewSchema } from "#lib/segment/list-schema.ts";

const path = (id: string): string => `/lists/${encodeURIComponent(id)}`;

export const listQueries = {
  all: ["lists"] as const,
  list: () =>
    queryOptions({
      queryKey: [...listQueries.all, "list"],
      queryFn: async () => (await api(listPageSchema, "/lists")).lists,
    }),
};

export const createList = (name: string) => api(listViewSchema, "/lists", { method: "POST", body: { name } });

export const renameList = (id: string, name: string) =>
  api(listViewSchema, path(id), { method: "PATCH", body: { name } });

export const deleteList = (id: string) => api(z.unknown(), path(id), { method: "DELETE" });
