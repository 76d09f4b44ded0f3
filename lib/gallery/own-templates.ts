/** Templates of the workspace: made from a campaign, made into one, shared as a file. */
import type { CampaignAnswer, CreateCampaignInput } from "#lib/campaign/schema.ts";
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
  const names = [...JSON.stringify(webhook).matchAll(/\bsecrets\.([A-Za-z_]\w*)/g)].map(
    (match) => match[1] ?? "",
  );
  return {
    name: campaign.name,
    description: campaign.description,
    webhook,
    secrets: [...new Set(names)].map((name) => ({ name })),
    tags: campaign.tags,
    settings: Object.fromEntries(SETTINGS.map((field) => [field, campaign[field]])),
  };
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
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { ok: false, message: "The file is not JSON." };
  }
  if (typeof content !== "object" || content === null || !("signalbox_template" in content)) {
    return { ok: false, message: "The file is not a template: signalbox_template is missing." };
  }
  const { signalbox_template: format, ...template } = content;
  if (format !== FORMAT)
    return { ok: false, message: `The file has format ${format}; this server reads ${FORMAT}.` };
  const parsed = createTemplateSchema.safeParse(template);
  if (parsed.success) return { ok: true, template: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, message: `${issue?.path.join(".")}: ${issue?.message}` };
}
