import { AppError } from "#lib/platform/errors.ts";

export interface RateLimitRule {
  /** Calls that share a bucket name share the limit. */
  bucket: string;
  limit: number;
  windowSeconds: number;
}

/** What most endpoints share, per key or person. */
export const DEFAULT_RATE_LIMIT: RateLimitRule = { bucket: "default", limit: 250_000, windowSeconds: 3600 };

const BROADCASTS: RateLimitRule = { bucket: "broadcasts", limit: 250, windowSeconds: 60 };

interface Sending {
  recipients?: readonly unknown[] | undefined;
  external_user_ids?: readonly unknown[] | undefined;
  user_aliases?: readonly unknown[] | undefined;
}

/** Sends to a whole segment or audience share a limit of their own (braze.md 3.1); those that name people have none. */
export function broadcastLimit(body: Sending): RateLimitRule | null {
  const named = [body.recipients, body.external_user_ids, body.user_aliases];
  return named.some((list) => list !== undefined && list.length > 0) ? null : BROADCASTS;
}

interface Window {
  startedAt: number;
  used: number;
}

// Per web process: a limit protects this process and its share of the database, so it needs no shared counter.
// Each bucket has windows of its own: callers that are made up for one never push out those of another.
const buckets = new Map<string, Map<string, Window>>();
const MAX_WINDOWS = 50_000;

/** Counts one call. Returns the headers every answer carries; throws 429 with `Retry-After` when the window is used up. */
export function takeFromLimit(rule: RateLimitRule, caller: string, now: Date): Record<string, string> {
  const windows = windowsOf(rule.bucket);
  const windowMs = rule.windowSeconds * 1000;
  let window = windows.get(caller);
  if (!window || now.getTime() - window.startedAt >= windowMs) {
    windows.delete(caller);
    if (windows.size >= MAX_WINDOWS) forgetOldest(windows);
    window = { startedAt: Math.floor(now.getTime() / windowMs) * windowMs, used: 0 };
    windows.set(caller, window);
  }
  const resetAt = window.startedAt + windowMs;
  const headers = {
    "x-ratelimit-limit": String(rule.limit),
    "x-ratelimit-remaining": String(Math.max(0, rule.limit - window.used - 1)),
    "x-ratelimit-reset": String(Math.ceil(resetAt / 1000)),
  };
  if (window.used >= rule.limit) {
    const waitSeconds = Math.max(1, Math.ceil((resetAt - now.getTime()) / 1000));
    const message = `More than ${rule.limit} calls in ${rule.windowSeconds} s.`;
    throw new AppError("rate_limited", message, {
      errors: [{ code: "rate_limited", message, hint: `Wait ${waitSeconds} s.` }],
      headers: { ...headers, "retry-after": String(waitSeconds) },
    });
  }
  window.used++;
  return headers;
}

function windowsOf(bucket: string): Map<string, Window> {
  const windows = buckets.get(bucket) ?? new Map<string, Window>();
  buckets.set(bucket, windows);
  return windows;
}

/** The window that began first is the nearest to its end. */
function forgetOldest(windows: Map<string, Window>): void {
  const [oldest] = windows.keys();
  if (oldest !== undefined) windows.delete(oldest);
}
