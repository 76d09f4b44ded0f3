/** Saved webhook messages to start campaigns from, and saved journeys. What is made from one keeps its own copy. */
import { z } from "zod";
import { WebhookMessage } from "#lib/webhook/schema.ts";

const card = z.looseObject({ name: z.string().min(1).max(100) });

const MAX_SETTINGS = 64 * 1024;
const MAX_CANVAS = 1024 * 1024;

const fields = {
  description: z.string().max(2_000),
  /** Null for a journey. */
  webhook: WebhookMessage.nullable(),
  /** A whole canvas, as `POST /canvas` takes it; null for a campaign. Checked when a canvas is made of it. */
  canvas: z
    .record(z.string(), z.unknown())
    .refine((value) => JSON.stringify(value).length <= MAX_CANVAS, "The journey is longer than 1 MB.")
    .nullable(),
  /** What to fill in before use: name, label, example. */
  variables: z.array(card).max(50),
  /** Which secrets it needs, and what for. */
  secrets: z.array(card).max(20),
  tags: z.array(z.string().trim().min(1).max(100)).max(50),
  /** Further fields of a campaign: trigger, audience, retries, outcome rules. Checked when a campaign is made of it. */
  settings: z
    .record(z.string(), z.unknown())
    .refine((value) => JSON.stringify(value).length <= MAX_SETTINGS, "The settings are longer than 64 KB."),
} as const;

export const createTemplateSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    description: fields.description.default(""),
    webhook: fields.webhook.default(null),
    canvas: fields.canvas.default(null),
    variables: fields.variables.default([]),
    secrets: fields.secrets.default([]),
    tags: fields.tags.default([]),
    settings: fields.settings.default({}),
  })
  .superRefine((template, context) => {
    if ((template.webhook === null) !== (template.canvas === null)) return;
    context.addIssue({
      code: "custom",
      path: ["webhook"],
      message: template.webhook
        ? "A template is a message or a journey, not both."
        : "The template holds nothing.",
      params: { code: "template_kind", hint: 'Give "webhook" for a campaign, or "canvas" for a journey.' },
    });
  });
export type CreateTemplate = z.output<typeof createTemplateSchema>;

export const patchTemplateSchema = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  description: fields.description.optional(),
  webhook: fields.webhook.optional(),
  canvas: fields.canvas.optional(),
  variables: fields.variables.optional(),
  secrets: fields.secrets.optional(),
  tags: fields.tags.optional(),
  settings: fields.settings.optional(),
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

/** What `POST /templates` takes; also what a shared file holds. */
export type CreateTemplateInput = z.input<typeof createTemplateSchema>;
