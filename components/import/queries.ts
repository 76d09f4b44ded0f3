import { queryOptions } from "@tanstack/react-query";
import { api } from "#components/api-client.ts";
import {
  type ImportStatus,
  importPageSchema,
  importViewSchema,
  type PatchImport,
} from "#lib/import/schema.ts";

const path = (id: string, action = ""): string => `/users/imports/${encodeURIComponent(id)}${action}`;

/** Whether a job works on the file. */
export const isWorking = (status: ImportStatus): boolean => status === "checking" || status === "running";

export const importQueries = {
  all: ["imports"] as const,
  list: (cursor: string | null) =>
    queryOptions({
      queryKey: [...importQueries.all, "list", cursor],
      queryFn: () => api(importPageSchema, "/users/imports", { query: { cursor } }),
      placeholderData: (previous) => previous,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...importQueries.all, "one", id],
      queryFn: () => api(importViewSchema, path(id)),
      // Also when the live stream is down.
      refetchInterval: (query) => (query.state.data && isWorking(query.state.data.status) ? 1_500 : false),
    }),
};

export const uploadFile = (file: File) =>
  api(importViewSchema, "/users/imports", {
    method: "POST",
    query: { name: file.name },
    file: { content: file, type: "text/csv" },
  });

export const saveImport = (id: string, patch: PatchImport) =>
  api(importViewSchema, path(id), { method: "PATCH", body: patch });

export const actOnImport = (id: string, action: "check" | "run" | "cancel") =>
  api(importViewSchema, path(id, `/${action}`), { method: "POST" });

export const refusedRowsHref = (id: string): string => `/api/v1${path(id, "/errors")}`;
