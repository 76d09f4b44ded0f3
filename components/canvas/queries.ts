import { queryOptions } from "@tanstack/react-query";
import { api } from "#components/api-client.ts";
import { canvasStatsSchema, entryPageSchema, entryRunSchema } from "#lib/canvas/run-schema.ts";
import {
  type CanvasAnswer,
  type CanvasDefinition,
  type CreateCanvasInput,
  canvasAnswerSchema,
  canvasPageSchema,
} from "#lib/canvas/schema.ts";

const path = (id: string, action = ""): string => `/canvas/${encodeURIComponent(id)}${action}`;

type ListFilter = { search?: string | null; status?: string | null; cursor?: string | null };

export const canvasQueries = {
  all: ["canvas"] as const,
  list: (filter: ListFilter) =>
    queryOptions({
      queryKey: [...canvasQueries.all, "list", filter],
      queryFn: () => api(canvasPageSchema, "/canvas", { query: filter }),
      refetchInterval: 15_000,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id],
      queryFn: () => api(canvasAnswerSchema, path(id)),
      refetchOnWindowFocus: false,
    }),
  stats: (id: string) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id, "stats"],
      queryFn: () => api(canvasStatsSchema, path(id, "/stats")),
      refetchInterval: 5_000,
    }),
  entries: (id: string, filter: { step?: string | null; state?: string | null; cursor?: string | null }) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id, "entries", filter],
      queryFn: () => api(entryPageSchema, path(id, "/entries"), { query: filter }),
      refetchInterval: 5_000,
    }),
  run: (id: string, entryId: string) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id, "entries", entryId],
      queryFn: () => api(entryRunSchema, path(id, `/entries/${encodeURIComponent(entryId)}`)),
    }),
};

export const createCanvas = (body: CreateCanvasInput) =>
  api(canvasAnswerSchema, "/canvas", { method: "POST", body, query: { incomplete: true } });

export const saveCanvas = (id: string, revision: number, body: CanvasDefinition) =>
  api(canvasAnswerSchema, path(id), {
    method: "PATCH",
    body,
    query: { incomplete: true },
    headers: { "if-match": `"${revision}"` },
  });

export type CanvasAction = "launch" | "stop" | "resume" | "pause" | "archive" | "duplicate";

export const actOnCanvas = (id: string, action: CanvasAction) =>
  api(canvasAnswerSchema, path(id, `/${action}`), { method: "POST", body: {} });

export const exitEntry = (id: string, entryId: string) =>
  api(entryRunSchema.partial().loose(), path(id, `/entries/${encodeURIComponent(entryId)}/exit`), {
    method: "POST",
    body: {},
  });

/** What the editor edits of an answer. */
export function documentOf(canvas: CanvasAnswer): CanvasDefinition {
  const { name, description, entry, audience, exit_criteria, start, steps, variants } = canvas;
  const { quiet_hours, rate_limit, retry, conversions, tags, layout } = canvas;
  return {
    name,
    description,
    entry,
    audience,
    exit_criteria,
    start: start ?? steps[0]?.id ?? null,
    steps,
    variants,
    quiet_hours,
    rate_limit,
    retry,
    conversions,
    tags,
    layout,
  };
}
