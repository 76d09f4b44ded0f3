/**
 * Circuit breaker of one host: when to stop sending, when to try one request again, how fast to come back.
 * The caller keeps the state (one row for all workers), asks here and writes transitions with compare-and-set.
 */
import type { BreakerSettings } from "./schema.ts";

/** What one finished request says about the host's health. */
export type HealthSignal = "ok" | "failure" | "neutral";

export type BreakerHealth = {
  state: "closed" | "open" | "half_open";
  openCount: number;
  reopenAt: Date | null;
  /** Half open: the one probe out there is given up on at this time. */
  probeUntil: Date | null;
};

export const HEALTHY: BreakerHealth = {
  state: "closed",
  openCount: 0,
  reopenAt: null,
  probeUntil: null,
};

export type Admission =
  | { kind: "allow" }
  /** Somebody may try one request, once the store agrees that it is the only one. */
  | { kind: "probe" }
  | { kind: "hold"; until: Date };

/** May a request leave for a host in this state? */
export function admit(health: BreakerHealth, now: Date): Admission {
  if (health.state === "closed") return { kind: "allow" };
  const until = health.state === "open" ? health.reopenAt : health.probeUntil;
  return until && now < until ? { kind: "hold", until } : { kind: "probe" };
}

/** Errors that say nothing about the host: our own guard, a request that could not be built, our proxy. */
const NOT_THE_HOST = new Set(["blocked", "invalid_request", "proxy_error"]);

/** Answers with a status say the host is alive unless they are 5xx; 429 is the throttle's business. */
export function healthSignal(result: { statusCode: number | null; errorClass: string | null }): HealthSignal {
  if (result.statusCode !== null) {
    if (result.statusCode >= 500) return "failure";
    return result.statusCode === 429 ? "neutral" : "ok";
  }
  return NOT_THE_HOST.has(result.errorClass ?? "") ? "neutral" : "failure";
}

/** What the answer to a probe says: well again, still failing, or nothing about the host at all. */
export type ProbeVerdict = "well" | "failing" | "unknown";

/** A host that refuses with 429 is alive: how fast it takes requests is the throttle's business. */
export function probeVerdict(result: { statusCode: number | null; errorClass: string | null }): ProbeVerdict {
  const signal = healthSignal(result);
  if (signal === "failure") return "failing";
  return signal === "ok" || result.statusCode !== null ? "well" : "unknown";
}

export type WindowCounts = { requests: number; failures: number; consecutiveFailures: number };

/** Why the breaker opens now, or null. */
export function openingReason(counts: WindowCounts, settings: BreakerSettings): string | null {
  if (!settings.enabled) return null;
  if (counts.consecutiveFailures >= settings.consecutive_failures) {
    return `${counts.consecutiveFailures} requests in a row failed`;
  }
  if (counts.requests < settings.min_requests) return null;
  if (counts.failures < counts.requests * settings.failure_ratio) return null;
  return `${counts.failures} of the last ${counts.requests} requests failed`;
}

const MAX_GROWTH = 8;

/** Pause after the n-th opening in a row (n from 1): doubles up to eight cool-downs, never below what was asked for. */
export function cooldownMs(
  openCount: number,
  settings: BreakerSettings,
  askedMs: number,
  random: number,
): number {
  const growth = Math.min(2 ** Math.max(0, openCount - 1), MAX_GROWTH);
  const pause = settings.cooldown_seconds * 1000 * growth;
  return Math.max(askedMs, pause * (1 + 0.1 * random));
}

const RAMP_START_SHARE = 0.05;
const RAMP_DOUBLING_MS = 2_000;
/** What counts as the full pace of a host that has no limit. */
const RAMP_CEILING = 200;

/** Requests per second while a host comes back since `from`, or null when the ramp is over or there was none. */
export function rampPace(from: Date | null, ceiling: number | null, now: Date): number | null {
  if (!from) return null;
  const full = ceiling ?? RAMP_CEILING;
  const start = Math.max(1, full * RAMP_START_SHARE);
  const doublings = Math.floor((now.getTime() - from.getTime()) / RAMP_DOUBLING_MS);
  // Past 2^40 nothing is left to ramp, whatever the ceiling.
  const pace = start * 2 ** Math.min(40, Math.max(0, doublings));
  return pace >= full ? null : pace;
}

const SLICES = 12;

/** Successes and failures of the last `windowMs`, in twelve slices that are dropped as they age. */
export type HealthWindow = {
  windowMs: number;
  slices: { at: number; requests: number; failures: number }[];
  consecutiveFailures: number;
};

export function newWindow(windowSeconds: number): HealthWindow {
  return { windowMs: windowSeconds * 1000, slices: [], consecutiveFailures: 0 };
}

/** Adds one outcome in place (this runs for every request); neutral outcomes do not count. */
export function recordHealth(window: HealthWindow, signal: HealthSignal, now: Date): void {
  if (signal === "neutral") return;
  const width = window.windowMs / SLICES;
  const at = Math.floor(now.getTime() / width) * width;
  let slice = window.slices.at(-1);
  if (!slice || slice.at !== at) {
    slice = { at, requests: 0, failures: 0 };
    window.slices.push(slice);
    if (window.slices.length > SLICES + 1) window.slices.shift();
  }
  slice.requests += 1;
  if (signal === "failure") {
    slice.failures += 1;
    window.consecutiveFailures += 1;
  } else {
    window.consecutiveFailures = 0;
  }
}

export function windowCounts(window: HealthWindow, now: Date): WindowCounts {
  const oldest = now.getTime() - window.windowMs;
  const counts = { requests: 0, failures: 0, consecutiveFailures: window.consecutiveFailures };
  for (const slice of window.slices) {
    if (slice.at + window.windowMs / SLICES <= oldest) continue;
    counts.requests += slice.requests;
    counts.failures += slice.failures;
  }
  return counts;
}

/** What the other workers counted at the host in one stretch of time. */
export type OtherCounts = Pick<WindowCounts, "requests" | "failures">;

/**
 * What all workers together saw. The failures in a row of the others, whose newest counts come first, join those of a
 * worker that saw nothing else: in what order the answers came, nobody knows.
 */
export function withOthers(own: WindowCounts, others: readonly OtherCounts[]): WindowCounts {
  const sum = { ...own };
  let inARow = own.requests === own.failures;
  for (const { requests, failures } of others) {
    sum.requests += requests;
    sum.failures += failures;
    inARow &&= requests === failures;
    if (inARow) sum.consecutiveFailures += failures;
  }
  return sum;
}

/** The last thing heard of a host: `silent` when nothing at all came back from the network. */
export type NetworkSign = { at: number; silent: boolean };

/**
 * Whether a failure may as well be our own network: no name was resolved, no route found, no connection made. A
 * refused or broken connection, or an endpoint that is slow to answer, proves that packets travel.
 */
export function isSilent(result: {
  statusCode: number | null;
  errorClass: string | null;
  connected: boolean;
}): boolean {
  if (result.statusCode !== null || result.connected) return false;
  return ["network_unreachable", "dns_error", "timeout"].includes(result.errorClass ?? "");
}

const HOSTS_TO_BLAME_THE_NETWORK = 4;

/** When several hosts were called lately and not one of them was heard of, the fault is ours: breakers stay as they are. */
export function looksLikeLocalFault(signs: readonly NetworkSign[]): boolean {
  return signs.length >= HOSTS_TO_BLAME_THE_NETWORK && signs.every((sign) => sign.silent);
}
