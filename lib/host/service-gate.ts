/**
 * One worker's view of the hosts it sends to: who may go now, who waits until when, and what each answer means for
 * the host. Settings and state are shared through the database and remembered for a second at most.
 */
import { log } from "#lib/platform/log.ts";
import {
  admit,
  cooldownMs,
  type HealthWindow,
  healthSignal,
  isSilent,
  looksLikeLocalFault,
  type NetworkSign,
  newWindow,
  openingReason,
  rampPace,
  recordHealth,
  windowCounts,
} from "./breaker.ts";
import {
  type HeaderList,
  parseRateLimitHeaders,
  type RateHint,
  rateHeadersSeen,
} from "./parse-rate-limit-headers.ts";
import { DEFAULT_HOST_SETTINGS, type HostSettings, hostSettingsSchema } from "./schema.ts";
import { AnnouncedWindows } from "./service-window.ts";
import {
  acquireTokens,
  addHostCounts,
  blockHost,
  claimProbe,
  closeHost,
  ensureHost,
  findHost,
  type HostCount,
  type HostRow,
  openHost,
  releaseParked,
} from "./store.ts";
import { haltHost, pauseUrl, slowDown, speedUp } from "./store-limits.ts";
import { effectivePace } from "./throttle.ts";

/** How many of the asked may go now; the others wait until `until` (null: until somebody resumes the host), `spacingMs` apart. */
export interface GateAnswer {
  allowed: number;
  reason: "host_paused" | "host_unhealthy" | "retry_after" | "rate_limit" | "campaign_rate_limit" | null;
  until: Date | null;
  spacingMs: number;
  /** The one allowed request decides whether the host is well again. */
  probe: boolean;
}

export interface AnswerFacts {
  statusCode: number | null;
  errorClass: string | null;
  headers: HeaderList;
  durationMs: number;
  probe: boolean;
  /** False when not even a connection came about. */
  connected: boolean;
}

/** What is known about a host when a request is put together for it. */
export interface HostFacts {
  settings: HostSettings;
  signing: unknown;
  pausedUrls: HostRow["paused_urls"];
}

/** What an answer meant for its delivery, as far as the host is concerned. */
export interface Judgement {
  halt: string | null;
  /** When it goes on by itself; null: when somebody resumes it. */
  haltUntil: Date | null;
  unauthorized: boolean;
  gone: { key: string; url: string } | null;
}

interface Known {
  loadedAt: number;
  row: Promise<HostRow | null>;
}

interface Health {
  workspaceId: string;
  host: string;
  window: HealthWindow;
  counts: HostCount;
  pace: { since: number; requests: number; perSecond: number };
  unauthorized: number;
  lastAnswer: NetworkSign | null;
}

const NO_SIGNING: readonly unknown[] = [];
const NO_URLS: HostRow["paused_urls"] = {};
/** What counts as the full pace of a host without a limit, when a learned pace grows back. */
const FULL_PACE = 200;
/** A single refused request says nothing about pace. */
const LEARN_FROM_PER_SECOND = 2;
const REMEMBER_MS = 1_000;
const PROBE_MS = 65_000;
const RECHECK_MS = 1_000;
const MAX_KNOWN = 50_000;
const SIGN_MS = 10_000;

/** Lives as long as its worker. */
export class HostGate {
  readonly #workerId: string;
  readonly #known = new Map<string, Known>();
  readonly #healths = new Map<string, Health>();
  readonly #windows = new AnnouncedWindows();

  constructor(workerId: string) {
    this.#workerId = workerId;
  }

  async settings(workspaceId: string, host: string): Promise<HostSettings> {
    const row = await this.#load(workspaceId, host);
    return row ? settingsOf(row) : DEFAULT_HOST_SETTINGS;
  }

  async facts(workspaceId: string, host: string): Promise<HostFacts> {
    const row = await this.#load(workspaceId, host);
    if (!row) return { settings: DEFAULT_HOST_SETTINGS, signing: NO_SIGNING, pausedUrls: NO_URLS };
    return { settings: settingsOf(row), signing: row.signing, pausedUrls: row.paused_urls };
  }

  /** How many of `want` may go to the host now. */
  async admit(workspaceId: string, host: string, want: number, now: Date): Promise<GateAnswer> {
    const row = await this.#load(workspaceId, host);
    if (!row) {
      await ensureHost(workspaceId, host, now);
      this.forget(workspaceId, host);
      return allow(want);
    }
    if (row.state === "paused") return hold("host_paused", null);
    if (row.blocked_until && row.blocked_until > now) return hold("retry_after", row.blocked_until);
    if (row.state !== "closed") return this.#admitUnhealthy(row, row.state, now);
    return admitByPace(row, want, now);
  }

  /** Whether the host was closed since something was admitted: null, or why and until when to hold. */
  async closedSince(workspaceId: string, host: string, now: Date): Promise<GateAnswer | null> {
    const row = await this.#load(workspaceId, host);
    if (!row) return null;
    if (row.state === "paused") return hold("host_paused", null);
    if (row.blocked_until && row.blocked_until > now) return hold("retry_after", row.blocked_until);
    if (row.state === "closed") return this.#withinWindow(row, now);
    return hold("host_unhealthy", row.reopen_at ?? new Date(now.getTime() + RECHECK_MS));
  }

  /** Tokens of a pace of its own, shared by all workers: a campaign's messages per minute. */
  admitAtPace(
    workspaceId: string,
    scope: string,
    perMinute: number,
    want: number,
    now: Date,
  ): Promise<GateAnswer> {
    const perSecond = perMinute / 60;
    const pace = { perSecond, burst: Math.max(1, Math.ceil(perSecond)) };
    return atPace(workspaceId, scope, pace, want, "campaign_rate_limit", now);
  }

  /** Takes in one answer; gives back what its headers asked for. */
  async report(workspaceId: string, host: string, answer: AnswerFacts, now: Date): Promise<RateHint | null> {
    const row = await this.#load(workspaceId, host);
    const settings = row ? settingsOf(row) : DEFAULT_HOST_SETTINGS;
    const health = this.#healthOf(workspaceId, host, settings);
    const signal = healthSignal(answer);
    count(health.counts, answer, signal);
    recordHealth(health.window, signal, now);
    health.lastAnswer = { at: now.getTime(), silent: isSilent(answer) };
    measurePace(health.pace, now);
    const hint = answer.statusCode === null ? null : hintOf(answer, settings, now);
    if (hint && hint.waitMs > 0) {
      await blockHost(
        workspaceId,
        host,
        new Date(now.getTime() + hint.waitMs),
        rateHeadersSeen(answer.headers),
        now,
      );
      this.forget(workspaceId, host);
    } else if (hint && (await this.#windows.note(workspaceId, host, hint, now)))
      this.forget(workspaceId, host);
    if (settings.adaptive) await this.#adapt(health, row, settings, answer, hint, now);
    if (answer.probe) await this.#judgeProbe(workspaceId, host, signal === "ok", row, now);
    else if (signal === "failure" && row?.state === "closed")
      await this.#openIfUnhealthy(health, settings, now);
    return hint;
  }

  /** Pauses what must not be called any more: a URL that is gone, a host whose credentials or settings are wrong. */
  async judge(workspaceId: string, host: string, judgement: Judgement, now: Date): Promise<void> {
    const { settings } = await this.facts(workspaceId, host);
    const health = this.#healthOf(workspaceId, host, settings);
    health.unauthorized = judgement.unauthorized ? health.unauthorized + 1 : 0;
    const limit = settings.halt_after_unauthorized;
    const refused = limit !== null && health.unauthorized >= limit;
    const halt =
      judgement.halt ??
      (refused ? `${health.unauthorized} requests in a row were refused with 401 or 403` : null);
    if (halt !== null) {
      health.unauthorized = 0;
      await haltHost(workspaceId, host, { reason: halt, until: judgement.haltUntil }, now);
      log().warn({ workspaceId, host, reason: halt }, "host paused");
    }
    if (judgement.gone) {
      const { key, url } = judgement.gone;
      await pauseUrl(workspaceId, host, key, { url, reason: "gone", at: now.toISOString() }, now);
    }
    if (halt !== null || judgement.gone) this.forget(workspaceId, host);
  }

  /** Whether nothing at all is reachable from here, so that no host is to blame. */
  networkIsDown(now: Date): boolean {
    return looksLikeLocalFault(this.#networkSigns(now));
  }

  /** Forgets one host, because somebody changed it. */
  forget(workspaceId: string, host: string): void {
    this.#known.delete(keyOf(workspaceId, host));
  }

  /** Writes the counters of the last seconds. */
  async flush(now: Date): Promise<void> {
    const counts = [...this.#healths.values()]
      .map((health) => health.counts)
      .filter((item) => item.requests > 0);
    for (const health of this.#healths.values()) health.counts = emptyCount(health.workspaceId, health.host);
    if (counts.length > 0) await addHostCounts(counts, this.#workerId, now);
  }

  #load(workspaceId: string, host: string): Promise<HostRow | null> {
    const key = keyOf(workspaceId, host);
    const present = this.#known.get(key);
    if (present && Date.now() - present.loadedAt < REMEMBER_MS) return present.row;
    const row = findHost(workspaceId, host);
    if (this.#known.size > MAX_KNOWN) this.#known.clear();
    this.#known.set(key, { loadedAt: Date.now(), row });
    row.catch(() => this.#known.delete(key));
    return row;
  }

  #healthOf(workspaceId: string, host: string, settings: HostSettings): Health {
    const key = keyOf(workspaceId, host);
    let health = this.#healths.get(key);
    if (!health) {
      const window = newWindow(settings.breaker.window_seconds);
      health = {
        workspaceId,
        host,
        window,
        counts: emptyCount(workspaceId, host),
        pace: { since: Date.now(), requests: 0, perSecond: 0 },
        unauthorized: 0,
        lastAnswer: null,
      };
      this.#healths.set(key, health);
    }
    return health;
  }

  async #withinWindow(row: HostRow, now: Date): Promise<GateAnswer | null> {
    if (!row.window_until || row.window_until <= now) return null;
    const next = await this.#windows.take(row.workspace_id, row.host, row.window_until, now);
    return next && hold("retry_after", next);
  }

  /** Follows with the pace what the host bears. A receiver that says how long to wait has set its pace itself. */
  async #adapt(
    health: Health,
    row: HostRow | null,
    settings: HostSettings,
    answer: AnswerFacts,
    hint: RateHint | null,
    now: Date,
  ): Promise<void> {
    const { workspaceId, host } = health;
    const ceiling = settings.rate_limit?.per_second ?? FULL_PACE;
    const changedAt = row?.learned_at?.getTime() ?? 0;
    if (now.getTime() - changedAt < REMEMBER_MS) return;
    const learned = row?.learned_rate ?? null;
    let changed = false;
    if (isOverload(answer)) {
      const seen = Math.max(health.pace.perSecond, health.pace.requests);
      if (saysHowLong(hint) || (learned === null && seen < LEARN_FROM_PER_SECOND)) return;
      changed = await slowDown(workspaceId, host, { seen, ceiling }, now);
    } else if (learned !== null) changed = await speedUp(workspaceId, host, ceiling, now);
    if (changed) this.forget(workspaceId, host);
  }

  #networkSigns(now: Date): NetworkSign[] {
    const signs: NetworkSign[] = [];
    for (const { lastAnswer } of this.#healths.values())
      if (lastAnswer && now.getTime() - lastAnswer.at < SIGN_MS) signs.push(lastAnswer);
    return signs;
  }

  async #admitUnhealthy(row: HostRow, state: "open" | "half_open", now: Date): Promise<GateAnswer> {
    const health = {
      state,
      openCount: row.open_count,
      reopenAt: row.reopen_at,
      probeUntil: row.probe_until,
      closedAt: null,
    };
    const verdict = admit(health, now);
    if (verdict.kind === "hold") return hold("host_unhealthy", soonest(verdict.until, now, state));
    const mine = await claimProbe(
      row.workspace_id,
      row.host,
      this.#workerId,
      new Date(now.getTime() + PROBE_MS),
      now,
    );
    this.forget(row.workspace_id, row.host);
    const wait = new Date(now.getTime() + RECHECK_MS);
    return { allowed: mine ? 1 : 0, reason: "host_unhealthy", until: wait, spacingMs: 0, probe: mine };
  }

  async #judgeProbe(
    workspaceId: string,
    host: string,
    well: boolean,
    row: HostRow | null,
    now: Date,
  ): Promise<void> {
    const settings = row ? settingsOf(row) : DEFAULT_HOST_SETTINGS;
    if (well) {
      const health = this.#healths.get(keyOf(workspaceId, host));
      if (health) health.window = newWindow(settings.breaker.window_seconds);
      await closeHost(workspaceId, host, now);
      // Rows that were being held at that very moment follow a little later.
      setTimeout(() => {
        releaseParked(workspaceId, host, new Date()).catch(() => undefined);
      }, RECHECK_MS).unref();
    } else {
      const pauseMs = cooldownMs((row?.open_count ?? 0) + 1, settings.breaker, 0, Math.random());
      const reopenAt = new Date(now.getTime() + pauseMs);
      await openHost(workspaceId, host, "half_open", { reason: "the probe failed", reopenAt, now });
    }
    this.forget(workspaceId, host);
  }

  async #openIfUnhealthy(health: Health, settings: HostSettings, now: Date): Promise<void> {
    const reason = openingReason(windowCounts(health.window, now), settings.breaker);
    if (!reason) return;
    const { workspaceId, host } = health;
    // When nearly everything fails at once, our own network is the likelier culprit: keep the breakers closed.
    if (this.networkIsDown(now)) {
      log().warn({ host }, "most hosts fail at once; looks like a local network fault, no breaker is opened");
      return;
    }
    const pauseMs = cooldownMs(1, settings.breaker, 0, Math.random());
    const opened = await openHost(workspaceId, host, "closed", {
      reason,
      reopenAt: new Date(now.getTime() + pauseMs),
      now,
    });
    this.forget(workspaceId, host);
    if (opened) log().warn({ workspaceId, host, reason, pauseMs }, "circuit breaker opened");
  }
}

function keyOf(workspaceId: string, host: string): string {
  return `${workspaceId} ${host}`;
}

function admitByPace(row: HostRow, want: number, now: Date): Promise<GateAnswer> | GateAnswer {
  const { rate_limit: limit } = settingsOf(row);
  const health = {
    state: "closed" as const,
    openCount: 0,
    reopenAt: null,
    probeUntil: null,
    closedAt: row.ramp_from,
  };
  const ramp = rampPace(health, limit?.per_second ?? null, now);
  const configured = limit ? { perSecond: limit.per_second, burst: limit.burst } : null;
  const pace = effectivePace(configured, [ramp, row.learned_rate]);
  return pace ? atPace(row.workspace_id, row.host, pace, want, "rate_limit", now) : allow(want);
}

const parsedSettings = new WeakMap<HostRow, HostSettings>();

function settingsOf(row: HostRow): HostSettings {
  let settings = parsedSettings.get(row);
  if (!settings) {
    const parsed = hostSettingsSchema.safeParse(row.settings);
    settings = parsed.success ? parsed.data : DEFAULT_HOST_SETTINGS;
    parsedSettings.set(row, settings);
  }
  return settings;
}

async function atPace(
  workspaceId: string,
  scope: string,
  pace: { perSecond: number; burst: number },
  want: number,
  reason: "rate_limit" | "campaign_rate_limit",
  now: Date,
): Promise<GateAnswer> {
  const { granted, waitMs } = await acquireTokens(workspaceId, scope, pace, want);
  if (granted === want) return allow(want);
  return {
    allowed: granted,
    reason,
    until: new Date(now.getTime() + waitMs),
    spacingMs: 1000 / pace.perSecond,
    probe: false,
  };
}

function hintOf(answer: AnswerFacts, settings: HostSettings, now: Date): RateHint | null {
  return parseRateLimitHeaders(answer.headers, {
    now,
    aliases: settings.rate_headers ?? undefined,
    maxWaitMs: settings.max_wait_seconds * 1000,
  });
}

function saysHowLong(hint: RateHint | null): boolean {
  return hint !== null && hint.waitMs > 0;
}

function isOverload({ statusCode, errorClass }: AnswerFacts): boolean {
  return errorClass === "timeout" || [429, 502, 503, 504].includes(statusCode ?? 0);
}

function measurePace(pace: Health["pace"], now: Date): void {
  const elapsed = now.getTime() - pace.since;
  if (elapsed >= 1_000) {
    pace.perSecond = (pace.requests / elapsed) * 1_000;
    pace.since = now.getTime();
    pace.requests = 0;
  }
  pace.requests++;
}

function allow(want: number): GateAnswer {
  return { allowed: want, reason: null, until: null, spacingMs: 0, probe: false };
}

function hold(reason: GateAnswer["reason"], until: Date | null): GateAnswer {
  return { allowed: 0, reason, until, spacingMs: 0, probe: false };
}

/** While somebody else probes, look again soon: the answer may come long before the probe's deadline. */
function soonest(until: Date, now: Date, state: "open" | "half_open"): Date {
  return state === "open" ? until : new Date(Math.min(until.getTime(), now.getTime() + RECHECK_MS));
}

function emptyCount(workspaceId: string, host: string): HostCount {
  return { workspaceId, host, requests: 0, failures: 0, throttled: 0, durationMs: 0 };
}

function count(counts: HostCount, answer: AnswerFacts, signal: string): void {
  counts.requests++;
  counts.durationMs += answer.durationMs;
  if (signal === "failure") counts.failures++;
  if (answer.statusCode === 429) counts.throttled++;
}
