import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import { listPageSchema, listViewSchema } from "#lib/segment/list-schema.ts";

export const listQueries = {
  all: ["lists"] as const,
  list: () =>
    queryOptions({
      queryKey: [...listQueries.all, "list"],
      queryFn: async () => (await api(listPageSchema, "/lists")).lists,
    }),
};

export const createList = (name: string) => saveList(null, name);

/** A new list, or another name for one. */
export const saveList = (id: string | null, name: string) =>
  api(listViewSchema, id === null ? "/lists" : `/lists/${id}`, {
    method: id === null ? "POST" : "PATCH",
    body: { name },
  });

export const deleteList = (id: string) => api(z.unknown(), `/lists/${id}`, { method: "DELETE" });
