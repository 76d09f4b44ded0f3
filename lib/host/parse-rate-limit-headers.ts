/**
 * Decides what an answer's headers ask of our pace: how long to wait, how much is left, how fast is allowed.
 * Malformed values are ignored, never guessed. What to do with the hint is left to the throttle.
 */
import { parseHttpDate, parseIsoTime } from "./http-date.ts";

export type HeaderList = Record<string, string | string[] | undefined>;

export type RateHintSource = "retry-after" | "ratelimit" | "ratelimit-fields" | "x-ratelimit" | "alias";

export type RateHint = {
  source: RateHintSource;
  /** The wait the receiver asked for, before clamping; null when it asked for none. */
  askedMs: number | null;
  /** The wait to apply; 0 = none. */
  waitMs: number;
  limit: number | null;
  remaining: number | null;
  /** Time until `remaining` is filled up again. */
  resetMs: number | null;
  /** Ceiling announced as a policy (quota ÷ window) with a window short enough to be a pace. */
  policyPerSecond: number | null;
};

/** Vendor header names (lower case) that mean the same as the standard ones. */
export type RateHeaderAliases = {
  limit?: string | undefined;
  remaining?: string | undefined;
  reset?: string | undefined;
};

export type RateHeaderOptions = {
  now: Date;
  maxWaitMs?: number | undefined;
  aliases?: RateHeaderAliases | undefined;
};

const DEFAULT_MAX_WAIT_MS = 3_600_000;
/** "Nothing left" without saying until when: try again soon rather than never. */
const WAIT_WITHOUT_RESET_MS = 1_000;
const MAX_COUNT = 1e12;
const MAX_LIST_CHARACTERS = 1_024;
/** The quota of a longer window is a budget to be spent when needed, not a pace to spread over it. */
const LONGEST_PACE_WINDOW_S = 60;

/** The hint of one answer, or null when its headers say nothing usable. Header names are lower case. */
export function parseRateLimitHeaders(headers: HeaderList, options: RateHeaderOptions): RateHint | null {
  if (!mayCarryHint(headers, options.aliases)) return null;
  const { now } = options;
  const clock = answerClock(headers, now);
  const quota = isFromCache(headers) ? null : readQuota(headers, clock, options.aliases);
  // On a success too: an answer that asks for time is about the pace of the host, not about its own request.
  const retryAfterMs = readRetryAfter(headers["retry-after"], clock);
  const maxWaitMs = options.maxWaitMs ?? DEFAULT_MAX_WAIT_MS;
  if (retryAfterMs !== null) {
    const base = quota ?? { limit: null, remaining: null, resetMs: null, policyPerSecond: null };
    return {
      ...base,
      source: "retry-after",
      askedMs: retryAfterMs,
      waitMs: Math.min(retryAfterMs, maxWaitMs),
    };
  }
  if (!quota) return null;
  const resetMs = quota.resetMs === null ? null : Math.min(quota.resetMs, maxWaitMs);
  if (quota.remaining !== 0) return { ...quota, resetMs, askedMs: null, waitMs: 0 };
  const askedMs = quota.resetMs ?? WAIT_WITHOUT_RESET_MS;
  return { ...quota, resetMs, askedMs, waitMs: Math.min(askedMs, maxWaitMs) };
}

type Quota = Omit<RateHint, "askedMs" | "waitMs">;
/** `serverNow` is the receiver's own `Date` when it sent one, so that a skewed clock on either side does no harm. */
type Clock = { now: Date; serverNow: number };

const HINT_HEADERS = [
  "retry-after",
  "ratelimit",
  "ratelimit-policy",
  "ratelimit-limit",
  "ratelimit-remaining",
  "ratelimit-reset",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "x-rate-limit-limit",
  "x-rate-limit-remaining",
  "x-rate-limit-reset",
] as const;

/** What an answer carried, and the names that its host gave to headers of its own. */
export interface NamedHeaders {
  headers: HeaderList;
  aliases: RateHeaderAliases | null;
}

/** The raw lines a hint was read from, for people to look at. */
export function rateHeadersSeen({ headers, aliases }: NamedHeaders): Record<string, string> {
  const seen: Record<string, string> = {};
  for (const name of [...HINT_HEADERS, ...Object.values(aliases ?? {})]) {
    const value = name && headers[name];
    if (value) seen[name] = joined(value).slice(0, 256);
  }
  return seen;
}

function mayCarryHint(headers: HeaderList, aliases: RateHeaderAliases | undefined): boolean {
  for (const name of HINT_HEADERS) if (headers[name] !== undefined) return true;
  return aliases !== undefined && Object.values(aliases).some((name) => name && headers[name] !== undefined);
}

function answerClock(headers: HeaderList, now: Date): Clock {
  const date = first(headers.date);
  const parsed = date === undefined ? null : parseHttpDate(date, now);
  return { now, serverNow: parsed ?? now.getTime() };
}

function isFromCache(headers: HeaderList): boolean {
  const age = first(headers.age);
  return age !== undefined && /^\d{1,10}$/.test(age) && Number(age) > 0;
}

// Several lines: the larger wait wins, a line that cannot be read counts for nothing.
function readRetryAfter(value: string | string[] | undefined, clock: Clock): number | null {
  if (value === undefined) return null;
  let longest: number | null = null;
  for (const line of Array.isArray(value) ? value : [value]) {
    const wait = retryAfterMs(line.trim(), clock);
    if (wait !== null && (longest === null || wait > longest)) longest = wait;
  }
  return longest;
}

function retryAfterMs(text: string, clock: Clock): number | null {
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  const date = parseHttpDate(text, clock.now);
  return date === null ? null : Math.max(0, date - clock.serverNow);
}

function readQuota(headers: HeaderList, clock: Clock, aliases: RateHeaderAliases | undefined): Quota | null {
  const policyPerSecond = readPolicy(headers["ratelimit-policy"]);
  const found =
    readRateLimitList(headers.ratelimit) ??
    readFields(
      headers,
      ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"],
      "ratelimit-fields",
      clock,
    ) ??
    readFields(
      headers,
      ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"],
      "x-ratelimit",
      clock,
    ) ??
    readFields(
      headers,
      ["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"],
      "x-ratelimit",
      clock,
    ) ??
    (aliases ? readFields(headers, [aliases.limit, aliases.remaining, aliases.reset], "alias", clock) : null);
  if (found) return { ...found, policyPerSecond: smallest(found.policyPerSecond, policyPerSecond) };
  if (policyPerSecond === null) return null;
  return { source: "ratelimit", limit: null, remaining: null, resetMs: null, policyPerSecond };
}

type StructuredItem = { name: string; params: Map<string, string> };

// `RateLimit: "name";r=5;t=10, …`. A list with one broken member is broken as a whole (RFC 9651).
function readRateLimitList(value: string | string[] | undefined): Quota | null {
  if (value === undefined) return null;
  const text = joined(value);
  const items = parseStructuredList(text);
  if (!items) return null;
  let tightest: Quota | null = null;
  for (const { params } of items) {
    const remaining = count(params.get("r"));
    if (remaining === null) return readOldRateLimit(items);
    const seconds = count(params.get("t"));
    const quota: Quota = {
      source: "ratelimit",
      limit: null,
      remaining,
      resetMs: seconds === null ? null : seconds * 1000,
      policyPerSecond: null,
    };
    if (!tightest || isTighter(quota, tightest)) tightest = quota;
  }
  return tightest;
}

// Drafts 7 and 8 wrote one dictionary: `limit=100, remaining=50, reset=5`.
function readOldRateLimit(items: StructuredItem[]): Quota | null {
  const field = (name: string) => {
    const item = items.find((candidate) => candidate.name.startsWith(`${name}=`));
    return count(item?.name.slice(name.length + 1));
  };
  const remaining = field("remaining");
  if (remaining === null) return null;
  const reset = field("reset");
  return {
    source: "ratelimit",
    limit: field("limit"),
    remaining,
    resetMs: reset === null ? null : reset * 1000,
    policyPerSecond: null,
  };
}

function isTighter(a: Quota, b: Quota): boolean {
  if (a.remaining === 0 || b.remaining === 0) {
    if (a.remaining !== b.remaining) return a.remaining === 0;
    return (a.resetMs ?? 0) > (b.resetMs ?? 0);
  }
  return (a.remaining ?? 0) / (a.resetMs || 1000) < (b.remaining ?? 0) / (b.resetMs || 1000);
}

// `RateLimit-Policy: "p";q=10;w=2` allows q requests in w seconds; of several the slowest counts. Quotas counted in
// something else than requests (`qu`) say nothing about our pace.
function readPolicy(value: string | string[] | undefined): number | null {
  if (value === undefined) return null;
  const items = parseStructuredList(joined(value));
  let slowest: number | null = null;
  for (const item of items ?? []) {
    const quota = count(item.params.get("q"));
    const window = count(item.params.get("w"));
    const isCounted = !item.params.has("qu") || item.params.get("qu") === '"requests"';
    if (isCounted) slowest = smallest(slowest, paceOf(quota, window));
  }
  return slowest;
}

function paceOf(quota: number | null, windowSeconds: number | null): number | null {
  if (!quota || !windowSeconds || windowSeconds > LONGEST_PACE_WINDOW_S) return null;
  return quota / windowSeconds;
}

function readFields(
  headers: HeaderList,
  [limitName, remainingName, resetName]: (string | undefined)[],
  source: RateHintSource,
  clock: Clock,
): Quota | null {
  const limitText = limitName ? headers[limitName] : undefined;
  const limit = firstCount(limitText);
  const remaining = firstCount(remainingName ? headers[remainingName] : undefined);
  if (limit === null && remaining === null) return null;
  const window = /;\s*w=(\d{1,9})\b/.exec(limitText === undefined ? "" : joined(limitText));
  return {
    source,
    limit,
    remaining,
    resetMs: readReset(first(resetName ? headers[resetName] : undefined), clock),
    policyPerSecond: paceOf(limit, window ? Number(window[1]) : null),
  };
}

// Seconds from now, epoch seconds or epoch milliseconds, told apart by size; or a strict date.
function readReset(text: string | undefined, clock: Clock): number | null {
  if (text === undefined) return null;
  const value = /^(\d{1,15}(?:\.\d{1,9})?)(?:\s*[,;].*)?$/.exec(text)?.[1];
  if (value !== undefined) {
    const number = Number(value);
    if (number < 1e9) return number * 1000;
    const epochMs = number < 1e11 ? number * 1000 : number;
    return Math.max(0, Math.round(epochMs - clock.serverNow));
  }
  const date = parseHttpDate(text, clock.now) ?? parseIsoTime(text);
  return date === null ? null : Math.max(0, date - clock.serverNow);
}

// The length bound keeps a hostile header from making the split below expensive.
function parseStructuredList(text: string): StructuredItem[] | null {
  if (text.length > MAX_LIST_CHARACTERS) return null;
  const items: StructuredItem[] = [];
  for (const member of text.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
    const [name, ...params] = member.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => part.trim());
    if (!name || !/^(?:"[\x20-\x21\x23-\x7e]*"|[A-Za-z*][\w:/*.=-]*)$/.test(name)) return null;
    const map = new Map<string, string>();
    for (const param of params) {
      const match = /^([a-z*][a-z0-9_.*-]*)(?:=(.*))?$/.exec(param);
      if (!match?.[1]) return null;
      map.set(match[1], match[2] ?? "?1");
    }
    items.push({ name, params: map });
  }
  return items.length > 0 ? items : null;
}

function count(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return null;
  return Math.min(Number(text), MAX_COUNT);
}

function firstCount(value: string | string[] | undefined): number | null {
  const match = /^\s*(\d{1,15})(?:\.\d+)?\s*(?:[,;]|$)/.exec(first(value) ?? "");
  return match?.[1] === undefined ? null : Math.min(Number(match[1]), MAX_COUNT);
}

function first(value: string | string[] | undefined): string | undefined {
  return (Array.isArray(value) ? value[0] : value)?.trim();
}

function joined(value: string | string[]): string {
  return Array.isArray(value) ? value.join(", ") : value;
}

function smallest(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}
