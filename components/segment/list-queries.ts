import { queryOptions } from "@tanstack/react-query";
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

export const createList = (name: string) => api(listViewSchema, "/lists", { method: "POST", body: { name } });
