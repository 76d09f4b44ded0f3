import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import {
  type BlockPreviewInput,
  blockPreviewSchema,
  blockUsageSchema,
  blockVersionsSchema,
} from "#lib/template/block-usage-schema.ts";
import {
  type CreateContentBlock,
  contentBlockViewSchema,
  type PatchContentBlock,
} from "#lib/template/content-block-schema.ts";

const pageSchema = z.object({
  content_blocks: z.array(contentBlockViewSchema),
  next_cursor: z.string().nullable(),
});

const path = (id: string, part = ""): string => `/content_blocks/${encodeURIComponent(id)}${part}`;

export const blockQueries = {
  all: ["content_blocks"] as const,
  list: (cursor: string | null) =>
    queryOptions({
      queryKey: [...blockQueries.all, "list", cursor],
      queryFn: () => api(pageSchema, "/content_blocks", { query: { cursor } }),
      placeholderData: (previous) => previous,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...blockQueries.all, "one", id],
      queryFn: () => api(contentBlockViewSchema, path(id)),
    }),
  usage: (id: string) =>
    queryOptions({
      queryKey: [...blockQueries.all, "one", id, "usage"],
      queryFn: () => api(blockUsageSchema, path(id, "/usage")),
    }),
  versions: (id: string) =>
    queryOptions({
      queryKey: [...blockQueries.all, "one", id, "versions"],
      queryFn: () => api(blockVersionsSchema, path(id, "/versions")),
    }),
  preview: (input: BlockPreviewInput) =>
    queryOptions({
      queryKey: [...blockQueries.all, "preview", input],
      queryFn: ({ signal }) =>
        api(blockPreviewSchema, "/content_blocks/preview", { method: "POST", body: input, signal }),
      placeholderData: (previous) => previous,
      retry: false,
    }),
};

export const createBlock = (body: CreateContentBlock) =>
  api(contentBlockViewSchema, "/content_blocks", { method: "POST", body });

export const changeBlock = (id: string, body: PatchContentBlock) =>
  api(contentBlockViewSchema, path(id), { method: "PATCH", body });

export const deleteBlock = (id: string) => api(z.unknown(), path(id), { method: "DELETE" });
