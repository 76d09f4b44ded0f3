import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
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

export const deleteInbound = (id: string) => api(z.unknown(), path(id), { method: "DELETE" });

export const acceptCall = (id: string, callId: string) =>
  api(inboundCallSchema, path(id, `/calls/${encodeURIComponent(callId)}/accept`), {
    method: "POST",
    body: {},
  });
