import { queryOptions } from "@tanstack/react-query";
import { api } from "#components/api-client.ts";
import { type ApiKeyInput, ApiKeyList, ApiKeyView, CreatedApiKey } from "#lib/api-key/schema.ts";

export const apiKeyQueries = {
  all: ["api_keys"] as const,
  list: () =>
    queryOptions({ queryKey: [...apiKeyQueries.all, "list"], queryFn: () => api(ApiKeyList, "/api_keys") }),
};

export const createApiKey = (body: ApiKeyInput) => api(CreatedApiKey, "/api_keys", { method: "POST", body });

export const rotateApiKey = (id: string) =>
  api(CreatedApiKey, `/api_keys/${encodeURIComponent(id)}/rotate`, { method: "POST", body: {} });

export const revokeApiKey = (id: string) =>
  api(ApiKeyView, `/api_keys/${encodeURIComponent(id)}`, { method: "DELETE" });
