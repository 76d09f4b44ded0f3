/** Templates of the workspace: made from a campaign or a journey, made into one, shared as a file. */
import type { z } from "zod";
import { type CampaignAnswer, type CreateCampaignInput, createCampaignSchema } from "#lib/campaign/schema.ts";
import { type CanvasAnswer, type CreateCanvasInput, createCanvasSchema } from "#lib/canvas/schema.ts";
import {
  type CreateTemplateInput,
  createTemplateSchema,
  type TemplateView,
} from "#lib/template/webhook-template-schema.ts";

/** The fields of a campaign that a template keeps. */
const SETTINGS = [
  "delivery",
  "audience",
  "re_eligibility",
  "rate_limit",
  "retry",
  "quiet_hours",
  "outcome_rules",
] as const;
const FORMAT = 1;

/** Null for a campaign without a message of its own. */
export function templateFromCampaign(campaign: CampaignAnswer): CreateTemplateInput | null {
  const webhook = campaign.variations.find((variation) => variation.webhook)?.webhook;
  if (!webhook) return null;
  return {
    name: campaign.name,
    description: campaign.description,
    webhook,
    secrets: secretsIn(webhook),
    tags: campaign.tags,
    settings: Object.fromEntries(SETTINGS.map((field) => [field, campaign[field]])),
  };
}

/** The fields of a canvas that a template keeps; its name and description are those of the template. */
const CANVAS_FIELDS = [
  "entry",
  "audience",
  "exit_criteria",
  "start",
  "steps",
  "quiet_hours",
  "rate_limit",
  "retry",
  "conversions",
  "layout",
] as const;

/** Variants keep their shares; who was in which does not travel. */
export function templateFromCanvas(canvas: CanvasAnswer): CreateTemplateInput {
  const variants = canvas.variants.map(({ variant_id: _id, ...variant }) => variant);
  const kept = { ...Object.fromEntries(CANVAS_FIELDS.map((field) => [field, canvas[field]])), variants };
  return {
    name: canvas.name,
    description: canvas.description,
    canvas: kept,
    secrets: secretsIn(kept),
    tags: canvas.tags,
  };
}

export function canvasFromTemplate(template: TemplateView): CreateCanvasInput {
  const { name, description, tags } = template;
  return { ...(template.canvas as Partial<CreateCanvasInput>), name, description, tags };
}

function secretsIn(value: unknown): { name: string }[] {
  const names = [...JSON.stringify(value).matchAll(/\bsecrets\.([A-Za-z_]\w*)/g)].map(
    (match) => match[1] ?? "",
  );
  return [...new Set(names)].map((name) => ({ name }));
}

export function campaignFromTemplate(template: TemplateView): CreateCampaignInput {
  return {
    ...(template.settings as Partial<CreateCampaignInput>),
    name: template.name,
    description: template.description,
    type: "webhook",
    tags: template.tags,
    variations: [{ name: "A", percentage: 100, webhook: template.webhook }],
  };
}

/** The text of a file to share. Secrets are in it by name only. */
export function templateFile(template: TemplateView): string {
  const { template_id: _id, created_at: _created, updated_at: _updated, ...content } = template;
  return `${JSON.stringify({ signalbox_template: FORMAT, ...content }, null, 2)}\n`;
}

export type ReadTemplate = { ok: true; template: CreateTemplateInput } | { ok: false; message: string };

/** What a shared file holds, or why it cannot be used. */
export function readTemplateFile(text: string): ReadTemplate {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return { ok: false, message: "The file is not JSON." };
  }
  if (typeof file !== "object" || file === null || !("signalbox_template" in file)) {
    return {
      ok: false,
      message: "The file is no exported campaign, and no template: signalbox_template is missing.",
    };
  }
  const { signalbox_template: format, ...template } = file;
  if (format !== FORMAT)
    return { ok: false, message: `The file has format ${format}; this server reads ${FORMAT}.` };
  const parsed = createTemplateSchema.safeParse(template);
  if (!parsed.success) return refused(parsed.error, "");
  // What the server would say when somebody uses it is said now, while the file is at hand.
  const content = parsed.data as unknown as TemplateView;
  const inside = parsed.data.canvas
    ? createCanvasSchema.safeParse(canvasFromTemplate(content))
    : createCampaignSchema.safeParse(campaignFromTemplate(content));
  if (!inside.success) return refused(inside.error, parsed.data.canvas ? "canvas." : "settings.");
  return { ok: true, template: parsed.data };
}

function refused(error: z.ZodError, inside: string): ReadTemplate {
  const [issue] = error.issues;
  return { ok: false, message: `${inside}${issue?.path.join(".")}: ${issue?.message}` };
}
