import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import { type WriteToPage, writtenToPageSchema } from "#lib/inbound/schema.ts";
import {
  type ReceiverScript,
  receivedPageSchema,
  receiverListSchema,
  receiverSchema,
  receiverStateSchema,
} from "#lib/receiver/schema.ts";
import type { VendorId } from "#lib/receiver/vendors/vendor-ids.ts";

const path = (id: string, part = ""): string => `/receivers/${encodeURIComponent(id)}${part}`;

export const receiverQueries = {
  all: ["receivers"] as const,
  list: () =>
    queryOptions({
      queryKey: [...receiverQueries.all, "list"],
      queryFn: () => api(receiverListSchema, "/receivers"),
      select: (data) => data.receivers,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...receiverQueries.all, id],
      queryFn: () => api(receiverSchema, path(id)),
    }),
  requests: (id: string, cursor: string | null) =>
    queryOptions({
      queryKey: [...receiverQueries.all, id, "requests", cursor],
      queryFn: () => api(receivedPageSchema, path(id, "/requests"), { query: { cursor, limit: 50 } }),
    }),
  state: (id: string) =>
    queryOptions({
      queryKey: [...receiverQueries.all, id, "state"],
      queryFn: () => api(receiverStateSchema, path(id, "/state")),
    }),
};

export const createReceiver = (body: { name: string; vendor: VendorId | null }) =>
  api(receiverSchema, "/receivers", { method: "POST", body });

export const saveReceiver = (id: string, body: { name?: string; script?: ReceiverScript }) =>
  api(receiverSchema, path(id), { method: "PATCH", body });

export const clearReceiver = (id: string) => api(receiverSchema, path(id, "/requests"), { method: "DELETE" });

export const removeReceiver = (id: string) => api(z.null(), path(id), { method: "DELETE" });

/** A made-up person writes to the page that the receiver plays. */
export const writeToPage = (id: string, body: WriteToPage) =>
  api(writtenToPageSchema, path(id, "/messages"), { method: "POST", body });
