/** Settings and live state of one host, as the API and the dashboard see them. */
import { z } from "zod";
import { between, wholeBetween } from "#lib/platform/ranges.ts";
import { maintenanceWindowSchema } from "./maintenance-schema.ts";
import { outcomeRuleSchema } from "./outcome-rules.ts";

const MAX_PER_SECOND = 10_000;

export const rateLimitSchema = z
  .strictObject({
    per_second: between("per_second", 0.001, MAX_PER_SECOND),
    burst: wholeBetween("burst", 1, 100_000).optional(),
  })
  .transform((limit) => ({
    per_second: limit.per_second,
    burst: limit.burst ?? Math.max(1, Math.ceil(limit.per_second)),
  }));

export const breakerSettingsSchema = z.strictObject({
  enabled: z.boolean().default(true),
  min_requests: wholeBetween("min_requests", 1, 100_000).default(20),
  failure_ratio: between("failure_ratio", 0.01, 1).default(0.5),
  consecutive_failures: wholeBetween("consecutive_failures", 1, 100_000).default(10),
  window_seconds: between("window_seconds", 0.25, 3600).default(60),
  cooldown_seconds: between("cooldown_seconds", 0.1, 86_400).default(60),
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
  /** OAuth 2 client credentials: `secret` is the client's; tokens are fetched, kept and renewed by the worker. */
  z.strictObject({
    type: z.literal("oauth2"),
    token_url: z.url({ protocol: /^https?$/, error: "token_url must be an http or https URL" }).max(2_000),
    client_id: z.string().min(1).max(500),
    secret: z.string().min(1),
    scope: z.string().max(1_000).optional(),
    audience: z.string().max(1_000).optional(),
    /** Whether the client names itself by HTTP Basic or in the body. */
    client_authentication: z.enum(["basic", "body"]).default("basic"),
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

const pem = (what: string) =>
  z
    .string()
    .max(64 * 1024)
    .regex(/^\s*-----BEGIN CERTIFICATE-----/, `${what} must be a certificate in PEM form`);

/** A private certificate authority, and the certificate by which we show who we are. The key is a stored secret. */
export const tlsSettingsSchema = z
  .strictObject({
    ca: pem("ca").optional(),
    client_certificate: pem("client_certificate").optional(),
    client_key_secret: z.string().min(1).max(64).optional(),
  })
  .refine((tls) => (tls.client_certificate === undefined) === (tls.client_key_secret === undefined), {
    path: ["client_key_secret"],
    message: "client_certificate and client_key_secret belong together: give both or neither",
  });

export const hostSettingsSchema = z.strictObject({
  rate_limit: rateLimitSchema.nullable().default(null),
  max_concurrency: wholeBetween("max_concurrency", 1, 512).default(32),
  breaker: breakerSettingsSchema.prefault({}),
  outcome_rules: z.array(outcomeRuleSchema).max(50).default([]),
  auth: authPresetSchema.default({ type: "none" }),
  rate_headers: rateHeaderAliasesSchema.nullable().default(null),
  tls: tlsSettingsSchema.nullable().default(null),
  /** Slows down after 429, 502, 503, 504 and time-outs, and comes back step by step. */
  adaptive: z.boolean().default(true),
  /** 401 and 403 in a row after which the whole host is paused; null: never. */
  halt_after_unauthorized: wholeBetween("halt_after_unauthorized", 1, 1_000).nullable().default(10),
  /** Longest wait that is granted to a receiver's headers. */
  max_wait_seconds: between("max_wait_seconds", 0, 86_400).default(3_600),
});
export type HostSettings = z.output<typeof hostSettingsSchema>;
export type HostSettingsInput = z.input<typeof hostSettingsSchema>;

export const HOST_STATES = ["closed", "open", "half_open", "paused"] as const;
export const hostStateSchema = z.enum(HOST_STATES);

export const hostViewSchema = z.object({
  host: z.string(),
  ...hostSettingsSchema.shape,
  state: hostStateSchema,
  blocked_until: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
  rate_headers_seen: z.record(z.string(), z.string()).nullable(),
  rate_headers_seen_at: z.iso.datetime().nullable(),
  learned_per_second: z.number().nullable(),
  /** What the policy header of the receiver allows; a ceiling while it keeps saying so. */
  announced_per_second: z.number().nullable(),
  /** URLs of the host that answered 410 and are left alone until they are resumed. */
  paused_urls: z.array(z.object({ url_id: z.string(), url: z.string(), reason: z.string(), at: z.string() })),
  waiting_count: z.int(),
  requests_1h: z.int(),
  success_rate_1h: z.number().nullable(),
  latency_p95_ms: z.number().nullable(),
  /** When the queue is empty at the present pace; null when nobody can tell. */
  queue_empty_at: z.iso.datetime().nullable(),
  updated_at: z.iso.datetime().nullable(),
});
export type HostView = z.output<typeof hostViewSchema>;

export const hostDetailSchema = hostViewSchema.extend({
  maintenance: z.array(maintenanceWindowSchema),
  events: z.array(z.object({ at: z.string(), kind: z.string(), detail: z.unknown() })),
});
export type HostDetail = z.output<typeof hostDetailSchema>;

/** Which hosts a list shows. */
export const hostFilterSchema = z.object({
  /** Part of the name. */
  search: z.string().max(260).optional(),
  /** Exactly this one: a list of it, or of none. */
  host: z.string().max(260).optional(),
  state: hostStateSchema.optional(),
});
export type HostFilter = z.output<typeof hostFilterSchema>;

/** Settings of a host nobody has configured. */
export const DEFAULT_HOST_SETTINGS: HostSettings = hostSettingsSchema.parse({});

const LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
const HOST_KEY = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-f:.]+\\])(?::\\d{1,5})?$`);

const MAX_PORT = 65_535;

/** `host` or `host:port` in lower case as a key; the port of the scheme is left out. Null when it is none. */
export function parseHostKey(text: string): string | null {
  const key = text.trim().toLowerCase();
  const port = Number(/:(\d+)$/.exec(key)?.[1] ?? 0);
  return key.length <= 259 && HOST_KEY.test(key) && port <= MAX_PORT ? key : null;
}

/** The key under which a URL's host is throttled and judged. */
export function hostKeyOf(url: URL): string {
  return url.host.toLowerCase();
}
