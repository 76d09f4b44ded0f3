import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api, apiWithHeaders } from "#components/api-client.ts";
import {
  type CreateInbound,
  inboundCallPageSchema,
  inboundCallSchema,
  inboundListSchema,
  inboundViewSchema,
} from "#lib/inbound/schema.ts";

const path = (id: string, rest = "") => `/inbound/${encodeURIComponent(id)}${rest}`;

export const inboundQueries = {
  all: ["inbound"] as const,
  list: () =>
    queryOptions({
      queryKey: [...inboundQueries.all, "list"],
      queryFn: () => api(inboundListSchema, "/inbound"),
    }),
  /** One endpoint with the state that a change is bound to; read anew for every form. */
  one: (id: string) =>
    queryOptions({
      queryKey: [...inboundQueries.all, id, "one"],
      queryFn: async () => {
        const { data, headers } = await apiWithHeaders(inboundViewSchema, path(id));
        return { endpoint: data, etag: headers.get("etag") ?? "*" };
      },
      gcTime: 0,
      refetchOnWindowFocus: false,
    }),
  calls: (id: string, cursor: string | null) =>
    queryOptions({
      queryKey: [...inboundQueries.all, id, "calls", cursor],
      queryFn: () => api(inboundCallPageSchema, path(id, "/calls"), { query: { cursor } }),
      refetchInterval: 5_000,
      placeholderData: (previous) => previous,
    }),
};

export const createInbound = (body: CreateInbound) =>
  api(inboundViewSchema, "/inbound", { method: "POST", body });

export const changeInbound = (id: string, body: CreateInbound, etag: string) =>
  api(inboundViewSchema, path(id), { method: "PATCH", body, headers: { "if-match": etag } });

export const deleteInbound = (id: string) => api(z.unknown(), path(id), { method: "DELETE" });

export const acceptCall = (id: string, callId: string) =>
  api(inboundCallSchema, path(id, `/calls/${encodeURIComponent(callId)}/accept`), {
    method: "POST",
    body: {},
  });
