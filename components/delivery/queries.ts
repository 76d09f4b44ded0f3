import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "#components/api-client.ts";
import {
  type ReplayView,
  replayListSchema,
  replayPreviewSchema,
  replayViewSchema,
} from "#lib/delivery/replay-schema.ts";
import {
  type DeliveryFilter,
  deliveryDetailSchema,
  deliveryPageSchema,
  histogramSchema,
} from "#lib/delivery/schema.ts";

export type DeliveryListFilter = { [Name in keyof DeliveryFilter]?: string | null | undefined };

/** Of a bulk replay, which may be about when deliveries failed. */
export type ReplayListFilter = DeliveryListFilter & {
  failed_since?: string | null | undefined;
  skip_unknown?: boolean;
};

export const deliveryQueries = {
  all: ["deliveries"] as const,
  list: (filter: DeliveryListFilter, cursor: string | null = null) =>
    queryOptions({
      queryKey: [...deliveryQueries.all, "list", filter, cursor],
      queryFn: () => api(deliveryPageSchema, "/deliveries", { query: { ...filter, cursor } }),
      refetchInterval: 10_000,
      placeholderData: (previous) => previous,
    }),
  histogram: (filter: DeliveryListFilter) =>
    queryOptions({
      queryKey: [...deliveryQueries.all, "histogram", filter],
      queryFn: () => api(histogramSchema, "/deliveries/histogram", { query: filter }),
      refetchInterval: 10_000,
      placeholderData: (previous) => previous,
    }),
  replays: () =>
    queryOptions({
      queryKey: [...deliveryQueries.all, "replays"],
      queryFn: () => api(replayListSchema, "/deliveries/replay"),
      refetchInterval: 5_000,
    }),
  replayPreview: (filter: ReplayListFilter, version: ReplayView["version"]) =>
    queryOptions({
      queryKey: ["replay-preview", filter, version],
      queryFn: () => {
        const body = { ...given(filter), version };
        return api(replayPreviewSchema, "/deliveries/replay/preview", { method: "POST", body });
      },
      // The controls that change the filter stay where they are, and so does the keyboard.
      placeholderData: keepPreviousData,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...deliveryQueries.all, id],
      queryFn: () => api(deliveryDetailSchema, `/deliveries/${encodeURIComponent(id)}`),
      refetchInterval: 10_000,
    }),
};

const given = (filter: ReplayListFilter) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value));

const act = (id: string, action: string) =>
  api(deliveryDetailSchema, `/deliveries/${encodeURIComponent(id)}/${action}`, { method: "POST", body: {} });
export const cancelOne = (id: string) => act(id, "cancel");
/** The delivery to look at afterwards: the same one, or the new one of the current version. */
export const replayOne = (id: string, version: "same" | "current") => act(id, `replay?version=${version}`);

export const startReplay = (
  filter: ReplayListFilter,
  options: { version: "same" | "current"; per_second: number | null },
) => api(replayViewSchema, "/deliveries/replay", { method: "POST", body: { ...given(filter), ...options } });

export const cancelReplay = (id: string) =>
  api(replayViewSchema, `/deliveries/replay/${encodeURIComponent(id)}/cancel`, { method: "POST", body: {} });

/** Address of the NDJSON export of what the filter matches. */
export const exportHref = (filter: DeliveryListFilter) =>
  `/api/v1/deliveries/export?${new URLSearchParams(given(filter) as Record<string, string>).toString()}`;
