// Reads the `webhook` object of a Braze-compatible API call.

import { z } from "zod";
import { isJsonValue } from "./json-value.ts";
import { WebhookMessage, WebhookMethod } from "./schema.ts";

export const BrazeWebhook = z.object({
  url: z.string(),
  request_method: WebhookMethod.default("POST"),
  request_headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
  message_variation_id: z.string().optional(),
});
export type BrazeWebhook = z.infer<typeof BrazeWebhook>;

/** The message the call describes. A text body is JSON when the headers say so or when it begins like JSON. */
export function messageFromBraze(webhook: BrazeWebhook): WebhookMessage {
  const { url, request_method: method, request_headers: headers, body } = webhook;
  return WebhookMessage.parse({
    method,
    url,
    headers,
    body: method === "GET" ? { type: "none" } : toBody(body, headers),
  });
}

function toBody(body: unknown, headers: Record<string, string>): unknown {
  if (body === undefined || body === null || body === "") return { type: "none" };
  if (typeof body !== "string") return isJsonValue(body) ? { type: "json", value: body } : { type: "none" };
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1];
  const isJson = type === undefined ? /^\s*[[{](?![{%])/.test(body) : /[/+]json\b/i.test(type);
  return isJson ? { type: "json", value: body } : { type: "text", value: body };
}
