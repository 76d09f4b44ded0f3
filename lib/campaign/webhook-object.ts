/** The webhook object of an API call as a message of ours. */
import { z } from "zod";
import { WEBHOOK_METHODS, type WebhookBody, type WebhookMessage } from "#lib/webhook/schema.ts";

export const webhookObjectSchema = z.object({
  url: z.string().min(1, "The webhook needs a url."),
  request_method: z
    .string()
    .transform((method) => method.toUpperCase())
    .pipe(z.enum(WEBHOOK_METHODS)),
  request_headers: z.record(z.string(), z.string()).nullish(),
  /** Text as it leaves, or an object that becomes JSON. */
  body: z.union([z.string(), z.record(z.string(), z.json()), z.array(z.json())]).nullish(),
  message_variation_id: z.string().nullish(),
});
export type WebhookObject = z.output<typeof webhookObjectSchema>;

/** Text that is meant to be JSON keeps its type, so that values put into it are escaped and the result is checked. */
export function messageOf(webhook: WebhookObject): WebhookMessage {
  const headers = webhook.request_headers ?? {};
  return {
    method: webhook.request_method,
    url: webhook.url,
    headers,
    body: webhook.request_method === "GET" ? { type: "none" } : bodyOf(webhook.body, contentType(headers)),
  };
}

function bodyOf(body: WebhookObject["body"], type: string | null): WebhookBody {
  if (body === undefined || body === null || body === "") return { type: "none" };
  if (typeof body !== "string") return { type: "json", value: body };
  const json = type === null ? /^\s*(\[|\{(?![{%]))/.test(body) : /\bjson\b/i.test(type);
  return json ? { type: "json", value: body } : { type: "text", value: body };
}

function contentType(headers: Record<string, string>): string | null {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type");
  return found?.[1] ?? null;
}
