import { queryOptions } from "@tanstack/react-query";
import { api, apiWithHeaders } from "#components/api-client.ts";
import { type ApiKeyInput, ApiKeyList, ApiKeyView, CreatedApiKey } from "#lib/api-key/schema.ts";

export const apiKeyQueries = {
  all: ["api_keys"] as const,
  list: () =>
    queryOptions({ queryKey: [...apiKeyQueries.all, "list"], queryFn: () => api(ApiKeyList, "/api_keys") }),
  /** One key with the state that a change is bound to; read anew for every form. */
  one: (id: string) =>
    queryOptions({
      queryKey: [...apiKeyQueries.all, "one", id],
      queryFn: async () => {
        const { data, headers } = await apiWithHeaders(ApiKeyView, `/api_keys/${encodeURIComponent(id)}`);
        return { key: data, etag: headers.get("etag") ?? "*" };
      },
      gcTime: 0,
      refetchOnWindowFocus: false,
    }),
};

export const createApiKey = (body: ApiKeyInput) => api(CreatedApiKey, "/api_keys", { method: "POST", body });

export const changeApiKey = (id: string, body: ApiKeyInput, etag: string) =>
  api(ApiKeyView, `/api_keys/${encodeURIComponent(id)}`, {
    method: "PATCH",
    body,
    headers: { "if-match": etag },
  });

export const rotateApiKey = (id: string, overlapHours: number) =>
  api(CreatedApiKey, `/api_keys/${encodeURIComponent(id)}/rotate`, {
    method: "POST",
    body: { overlap_hours: overlapHours },
  });

export const revokeApiKey = (id: string) =>
  api(ApiKeyView, `/api_keys/${encodeURIComponent(id)}`, { method: "DELETE" });
