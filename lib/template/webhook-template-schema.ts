/** Saved webhook messages to start campaigns from. A campaign made from one keeps its own copy. */
import { z } from "zod";
import { WebhookMessage } from "#lib/webhook/schema.ts";

const card = z.looseObject({ name: z.string().min(1).max(100) });

const fields = {
  description: z.string().max(2_000),
  webhook: WebhookMessage,
  /** What to fill in before use: name, label, example. */
  variables: z.array(card).max(50),
  /** Which secrets it needs, and what for. */
  secrets: z.array(card).max(20),
  tags: z.array(z.string().trim().min(1).max(100)).max(50),
} as const;

export const createTemplateSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  description: fields.description.default(""),
  webhook: fields.webhook,
  variables: fields.variables.default([]),
  secrets: fields.secrets.default([]),
  tags: fields.tags.default([]),
});
export type CreateTemplate = z.output<typeof createTemplateSchema>;

export const patchTemplateSchema = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  description: fields.description.optional(),
  webhook: fields.webhook.optional(),
  variables: fields.variables.optional(),
  secrets: fields.secrets.optional(),
  tags: fields.tags.optional(),
});
export type PatchTemplate = z.output<typeof patchTemplateSchema>;

export const templateViewSchema = z.object({
  template_id: z.string(),
  name: z.string(),
  ...fields,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type TemplateView = z.output<typeof templateViewSchema>;

export const templatePageSchema = z.object({
  templates: z.array(templateViewSchema),
  next_cursor: z.string().nullable(),
});
