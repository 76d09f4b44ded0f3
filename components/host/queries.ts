import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import { hostEgressSchema, hostUsageSchema } from "#lib/delivery/host-overview-schema.ts";
import { type HostSettings, type HostView, hostDetailSchema, hostViewSchema } from "#lib/host/schema.ts";

const hostPageSchema = z.object({ hosts: z.array(hostViewSchema), next_cursor: z.string().nullable() });

const path = (host: string, action = ""): string => `/hosts/${encodeURIComponent(host)}${action}`;

export type HostListFilter = { search?: string | null; state?: string | null };

export const hostQueries = {
  all: ["hosts"] as const,
  list: (cursor: string | null, filter: HostListFilter = {}) =>
    queryOptions({
      queryKey: [...hostQueries.all, "list", cursor, filter],
      queryFn: () => api(hostPageSchema, "/hosts", { query: { ...filter, cursor } }),
      refetchInterval: 5_000,
      placeholderData: (previous) => previous,
    }),
  one: (host: string) =>
    queryOptions({
      queryKey: [...hostQueries.all, host],
      queryFn: () => api(hostDetailSchema, path(host)),
      refetchInterval: 5_000,
    }),
  /** As it is, or null while nothing was sent to it and nobody set it: that is no failure. */
  known: (host: string) =>
    queryOptions({
      queryKey: [...hostQueries.all, "known", host],
      queryFn: async () => (await api(hostPageSchema, "/hosts", { query: { host } })).hosts[0] ?? null,
      refetchInterval: 30_000,
    }),
  usage: (host: string) =>
    queryOptions({
      queryKey: [...hostQueries.all, host, "usage"],
      queryFn: () => api(hostUsageSchema, path(host, "/usage")),
    }),
  egress: (host: string) =>
    queryOptions({
      queryKey: [...hostQueries.all, host, "egress"],
      queryFn: () => api(hostEgressSchema, path(host, "/egress")),
      staleTime: 60_000,
    }),
};

export const saveHost = (host: string, settings: HostSettings) =>
  api(hostDetailSchema, path(host), { method: "PUT", body: settings });

export const actOnHost = (host: string, action: "pause" | "resume" | "probe") =>
  api(hostDetailSchema, path(host, `/${action}`), { method: "POST", body: {} });

export const resumeUrl = (host: string, urlId: string) =>
  api(hostDetailSchema, path(host, `/paused_urls/${encodeURIComponent(urlId)}/resume`), {
    method: "POST",
    body: {},
  });

export const planMaintenance = (
  host: string,
  window: { starts_at?: string; ends_at: string; reason?: string },
) => api(hostDetailSchema, path(host, "/maintenance"), { method: "POST", body: window });

export const cancelMaintenance = (host: string, windowId: string) =>
  api(hostDetailSchema, path(host, `/maintenance/${encodeURIComponent(windowId)}`), { method: "DELETE" });

/** The part of a host that is its settings: what a save sends back whole. */
export function settingsOf(host: HostView): HostSettings {
  const { rate_limit, max_concurrency, breaker, outcome_rules, auth, rate_headers } = host;
  const { tls, adaptive, halt_after_unauthorized, max_wait_seconds } = host;
  return {
    rate_limit,
    max_concurrency,
    breaker,
    outcome_rules,
    auth,
    rate_headers,
    tls,
    adaptive,
    halt_after_unauthorized,
    max_wait_seconds,
  };
}
