import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import { type PreviewDraftInput, previewAnswerSchema } from "#lib/campaign/preview-schema.ts";
import {
  type CheckInput,
  type CreateSample,
  checkAnswerSchema,
  latestDryRunSchema,
  sampleListSchema,
  sampleViewSchema,
} from "#lib/campaign/sample-schema.ts";
import {
  type CreateCampaignInput,
  campaignAnswerSchema,
  campaignPageSchema,
  type PatchCampaignInput,
} from "#lib/campaign/schema.ts";
import {
  campaignExplainSchema,
  campaignStatsSchema,
  estimateSchema,
  failuresSchema,
} from "#lib/campaign/stats-schema.ts";
import {
  campaignChangesSchema,
  versionDetailSchema,
  versionListSchema,
} from "#lib/campaign/version-schema.ts";
import { attemptSchema, requestViewSchema } from "#lib/delivery/schema.ts";
import type { StatsRange } from "./results/range.ts";

const path = (id: string, action = ""): string => `/campaigns/${encodeURIComponent(id)}${action}`;

type CampaignFilter = {
  search?: string | null;
  status?: string | null;
  type?: string | null;
  tag?: string | null;
  cursor?: string | null;
};

/** As many as the API gives at once. */
const MOST_NAMES = 200;

export const campaignQueries = {
  all: ["campaigns"] as const,
  list: (filter: CampaignFilter) =>
    queryOptions({
      queryKey: [...campaignQueries.all, "list", filter],
      queryFn: () => api(campaignPageSchema, "/campaigns", { query: filter }),
      refetchInterval: 15_000,
    }),
  /** To choose from, and to say names instead of ids. */
  names: () =>
    queryOptions({
      queryKey: [...campaignQueries.all, "list", "names"],
      queryFn: () =>
        api(campaignPageSchema, "/campaigns", { query: { include_archived: true, limit: MOST_NAMES } }),
      staleTime: 15_000,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...campaignQueries.all, id],
      queryFn: () => api(campaignAnswerSchema, path(id)),
    }),
  /** Everything counted about one campaign, whatever the range. */
  statsOf: (id: string) => [...campaignQueries.all, id, "stats"] as const,
  stats: (id: string, range: StatsRange) =>
    queryOptions({
      queryKey: [...campaignQueries.statsOf(id), range],
      queryFn: () => api(campaignStatsSchema, path(id, "/stats"), { query: statsQuery(range) }),
      refetchInterval: 10_000,
      placeholderData: (previous) => previous,
    }),
  failures: (id: string, { since, until }: StatsRange) =>
    queryOptions({
      queryKey: [...campaignQueries.statsOf(id), "failures", since, until],
      queryFn: () => api(failuresSchema, path(id, "/failures"), { query: { since, until } }),
      placeholderData: (previous) => previous,
    }),
  explain: (id: string, externalUserId: string) =>
    queryOptions({
      queryKey: [...campaignQueries.statsOf(id), "explain", externalUserId],
      queryFn: () =>
        api(campaignExplainSchema, path(id, "/explain"), { query: { external_user_id: externalUserId } }),
      enabled: externalUserId !== "",
      retry: false,
    }),
  /** Every save may change whom it reaches, so the revision belongs to the question. */
  estimate: (id: string, revision: number) =>
    queryOptions({
      queryKey: [...campaignQueries.all, id, "estimate", revision],
      queryFn: () => api(estimateSchema, path(id, "/estimate"), { method: "POST" }),
      placeholderData: (previous) => previous,
      staleTime: 15_000,
    }),
  samples: (id: string) =>
    queryOptions({
      queryKey: [...campaignQueries.all, id, "samples"],
      queryFn: () => api(sampleListSchema, path(id, "/samples")),
      staleTime: 30_000,
    }),
  /** What samples and people of the audience say about a draft; null asks nothing. */
  check: (input: CheckInput | null) =>
    queryOptions({
      queryKey: [...campaignQueries.all, input?.campaign_id, "samples", "check", input],
      queryFn: ({ signal }) =>
        api(checkAnswerSchema, "/campaigns/check", { method: "POST", body: input, signal }),
      enabled: input !== null,
      placeholderData: (previous) => previous,
      retry: false,
      staleTime: 10_000,
    }),
  dryRun: (id: string) =>
    queryOptions({
      queryKey: [...campaignQueries.all, id, "dry_run"],
      queryFn: () => api(latestDryRunSchema, path(id, "/dry_run")),
      refetchInterval: (query) =>
        ["pending", "running"].includes(query.state.data?.dry_run?.status ?? "") ? 1_000 : false,
    }),
  versions: (id: string) =>
    queryOptions({
      queryKey: [...campaignQueries.all, id, "versions"],
      queryFn: () => api(versionListSchema, path(id, "/versions")),
    }),
  /** Versions never change. */
  version: (id: string, number: number | null) =>
    queryOptions({
      queryKey: [...campaignQueries.all, id, "versions", number],
      queryFn: () => api(versionDetailSchema, path(id, `/versions/${number}`)),
      enabled: number !== null,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  changes: (id: string, cursor: string | null) =>
    queryOptions({
      queryKey: [...campaignQueries.all, id, "changes", cursor],
      queryFn: () => api(campaignChangesSchema, path(id, "/changes"), { query: { cursor } }),
    }),
  preview: (input: PreviewDraftInput | null) =>
    queryOptions({
      queryKey: [...campaignQueries.all, "preview", input],
      queryFn: ({ signal }) =>
        api(previewAnswerSchema, "/campaigns/preview", { method: "POST", body: input, signal }),
      enabled: input !== null,
      placeholderData: (previous) => previous,
      retry: false,
      staleTime: 5_000,
    }),
};

/** Without a beginning, the series goes back from now as far as the server lists. */
const statsQuery = ({ since, until, unit }: StatsRange) => ({
  since,
  until,
  unit,
  length: since ? null : 100,
});

/** Address of the numbers by variation as a file. */
export const statsCsvHref = (id: string, { since, until }: StatsRange): string => {
  const given = Object.entries({ since, until }).filter((pair): pair is [string, string] => pair[1] !== null);
  return `/api/v1${path(id, "/stats/csv")}?${new URLSearchParams(given).toString()}`;
};

export const createCampaign = (body: CreateCampaignInput) =>
  api(campaignAnswerSchema, "/campaigns", { method: "POST", body, query: { incomplete: true } });

export const saveCampaign = (id: string, revision: number, body: PatchCampaignInput) =>
  api(campaignAnswerSchema, path(id), {
    method: "PATCH",
    body,
    query: { incomplete: true },
    headers: { "if-match": `"${revision}"` },
  });

/** Launches the draft of that revision, and no later one. */
export const launchCampaign = (id: string, revision: number) =>
  api(campaignAnswerSchema, path(id, "/launch"), {
    method: "POST",
    body: {},
    headers: { "if-match": `"${revision}"` },
  });

export type CampaignAction = "stop" | "resume" | "pause" | "archive" | "duplicate";

export const actOnCampaign = (id: string, action: CampaignAction) =>
  api(campaignAnswerSchema, path(id, `/${action}`), { method: "POST", body: {} });

export const saveSample = (id: string, body: CreateSample) =>
  api(sampleViewSchema, path(id, "/samples"), { method: "POST", body });

export const deleteSample = (id: string, sampleId: string) =>
  api(z.unknown(), path(id, `/samples/${encodeURIComponent(sampleId)}`), { method: "DELETE" });

export const startDryRun = (id: string) =>
  api(latestDryRunSchema, path(id, "/dry_run"), { method: "POST", body: {} });

export const cancelDryRun = (id: string) =>
  api(latestDryRunSchema, path(id, "/dry_run"), { method: "DELETE" });

/** Makes an old version the draft; nothing goes live before the next launch. */
export const restoreVersion = (id: string, number: number) =>
  api(campaignAnswerSchema, path(id, `/versions/${number}/restore`), { method: "POST", body: {} });

const testSendAnswerSchema = z.object({ attempt: attemptSchema, request: requestViewSchema.nullable() });
export type TestSendAnswer = z.output<typeof testSendAnswerSchema>;

export const testSend = (id: string, body: Record<string, unknown>) =>
  api(testSendAnswerSchema, path(id, "/test_send"), { method: "POST", body });

export const fetchCampaign = (id: string) => api(campaignAnswerSchema, path(id));

export const saveTags = (id: string, tags: string[]) =>
  api(campaignAnswerSchema, path(id), { method: "PATCH", body: { tags }, query: { incomplete: true } });
