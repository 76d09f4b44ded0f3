import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import { type PreviewDraftInput, previewAnswerSchema } from "#lib/campaign/preview-schema.ts";
import {
  type CreateCampaignInput,
  campaignAnswerSchema,
  campaignPageSchema,
  type PatchCampaignInput,
} from "#lib/campaign/schema.ts";
import { campaignStatsSchema } from "#lib/campaign/stats-schema.ts";
import { attemptSchema } from "#lib/delivery/schema.ts";

const path = (id: string, action = ""): string => `/campaigns/${encodeURIComponent(id)}${action}`;

export const testSendAnswerSchema = z.looseObject({ attempt: attemptSchema.partial().loose() });

export const campaignQueries = {
  all: ["campaigns"] as const,
  list: (filter: { search?: string | null; status?: string | null; cursor?: string | null }) =>
    queryOptions({
      queryKey: [...campaignQueries.all, "list", filter],
      queryFn: () => api(campaignPageSchema, "/campaigns", { query: filter }),
      refetchInterval: 15_000,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...campaignQueries.all, id],
      queryFn: () => api(campaignAnswerSchema, path(id)),
    }),
  stats: (id: string) =>
    queryOptions({
      queryKey: [...campaignQueries.all, id, "stats"],
      queryFn: () => api(campaignStatsSchema, path(id, "/stats")),
      refetchInterval: 10_000,
      placeholderData: (previous) => previous,
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

export const createCampaign = (body: CreateCampaignInput) =>
  api(campaignAnswerSchema, "/campaigns", { method: "POST", body, query: { incomplete: true } });

export const saveCampaign = (id: string, revision: number, body: PatchCampaignInput) =>
  api(campaignAnswerSchema, path(id), {
    method: "PATCH",
    body,
    query: { incomplete: true },
    headers: { "if-match": `"${revision}"` },
  });

export type CampaignAction = "launch" | "stop" | "resume" | "pause" | "archive" | "duplicate";

export const actOnCampaign = (id: string, action: CampaignAction) =>
  api(campaignAnswerSchema, path(id, `/${action}`), { method: "POST", body: {} });

export const testSend = (id: string, body: Record<string, unknown>) =>
  api(z.looseObject({}), path(id, "/test_send"), { method: "POST", body });
