import { queryOptions } from "@tanstack/react-query";
import { api } from "#components/api-client.ts";
import { bulkPageSchema, bulkResultPageSchema, bulkViewSchema } from "#lib/bulk/schema.ts";

const path = (id: string, rest = "") => `/bulk/${encodeURIComponent(id)}${rest}`;

export const bulkQueries = {
  all: ["bulk"] as const,
  list: (cursor: string | null) =>
    queryOptions({
      queryKey: [...bulkQueries.all, "list", cursor],
      queryFn: () => api(bulkPageSchema, "/bulk", { query: { cursor } }),
      refetchInterval: 5_000,
      placeholderData: (previous) => previous,
    }),
  failed: (id: string) =>
    queryOptions({
      queryKey: [...bulkQueries.all, id, "failed"],
      queryFn: () => api(bulkResultPageSchema, path(id, "/results"), { query: { failed: true, limit: 50 } }),
    }),
};

export const cancelBulk = (id: string) =>
  api(bulkViewSchema, path(id, "/cancel"), { method: "POST", body: {} });
