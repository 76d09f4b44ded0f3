import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "#components/api-client.ts";
import { type CanvasPreviewBody, canvasPreviewAnswerSchema } from "#lib/canvas/preview-schema.ts";
import {
  type PublishBody,
  publishPreviewSchema,
  versionDetailSchema,
  versionDiffSchema,
  versionListSchema,
} from "#lib/canvas/publish-schema.ts";
import {
  canvasStatsSchema,
  entryPageSchema,
  entryRunSchema,
  stuckReportSchema,
} from "#lib/canvas/run-schema.ts";
import {
  type CanvasAnswer,
  type CanvasDefinition,
  type CreateCanvasInput,
  canvasAnswerSchema,
  canvasPageSchema,
  type PatchCanvasInput,
} from "#lib/canvas/schema.ts";
import { type SimulateBody, simulationSchema } from "#lib/canvas/simulate-schema.ts";

const path = (id: string, action = ""): string => `/canvas/${encodeURIComponent(id)}${action}`;

export type StatsFilter = { version?: number | null; since?: string | null; until?: string | null };
export type EntriesFilter = {
  step?: string | null;
  did?: string | null;
  path?: string | null;
  state?: string | null;
  version?: number | null;
  external_user_id?: string | null;
};
type ListFilter = { search?: string | null; status?: string | null; cursor?: string | null };

export const canvasQueries = {
  all: ["canvas"] as const,
  list: (filter: ListFilter) =>
    queryOptions({
      queryKey: [...canvasQueries.all, "list", filter],
      queryFn: () => api(canvasPageSchema, "/canvas", { query: filter }),
      refetchInterval: 15_000,
    }),
  /** To choose from, and to say names instead of ids. */
  names: () =>
    queryOptions({
      queryKey: [...canvasQueries.all, "list", "names"],
      queryFn: () => api(canvasPageSchema, "/canvas", { query: { include_archived: true, limit: 200 } }),
      staleTime: 15_000,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id],
      queryFn: () => api(canvasAnswerSchema, path(id)),
      refetchOnWindowFocus: false,
    }),
  stats: (id: string, filter: StatsFilter = {}) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id, "stats", filter],
      queryFn: () => api(canvasStatsSchema, path(id, "/stats"), { query: filter }),
      refetchInterval: 5_000,
      placeholderData: (previous) => previous,
    }),
  stuck: (id: string) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id, "stuck"],
      queryFn: () => api(stuckReportSchema, path(id, "/stuck")),
      refetchInterval: 30_000,
    }),
  entries: (id: string, filter: EntriesFilter) =>
    infiniteQueryOptions({
      queryKey: [...canvasQueries.all, id, "entries", filter],
      queryFn: ({ pageParam }) =>
        api(entryPageSchema, path(id, "/entries"), { query: { ...filter, cursor: pageParam } }),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next_cursor,
      refetchInterval: 10_000,
    }),
  /** Runs nothing while there is no body. */
  simulation: (id: string, body: SimulateBody | null) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id, "simulation", body],
      queryFn: ({ signal }) => api(simulationSchema, path(id, "/simulate"), { method: "POST", body, signal }),
      staleTime: 60_000,
    }),
  /** The request of one step, as it stands on the screen. */
  preview: (id: string, body: CanvasPreviewBody) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id, "preview", body],
      queryFn: ({ signal }) =>
        api(canvasPreviewAnswerSchema, path(id, "/preview"), { method: "POST", body, signal }),
      retry: false,
    }),
  publishPreview: (id: string, body: PublishBody) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id, "publish", body],
      queryFn: () => api(publishPreviewSchema, path(id, "/publish_preview"), { method: "POST", body }),
      refetchInterval: 10_000,
    }),
  versions: (id: string) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id, "versions"],
      queryFn: () => api(versionListSchema, path(id, "/versions")),
    }),
  /** What was published; it never changes. */
  version: (id: string, number: number | null) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id, "version", number],
      queryFn: () => api(versionDetailSchema, path(id, `/versions/${number}`)),
      enabled: number !== null,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  /** From a version to the draft as it is stored. */
  versionDiff: (id: string, from: number) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id, "versions", from],
      queryFn: () => api(versionDiffSchema, path(id, "/versions/diff"), { query: { from } }),
    }),
  run: (id: string, entryId: string) =>
    queryOptions({
      queryKey: [...canvasQueries.all, id, "entries", entryId],
      queryFn: () => api(entryRunSchema, path(id, `/entries/${encodeURIComponent(entryId)}`)),
    }),
};

export const createCanvas = (body: CreateCanvasInput) =>
  api(canvasAnswerSchema, "/canvas", { method: "POST", body, query: { incomplete: true } });

export const saveCanvas = (id: string, revision: number, body: PatchCanvasInput) =>
  api(canvasAnswerSchema, path(id), {
    method: "PATCH",
    body,
    query: { incomplete: true },
    headers: { "if-match": `"${revision}"` },
  });

export type CanvasAction = "launch" | "stop" | "resume" | "pause" | "archive" | "duplicate";

export const actOnCanvas = (id: string, action: CanvasAction, body: object = {}) =>
  api(canvasAnswerSchema, path(id, `/${action}`), { method: "POST", body });

/** Publishes the draft of that revision, and no later one. */
export const publishCanvas = (id: string, revision: number, body: PublishBody) =>
  api(canvasAnswerSchema, path(id, "/publish"), {
    method: "POST",
    body,
    headers: { "if-match": `"${revision}"` },
  });

/** The version that waits for its time does not go live. */
export const cancelPublication = (id: string) =>
  api(canvasAnswerSchema, path(id, "/publish"), { method: "DELETE" });

export const restoreVersion = (id: string, number: number) =>
  api(canvasAnswerSchema, path(id, `/versions/${number}/restore`), { method: "POST", body: {} });

export type PersonAction = "exit" | "retry" | "skip";

/** Takes one person out, plays their step again, or goes on without it. */
export const actOnPerson = (id: string, entryId: string, action: PersonAction) =>
  api(entryRunSchema, path(id, `/entries/${encodeURIComponent(entryId)}/${action}`), {
    method: "POST",
    body: {},
  });

/** What the editor edits of an answer. */
export function documentOf(canvas: CanvasAnswer): CanvasDefinition {
  const { name, description, entry, audience, exit_criteria, start, steps, variants } = canvas;
  const { quiet_hours, rate_limit, retry, conversions, tags, layout } = canvas;
  return withStart({
    name,
    description,
    entry,
    audience,
    exit_criteria,
    start,
    steps,
    variants,
    quiet_hours,
    rate_limit,
    retry,
    conversions,
    tags,
    layout,
  });
}

/** Says where people begin when the definition leaves it open: at the first of the list. */
export function withStart(definition: CanvasDefinition): CanvasDefinition {
  return { ...definition, start: definition.start ?? definition.steps[0]?.id ?? null };
}

export const fetchCanvas = (id: string) => api(canvasAnswerSchema, path(id));
