/** The webhooks of a campaign or canvas and their fields as a reader sees them. Safe in the browser. */
import type { CampaignDefinition } from "#lib/campaign/schema.ts";
import type { CanvasDefinition } from "#lib/canvas/schema.ts";
import type { WebhookMessage } from "#lib/webhook/schema.ts";

/** One webhook of the content. */
export interface ContentMessage {
  /** Id of the variation or step. */
  id: string;
  name: string;
  /** Dotted path: `variations.0.webhook`. */
  field: string;
  webhook: WebhookMessage;
}

export function campaignMessages({ variations }: CampaignDefinition): ContentMessage[] {
  return variations.flatMap(({ webhook, name, message_variation_id: id }, index) =>
    webhook ? [{ id, name, field: `variations.${index}.webhook`, webhook }] : [],
  );
}

export function canvasMessages({ steps }: CanvasDefinition): ContentMessage[] {
  return steps.flatMap((step, index) => {
    if (step.type !== "message" || !step.webhook) return [];
    return [
      { id: step.id, name: step.name || step.id, field: `steps.${index}.webhook`, webhook: step.webhook },
    ];
  });
}

export interface MessageField {
  /** Below the message: `url`, `headers.Accept`, `body.value`. */
  part: string;
  text: string;
}

/** What an author wrote, part by part. */
export function messageFields({ method, url, headers, body }: WebhookMessage): MessageField[] {
  return [
    { part: "method", text: method },
    { part: "url", text: url },
    ...Object.entries(headers).map(([name, value]) => ({ part: `headers.${name}`, text: value })),
    ...(body.type === "none" ? [] : [{ part: "body.value", text: fieldText(body.value) }]),
  ];
}

/** A value as the text whose lines are counted and commented on. */
export function fieldText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
}
