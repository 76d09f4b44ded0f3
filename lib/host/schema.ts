/** Settings and live state of one host, as the API and the dashboard see them. */
import { z } from "zod";
import { outcomeRuleSchema } from "./outcome-rules.ts";

const MAX_PER_SECOND = 10_000;

export const rateLimitSchema = z
  .strictObject({
    per_second: z
      .number()
      .min(0.001, "per_second must be at least 0.001 (one request in 1000 seconds)")
      .max(MAX_PER_SECOND, `per_second must be at most ${MAX_PER_SECOND}`),
    burst: z
      .number()
      .int("burst is a whole number of requests")
      .min(1, "burst must be at least 1")
      .max(100_000, "burst must be at most 100000")
      .optional(),
  })
  .transform((limit) => ({
    per_second: limit.per_second,
    burst: limit.burst ?? Math.max(1, Math.ceil(limit.per_second)),
  }));
export type RateLimit = z.output<typeof rateLimitSchema>;

export const breakerSettingsSchema = z.strictObject({
  enabled: z.boolean().default(true),
  min_requests: z.number().int().min(1).max(100_000).default(20),
  failure_ratio: z
    .number()
    .min(0.01, "failure_ratio must be at least 0.01")
    .max(1, "failure_ratio must be at most 1 (all requests fail)")
    .default(0.5),
  consecutive_failures: z.number().int().min(1).max(100_000).default(10),
  window_seconds: z.number().min(0.25).max(3600, "window_seconds must be at most 3600").default(60),
  cooldown_seconds: z.number().min(0.1).max(86_400, "cooldown_seconds must be at most 86400").default(60),
});
export type BreakerSettings = z.output<typeof breakerSettingsSchema>;

/** Credentials added to every request to the host; the value comes from a stored secret, never from here. */
export const authPresetSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("none") }),
  z.strictObject({ type: z.literal("bearer"), secret: z.string().min(1) }),
  z.strictObject({ type: z.literal("basic"), username: z.string(), secret: z.string().min(1) }),
  z.strictObject({
    type: z.literal("header"),
    name: z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, "name must be a valid header name"),
    secret: z.string().min(1),
  }),
]);
export type AuthPreset = z.output<typeof authPresetSchema>;

const headerName = z
  .string()
  .min(1)
  .max(100)
  .transform((name) => name.toLowerCase());

export const rateHeaderAliasesSchema = z.strictObject({
  limit: headerName.optional(),
  remaining: headerName.optional(),
  reset: headerName.optional(),
});

export const hostSettingsSchema = z.strictObject({
  rate_limit: rateLimitSchema.nullable().default(null),
  max_concurrency: z
    .number()
    .int("max_concurrency is a whole number")
    .min(1, "max_concurrency must be at least 1; pause the host to stop sending")
    .max(512, "max_concurrency must be at most 512")
    .default(32),
  breaker: breakerSettingsSchema.prefault({}),
  outcome_rules: z.array(outcomeRuleSchema).max(50).default([]),
  auth: authPresetSchema.default({ type: "none" }),
  rate_headers: rateHeaderAliasesSchema.nullable().default(null),
});
export type HostSettings = z.output<typeof hostSettingsSchema>;
export type HostSettingsInput = z.input<typeof hostSettingsSchema>;

export const HOST_STATES = ["closed", "open", "half_open", "paused"] as const;
export const hostStateSchema = z.enum(HOST_STATES);
export type HostState = z.infer<typeof hostStateSchema>;

export const hostViewSchema = z.object({
  host: z.string(),
  ...hostSettingsSchema.shape,
  state: hostStateSchema,
  blocked_until: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
  rate_headers_seen: z.record(z.string(), z.string()).nullable(),
  learned_per_second: z.number().nullable(),
  waiting_count: z.int(),
  updated_at: z.iso.datetime().nullable(),
});
export type HostView = z.output<typeof hostViewSchema>;

/** Settings of a host nobody has configured. */
export const DEFAULT_HOST_SETTINGS: HostSettings = hostSettingsSchema.parse({});

const LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
const HOST_KEY = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-f:.]+\\])(?::\\d{1,5})?$`);

/** `host` or `host:port` in lower case as a key; the port of the scheme is left out. Null when it is none. */
export function parseHostKey(text: string): string | null {
  const key = text.trim().toLowerCase();
  return key.length <= 259 && HOST_KEY.test(key) ? key : null;
}

/** The key under which a URL's host is throttled and judged. */
export function hostKeyOf(url: URL): string {
  return url.host.toLowerCase();
}
