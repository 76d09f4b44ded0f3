import { queryOptions } from "@tanstack/react-query";
import { api } from "#components/api-client.ts";
import { deliveryDetailSchema, deliveryPageSchema } from "#lib/delivery/schema.ts";

export type DeliveryListFilter = {
  status?: string | null;
  host?: string | null;
  external_user_id?: string | null;
  campaign_id?: string | null;
  cursor?: string | null;
};

export const deliveryQueries = {
  all: ["deliveries"] as const,
  list: (filter: DeliveryListFilter) =>
    queryOptions({
      queryKey: [...deliveryQueries.all, "list", filter],
      queryFn: () => api(deliveryPageSchema, "/deliveries", { query: filter }),
      refetchInterval: 10_000,
      placeholderData: (previous) => previous,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...deliveryQueries.all, id],
      queryFn: () => api(deliveryDetailSchema, `/deliveries/${encodeURIComponent(id)}`),
      refetchInterval: 10_000,
    }),
};

export const actOnDelivery = (id: string, action: "replay" | "cancel") =>
  api(deliveryDetailSchema, `/deliveries/${encodeURIComponent(id)}/${action}`, { method: "POST", body: {} });
