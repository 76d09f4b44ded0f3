import { z } from "zod";

const flag = z
  .enum(["true", "false", "1", "0", ""])
  .default("true")
  .transform((value) => value === "true" || value === "1");

/**
 * Every setting of the process, read once. Unknown variables are ignored; a bad value stops the start
 * with its name and what is allowed.
 */
const Env = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  /** Any PostgreSQL 15 or newer. `npm start` sets it to the embedded server when it is absent. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Connections per process. PostgreSQL's max_connections must cover all processes together. */
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(12),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  /** The address people and receivers see; used in links and for the built-in receiver. */
  SIGNALBOX_ORIGIN: z.url().optional(),
  SIGNALBOX_DATA_DIR: z.string().default("./.data"),
  /** 32 bytes, base64. */
  SIGNALBOX_ENCRYPTION_KEY: z
    .string()
    .refine(
      (value) => Buffer.from(value, "base64").length === 32,
      "must be 32 bytes in base64: openssl rand -base64 32",
    ),
  /** Older keys, comma separated: still able to open what they sealed. */
  SIGNALBOX_OLD_ENCRYPTION_KEYS: z.string().default(""),
  SIGNALBOX_OWNER_EMAIL: z.email().optional(),
  SIGNALBOX_OWNER_PASSWORD: z.string().min(10).optional(),
  SIGNALBOX_API_KEY: z.string().min(16).optional(),
  SIGNALBOX_SAMPLE_DATA: flag,
  /** Comma list of `cidr`, `cidr:port` or `host:port` that may be called although private. */
  EGRESS_ALLOW: z.string().default(""),
  /** Outbound HTTP proxy for everything that EGRESS_ALLOW does not list: http://user:password@proxy:3128. */
  EGRESS_PROXY: z.url({ protocol: /^https?$/ }).optional(),
  /** The proxy resolves names, and refuses private addresses itself. */
  EGRESS_PROXY_RESOLVES: flag.default(false),
  /** Comma list of addresses and ranges whose `X-Forwarded-For` is believed. */
  TRUSTED_PROXIES: z.string().default("127.0.0.0/8,::1/128"),
  /** Percent by which the heap of a worker may outgrow what lives in it before it is cleaned up; 0: as V8 decides. */
  WORKER_HEAP_GROWTH: z.coerce.number().int().min(0).max(1_000).default(50),
  METRICS_TOKEN: z.string().min(8).optional(),
  /** Where spans are sent (OTLP over HTTP); `/v1/traces` is added. Without it nothing is traced. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** Share of the traces that is kept, 0 to 1. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  /** Mail server for notices about reviews: `smtp://user:password@host:587`, `smtps://…` for TLS from the start. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  SMTP_FROM: z.string().default("Signalbox <signalbox@localhost>"),
});

export type Env = z.infer<typeof Env>;

let current: Env | undefined;

/** The validated settings. Throws an Error that lists every bad variable. */
export function env(): Env {
  current ??= readEnv(process.env);
  return current;
}

/** Forgets what was read, so that a test can point the process at its own database. */
export function resetEnv(): void {
  current = undefined;
}

/** Parses settings from any source. Empty strings count as absent. */
export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = Env.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The settings are not usable:\n${problems.join("\n")}`);
}

/** Where this installation is reached by browsers and by its own worker. */
export function origin(settings: Env = env()): string {
  return (
    settings.SIGNALBOX_ORIGIN ??
    `http://${settings.HOST === "0.0.0.0" ? "127.0.0.1" : settings.HOST}:${settings.PORT}`
  );
}
