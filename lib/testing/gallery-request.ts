/** The request that a template of the gallery makes of its example, as it would leave for the real service. */
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { instantiate } from "#lib/gallery/instantiate.ts";
import type { GalleryTemplate } from "#lib/gallery/schema.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import type { RenderData } from "#lib/template/render-data.ts";
import { renderRequestSync } from "#lib/template/render-request.ts";
import { WebhookMessage } from "#lib/webhook/schema.ts";

export const EXAMPLE_KEY = "8f14e45f-ceea-467f-a8f4-6e1b2a3c4d5e";
export const EXAMPLE_NOW = new Date("2026-03-04T05:06:07Z");

/** Everything a template reads for the person and the event of its example. */
export function exampleData(template: GalleryTemplate, person: Record<string, unknown> = {}): RenderData {
  const {
    custom_attributes: custom,
    external_id: id,
    ...attributes
  } = { ...template.example.person, ...person };
  return {
    profile: {
      id: "p1",
      external_id: String(id),
      attributes,
      custom_attributes: (custom ?? {}) as Record<string, unknown>,
    },
    event: {
      id: "e1",
      name: template.trigger.event,
      time: EXAMPLE_NOW,
      properties: template.example.event_properties,
    },
    campaign: { id: "camp-1", name: template.name },
    delivery: { id: EXAMPLE_KEY, idempotency_key: EXAMPLE_KEY, attempt: 1 },
    secrets: Object.fromEntries(template.secrets.map((secret) => [secret.name, secret.sample])),
    content_blocks: {},
    app: { origin: "http://127.0.0.1:3000", base_url: "http://127.0.0.1:3000/api/v1" },
    now: EXAMPLE_NOW,
  };
}

export function renderTemplate(template: GalleryTemplate, data: RenderData) {
  const campaign = createCampaignSchema.parse(instantiate(template, { name: template.name }));
  const webhook = WebhookMessage.parse(campaign.variations?.[0]?.webhook);
  return renderRequestSync(compileMessage(webhook), data);
}

/** The request for the example; parts of the person can be replaced. */
export function exampleRequest(template: GalleryTemplate, person?: Record<string, unknown>) {
  const result = renderTemplate(template, exampleData(template, person));
  if (!result.ok) throw new Error(`${result.code} in ${result.field}: ${result.message}`);
  return result.request;
}
