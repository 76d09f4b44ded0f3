import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import { campaignAnswerSchema } from "#lib/campaign/schema.ts";
import { canvasAnswerSchema } from "#lib/canvas/schema.ts";
import { templateFromCampaign, templateFromCanvas } from "#lib/gallery/own-templates.ts";
import {
  type CreateTemplateInput,
  templatePageSchema,
  templateViewSchema,
} from "#lib/template/webhook-template-schema.ts";

export const templateQueries = {
  all: ["templates"] as const,
  list: () =>
    queryOptions({
      queryKey: [...templateQueries.all, "list"],
      queryFn: () => api(templatePageSchema, "/templates", { query: { limit: 200 } }),
      select: (page) => page.templates,
    }),
};

export const saveTemplate = (body: CreateTemplateInput) =>
  api(templateViewSchema, "/templates", { method: "POST", body });

export const removeTemplate = (id: string) =>
  api(z.unknown(), `/templates/${encodeURIComponent(id)}`, { method: "DELETE" });

/** Answers false when the campaign has no message that could become a template. */
export async function saveCampaignAsTemplate(campaignId: string): Promise<boolean> {
  const campaign = await api(campaignAnswerSchema, `/campaigns/${encodeURIComponent(campaignId)}`);
  const template = templateFromCampaign(campaign);
  if (!template) return false;
  await saveTemplate(template);
  return true;
}

export async function saveCanvasAsTemplate(canvasId: string): Promise<void> {
  const canvas = await api(canvasAnswerSchema, `/canvas/${encodeURIComponent(canvasId)}`);
  await saveTemplate(templateFromCanvas(canvas));
}
