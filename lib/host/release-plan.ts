/**
 * Decides how many of the deliveries parked behind a host (or a pace of its own) may go now, and when to look again.
 * Rows let go are due at once; whoever does not get its turn within moments is parked again.
 */
import { paceOf } from "./pace.ts";
import type { HostRow } from "./store.ts";

export interface ParkedScope {
  /** The pace seen by the one who parked last; null when the state of the host was the reason. */
  perSecond: number | null;
  /** The last time some were let go; null: none since the scope changed. */
  releasedAt: Date | null;
}

export interface ReleasePlan {
  take: number;
  nextAt: Date;
  /** What to take for the pace next time unless somebody parks in between: it grows until somebody does. */
  perSecond: number | null;
}

/** A paused host is woken by whoever resumes it; this is for what nobody foresaw. */
const RECHECK_MS = 60_000;
/** An unhealthy host gets one row for its probe, and one in reserve should the first have become void. */
const PROBE_CANDIDATES = 2;
/** More each time none of them came back to wait, because all had: thousands may wait for a URL that is gone. */
const CANDIDATES_GROWTH = 4;
const MAX_PROBE_CANDIDATES = 500;
const PROBE_RETRY_MS = 2_000;
const EVERY_MS = 1_000;
const SLOWEST_MS = 5_000;
/** Behind a host that is silent: whoever hears of it again looks at once. */
const SILENT_MS = 10_000;
/** So much lies ready at the beginning that the pace is kept although releases come once a second. */
const AHEAD_MS = 2_000;
const LONGEST_GAP_MS = 3_000;
const UNLIMITED_PER_SECOND = 5_000;
const GROWTH = 2;

/** `host` is null for a pace that belongs to no host. */
export function releasePlan(host: HostRow | null, parked: ParkedScope, now: Date): ReleasePlan {
  if (!host) return atPace(UNLIMITED_PER_SECOND, parked, now);
  if (host.state === "paused") return wait(after(now, RECHECK_MS));
  if (host.blocked_until && host.blocked_until > now) return wait(host.blocked_until);
  if (host.state === "closed")
    return atPace(paceOf(host, now)?.perSecond ?? UNLIMITED_PER_SECOND, parked, now);
  const probeAt = host.state === "open" ? host.reopen_at : host.probe_until;
  if (probeAt && probeAt > now) return wait(probeAt);
  const take = Math.min(MAX_PROBE_CANDIDATES, Math.ceil(parked.perSecond ?? PROBE_CANDIDATES));
  return { take, nextAt: after(now, PROBE_RETRY_MS), perSecond: take * CANDIDATES_GROWTH };
}

function atPace(limit: number, { perSecond, releasedAt }: ParkedScope, now: Date): ReleasePlan {
  const pace = Math.min(limit, perSecond ?? limit);
  const gapMs = releasedAt ? Math.min(now.getTime() - releasedAt.getTime(), LONGEST_GAP_MS) : AHEAD_MS;
  const everyMs = Math.min(pace < limit ? SILENT_MS : SLOWEST_MS, Math.max(EVERY_MS, 1_000 / pace));
  return {
    take: Math.max(1, Math.ceil((pace * gapMs) / 1_000)),
    nextAt: after(now, everyMs),
    perSecond: perSecond === null ? null : Math.min(UNLIMITED_PER_SECOND, perSecond * GROWTH),
  };
}

function wait(nextAt: Date): ReleasePlan {
  return { take: 0, nextAt, perSecond: null };
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
