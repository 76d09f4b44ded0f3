// Data and shortcuts for the tests of this folder.

import { WebhookMessage, type WebhookMessageInput } from "#lib/webhook/schema.ts";
import { compileMessage } from "./compile-message.ts";
import type { RenderData } from "./render-data.ts";
import { type RenderOptions, renderRequestSync } from "./render-request.ts";
import type { RenderedRequest, RenderResult } from "./render-result.ts";

export const NOW = new Date("2026-03-04T05:06:07Z");

/** A person with ordinary values; parts can be replaced. */
export function renderData(parts: Partial<RenderData> = {}): RenderData {
  return {
    profile: {
      id: "0190-profile",
      external_id: "user-1",
      attributes: { first_name: "Léa", last_name: "Martin", email: "lea@example.com", city: "Lyon" },
      custom_attributes: {
        tier: "gold",
        "my tier": "silver",
        points: 12,
        vip: true,
        tags: ["a", "b"],
        address: { "zip code": "69001" },
      },
      time_zone: "Europe/Paris",
      random_bucket: 1234,
    },
    event: {
      id: "e1",
      name: "booked",
      time: new Date("2026-03-04T05:00:00Z"),
      properties: { fare: 99.5, a: { b: "deep" } },
    },
    campaign: { id: "camp-1", name: "Loyalty" },
    delivery: { id: "0190-delivery", idempotency_key: "8f14e45f-ceea-467f-a8f4-6e1b2a3c4d5e", attempt: 1 },
    secrets: { crm: "s3cr3t-value" },
    content_blocks: {},
    now: NOW,
    ...parts,
  };
}

/** Renders a message given in its short form. */
export function render(
  message: WebhookMessageInput,
  data: RenderData = renderData(),
  options: RenderOptions = {},
): RenderResult {
  return renderRequestSync(compileMessage(WebhookMessage.parse(message)), data, options);
}

/** The request of a message that must render. */
export function requestOf(
  message: WebhookMessageInput,
  data?: RenderData,
  options?: RenderOptions,
): RenderedRequest {
  const result = render(message, data, options);
  if (!result.ok) throw new Error(`${result.code} in ${result.field}: ${result.message}`);
  return result.request;
}

/** What a template prints as a text body. */
export function print(template: string, data?: RenderData): string {
  return requestOf({ url: "https://example.com/", body: { type: "text", value: template } }, data).body ?? "";
}

/** The body a JSON template makes, parsed. */
export function json(template: string, data?: RenderData): unknown {
  return JSON.parse(
    requestOf({ url: "https://example.com/", body: { type: "json", value: template } }, data).body ?? "",
  );
}
