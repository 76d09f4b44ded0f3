import { queryOptions } from "@tanstack/react-query";
import { api } from "#components/api-client.ts";
import { apiRequestPageSchema } from "#lib/api-log/schema.ts";
import { sendPageSchema } from "#lib/campaign/sends-schema.ts";

export type RequestFilter = Partial<
  Record<"outcome" | "method" | "path" | "api_key_id" | "request_id" | "idempotency_key", string | null>
>;

export type SendKey = "idempotency_key" | "send_id" | "dispatch_id";

export const apiLogQueries = {
  all: ["api-log"] as const,
  list: (filter: RequestFilter, cursor: string | null) =>
    queryOptions({
      queryKey: [...apiLogQueries.all, "list", filter, cursor],
      queryFn: () => api(apiRequestPageSchema, "/api_requests", { query: { ...filter, cursor } }),
      refetchInterval: 5_000,
      placeholderData: (previous) => previous,
    }),
  ofCampaign: (campaignId: string) =>
    queryOptions({
      queryKey: [...apiLogQueries.all, "campaign", campaignId],
      queryFn: () =>
        api(apiRequestPageSchema, `/campaigns/${encodeURIComponent(campaignId)}/calls`, {
          query: { limit: 20 },
        }),
      refetchInterval: 5_000,
    }),
  /** What was planned by the API for a campaign. */
  planned: (campaignId: string) =>
    queryOptions({
      queryKey: [...apiLogQueries.all, "planned", campaignId],
      queryFn: () =>
        api(sendPageSchema, "/sends", { query: { campaign_id: campaignId, planned: true, limit: 20 } }),
      refetchInterval: 15_000,
    }),
  sends: (key: SendKey, value: string) =>
    queryOptions({
      queryKey: [...apiLogQueries.all, "sends", key, value],
      queryFn: () => api(sendPageSchema, "/sends", { query: { [key]: value } }),
      enabled: value !== "",
      retry: false,
    }),
};
