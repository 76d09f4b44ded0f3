import { z } from "zod";
import type { Words } from "#lib/i18n/problem-words.ts";
import { isJsonValue, type JsonValue, MAX_JSON_DEPTH } from "./json-value.ts";

export const WEBHOOK_METHODS = ["POST", "GET", "PUT", "PATCH", "DELETE"] as const;

export const WebhookMethod = z.enum(WEBHOOK_METHODS);
export type WebhookMethod = z.infer<typeof WebhookMethod>;

// `unknown` rather than a recursive schema: a recursive one overflows the stack on hostile nesting.
const Json = z.unknown().refine(isJsonValue, {
  error: `Expected JSON nested at most ${MAX_JSON_DEPTH} levels deep.`,
}) as unknown as z.ZodType<JsonValue, JsonValue>;

export const FormScalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const FormPair = z.strictObject({ name: z.string(), value: FormScalar });
export type FormPair = z.infer<typeof FormPair>;

export const JsonBody = z.strictObject({ type: z.literal("json"), value: Json });
export const FormBody = z.strictObject({
  type: z.literal("form"),
  value: z.union([z.record(z.string(), FormScalar), z.array(FormPair)]),
});
export const TextBody = z.strictObject({
  type: z.literal("text"),
  value: z.string(),
  content_type: z.string().min(1).max(255).optional(),
});
export const NoBody = z.strictObject({ type: z.literal("none") });

/** What the request carries. A string under `json` is a template of the whole JSON text; anything else is a tree of typed values. */
export const WebhookBody = z.discriminatedUnion("type", [JsonBody, FormBody, TextBody, NoBody]);
export type WebhookBody = z.infer<typeof WebhookBody>;

/** One webhook as its author wrote it: every text may contain Liquid. */
export const WebhookMessage = z.strictObject({
  method: WebhookMethod.default("POST"),
  url: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  body: WebhookBody.default({ type: "none" }),
});
export type WebhookMessage = z.infer<typeof WebhookMessage>;
export type WebhookMessageInput = z.input<typeof WebhookMessage>;

export type ProblemSeverity = "error" | "warning" | "info";

/** Something found while saving or rendering, in words the author can act on. */
export type MessageProblem = {
  severity: ProblemSeverity;
  code: string;
  /** Dotted path below the message's owner, such as `webhook.url` or `webhook.headers.X-Key`. */
  field: string;
  message: string;
  hint: string;
  /** The same apart from the language. */
  words: Words;
  line?: number | undefined;
  column?: number | undefined;
};
