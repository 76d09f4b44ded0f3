/**
 * One worker's view of the hosts it sends to: who may go now, who waits until when, and what each answer means for
 * the host. Settings and state are shared through the database and remembered for a second at most.
 */
import { pool } from "#lib/platform/db.ts";
import { log } from "#lib/platform/log.ts";
import { together } from "#lib/platform/together.ts";
import {
  type Admission,
  admit,
  healthSignal,
  looksLikeLocalFault,
  type NetworkSign,
  newWindow,
  probeVerdict,
} from "./breaker.ts";
import { allow, type GateAnswer, hold } from "./gate-answer.ts";
import { type AnswerFacts, type Health, newHealth, noteAnswer, takeCounts } from "./health.ts";
import { type HostFacts, hostFactsOf, settingsOf } from "./host-facts.ts";
import {
  type NamedHeaders,
  parseRateLimitHeaders,
  type RateHint,
  rateHeadersSeen,
} from "./parse-rate-limit-headers.ts";
import type { HostSettings } from "./schema.ts";
import { judgeProbe, openIfUnhealthy } from "./service-breaker.ts";
import { noteRateHeaders } from "./service-headers.ts";
import { OtherWorkers } from "./service-others.ts";
import { type Asked, adapt, admitByPace, atPace, followPolicy } from "./service-pace.ts";
import { AnnouncedWindows } from "./service-window.ts";
import { addHostCounts, blockHost, ensureHosts, findHosts, type HostKey, type HostRow } from "./store.ts";
import { haltHost, pauseUrl } from "./store-limits.ts";
import { hastenParking } from "./store-parking.ts";
import { claimProbe, type ProbeClaim, returnProbe } from "./store-probe.ts";

/** What an answer meant for its delivery, as far as the host is concerned. */
export interface Judgement {
  halt: string | null;
  /** When it goes on by itself; null: when somebody resumes it. */
  haltUntil: Date | null;
  unauthorized: boolean;
  gone: { key: string; url: string } | null;
}

/** Whether a host takes requests, one to see whether it is well again, or none. */
export type HostOutlook = { kind: "open" } | { kind: "probe" } | { kind: "hold"; answer: GateAnswer };

interface Known {
  loadedAt: number;
  row: Promise<HostRow | null>;
}

const REMEMBER_MS = 1_000;
const PROBE_MS = 65_000;
const MAX_KNOWN = 50_000;
const SIGN_MS = 10_000;
/** Longer than any window of a breaker may be. */
const FORGET_MS = 2 * 3_600_000;

/** Lives as long as its worker. */
export class HostGate {
  readonly #workerId: string;
  readonly #known = new Map<string, Known>();
  readonly #healths = new Map<string, Health>();
  /** The probes that this worker claimed and has not heard the answers of. */
  readonly #probes = new Map<string, ProbeClaim>();
  readonly #others: OtherWorkers;
  readonly #windows = new AnnouncedWindows();
  readonly #find = together(findInOrder);
  readonly #ensure = together(ensureAll);

  constructor(workerId: string) {
    this.#workerId = workerId;
    this.#others = new OtherWorkers(workerId);
  }

  async settings(workspaceId: string, host: string): Promise<HostSettings> {
    return settingsOf(await this.#load(workspaceId, host));
  }

  async facts(workspaceId: string, host: string): Promise<HostFacts> {
    return hostFactsOf(await this.#load(workspaceId, host));
  }

  /** How many requests to the host this worker may have open: its share of what the host takes from all, at least one. */
  async maxOpen(workspaceId: string, host: string, now: Date): Promise<number> {
    const { max_concurrency: all } = await this.settings(workspaceId, host);
    const others = await this.#others.count(now);
    return Math.max(1, Math.floor(all / (others + 1)));
  }

  /** What can go to the host now, before anybody asks for a token or claims a probe. */
  async outlook(workspaceId: string, host: string, now: Date): Promise<HostOutlook> {
    const row = await this.#load(workspaceId, host);
    const closed = row && shut(row, now);
    if (closed) return { kind: "hold", answer: closed };
    if (!row || row.state === "closed") return { kind: "open" };
    const verdict = unhealthyVerdict(row, now);
    if (verdict.kind !== "hold") return { kind: "probe" };
    return { kind: "hold", answer: hold(host, "host_unhealthy", verdict.until) };
  }

  /** How many of the asked may go to the host now or within moments. */
  async admit(workspaceId: string, host: string, asked: Asked, now: Date): Promise<GateAnswer> {
    const row = await this.#load(workspaceId, host);
    if (!row) {
      await this.#ensure({ workspaceId, host, now });
      this.forget(workspaceId, host);
      return allow(asked.want);
    }
    const closed = shut(row, now);
    if (closed) return closed;
    if (row.state !== "closed") return this.#admitUnhealthy(row, now);
    return admitByPace(row, asked, now);
  }

  /** A probe that this worker claimed and did not make after all is left to whoever comes next. */
  async giveProbeBack(workspaceId: string, host: string, now: Date): Promise<void> {
    const claim = this.#probes.get(keyOf(workspaceId, host));
    if (!claim) return;
    this.#probes.delete(keyOf(workspaceId, host));
    await returnProbe({ workspaceId, host }, claim, now, now);
    this.forget(workspaceId, host);
  }

  /** Whether the host was closed since something was admitted: null, or why and until when to hold. */
  async closedSince(workspaceId: string, host: string, now: Date): Promise<GateAnswer | null> {
    const row = await this.#load(workspaceId, host);
    if (!row) return null;
    const closed = shut(row, now);
    if (closed || row.state === "closed") return closed ?? this.#withinWindow(row, now);
    return hold(host, "host_unhealthy", row.reopen_at ?? row.probe_until);
  }

  /** Tokens of a pace of its own, shared by all workers: a campaign's messages per minute. */
  admitAtPace(
    workspaceId: string,
    scope: string,
    perMinute: number,
    asked: Asked,
    now: Date,
  ): Promise<GateAnswer> {
    const perSecond = perMinute / 60;
    const pace = { perSecond, burst: Math.max(1, Math.ceil(perSecond)) };
    return atPace(workspaceId, scope, pace, asked, "campaign_rate_limit", now);
  }

  /** Takes in one answer; gives back what its headers asked for. */
  async report(workspaceId: string, host: string, answer: AnswerFacts, now: Date): Promise<RateHint | null> {
    const row = await this.#load(workspaceId, host);
    const settings = settingsOf(row);
    const health = this.#healthOf(workspaceId, host, settings);
    const signal = healthSignal(answer);
    renewWindow(health, row, settings);
    noteAnswer(health, answer, signal, now);
    const seen = { headers: answer.headers, aliases: settings.rate_headers };
    const hint = answer.statusCode === null ? null : hintOf(answer, settings, now);
    if (answer.statusCode !== null) noteRateHeaders(workspaceId, host, seen, now);
    const isChanged = await this.#heed(workspaceId, host, seen, hint, now);
    const limit = settings.rate_limit?.per_second;
    const isPaceChanged = settings.adaptive && (await adapt(health, row, limit, answer, now));
    const isPolicyNew = await followPolicy(row, hint, now);
    const isMoved = answer.probe
      ? await this.#judgeProbe(health, row, answer, now)
      : signal === "failure" &&
        row?.state === "closed" &&
        (await openIfUnhealthy(health, settings, this.#around(now), now));
    if (isChanged || isPaceChanged || isPolicyNew || isMoved) this.forget(workspaceId, host);
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

  /** The host answers again after a silence: those who wait for it need not wait for their next look. */
  async hearAgain(workspaceId: string, host: string, perSecond: number, now: Date): Promise<void> {
    try {
      await hastenParking(pool(), workspaceId, host, perSecond, now);
    } catch (error) {
      log().warn({ err: error, workspaceId, host }, "what is parked could not be told that its host answers");
    }
  }

  /** Forgets one host, because somebody changed it. */
  forget(workspaceId: string, host: string): void {
    this.#known.delete(keyOf(workspaceId, host));
  }

  /** Writes the counters of the last seconds. */
  async flush(now: Date): Promise<void> {
    const counts = [...this.#healths.values()].map(takeCounts).filter((item) => item.requests > 0);
    for (const [key, { lastAnswer }] of this.#healths)
      if (lastAnswer && now.getTime() - lastAnswer.at > FORGET_MS) this.#healths.delete(key);
    this.#windows.forget(now);
    if (counts.length > 0) await addHostCounts(counts, this.#workerId, now);
  }

  #load(workspaceId: string, host: string): Promise<HostRow | null> {
    const key = keyOf(workspaceId, host);
    const present = this.#known.get(key);
    if (present && Date.now() - present.loadedAt < REMEMBER_MS) return present.row;
    const row = this.#find({ workspaceId, host });
    if (this.#known.size > MAX_KNOWN) this.#known.clear();
    this.#known.set(key, { loadedAt: Date.now(), row });
    row.catch(() => this.#known.delete(key));
    return row;
  }

  #healthOf(workspaceId: string, host: string, settings: HostSettings): Health {
    const key = keyOf(workspaceId, host);
    let health = this.#healths.get(key);
    if (!health) {
      health = newHealth(workspaceId, host, settings.breaker.window_seconds, new Date());
      this.#healths.set(key, health);
    }
    return health;
  }

  /** Does what the headers of an answer ask for; whether the host changed by it. */
  async #heed(
    workspaceId: string,
    host: string,
    seen: NamedHeaders,
    hint: RateHint | null,
    now: Date,
  ): Promise<boolean> {
    if (!hint) return false;
    if (hint.waitMs <= 0) return this.#windows.note(workspaceId, host, hint, now);
    await blockHost(workspaceId, host, hint.waitMs, rateHeadersSeen(seen), now);
    return true;
  }

  async #judgeProbe(health: Health, row: HostRow | null, answer: AnswerFacts, now: Date): Promise<true> {
    const key = keyOf(health.workspaceId, health.host);
    const claim = this.#probes.get(key);
    const openCount = row?.open_count ?? 0;
    if (claim)
      await judgeProbe(health, settingsOf(row), { verdict: probeVerdict(answer), claim, openCount }, now);
    this.#probes.delete(key);
    return true;
  }

  async #withinWindow(row: HostRow, now: Date): Promise<GateAnswer | null> {
    if (!row.window_until || row.window_until <= now) return null;
    const next = await this.#windows.take(row.workspace_id, row.host, row.window_until, now);
    return next && hold(row.host, "retry_after", next);
  }

  #around(now: Date) {
    return { others: this.#others, networkIsDown: () => this.networkIsDown(now) };
  }

  #networkSigns(now: Date): NetworkSign[] {
    const signs: NetworkSign[] = [];
    for (const { lastAnswer } of this.#healths.values())
      if (lastAnswer && now.getTime() - lastAnswer.at < SIGN_MS) signs.push(lastAnswer);
    return signs;
  }

  async #admitUnhealthy(row: HostRow, now: Date): Promise<GateAnswer> {
    const { workspace_id: workspaceId, host } = row;
    const verdict = unhealthyVerdict(row, now);
    if (verdict.kind === "hold") return hold(host, "host_unhealthy", verdict.until);
    const until = new Date(now.getTime() + PROBE_MS);
    const mine = await claimProbe(workspaceId, host, this.#workerId, until, now);
    this.forget(workspaceId, host);
    if (mine) this.#probes.set(keyOf(workspaceId, host), { owner: this.#workerId, until });
    return { ...hold(host, "host_unhealthy", until), allowed: mine ? 1 : 0, probe: mine };
  }
}

function unhealthyVerdict(row: HostRow, now: Date): Admission {
  const health = { state: row.state as "open" | "half_open", openCount: row.open_count };
  return admit({ ...health, reopenAt: row.reopen_at, probeUntil: row.probe_until }, now);
}

/** Failures from before the host came back say nothing about it now; nor does a window of another length. */
function renewWindow(health: Health, row: HostRow | null, { breaker }: HostSettings): void {
  const isBack = row?.ramp_from && row.ramp_from.getTime() > health.windowSince;
  if (!isBack && health.window.windowMs === breaker.window_seconds * 1_000) return;
  health.window = newWindow(breaker.window_seconds);
  health.others = null;
  health.windowSince = row?.ramp_from?.getTime() ?? health.windowSince;
}

/** Nothing at all goes: paused by hand, or the receiver asked for silence. */
function shut(row: HostRow, now: Date): GateAnswer | null {
  if (row.state === "paused") return hold(row.host, "host_paused", null);
  if (row.blocked_until && row.blocked_until > now) return hold(row.host, "retry_after", row.blocked_until);
  return null;
}

async function findInOrder(keys: readonly HostKey[]): Promise<(HostRow | null)[]> {
  const rows = await findHosts(pool(), keys);
  const byKey = new Map(rows.map((row) => [keyOf(row.workspace_id, row.host), row]));
  return keys.map(({ workspaceId, host }) => byKey.get(keyOf(workspaceId, host)) ?? null);
}

async function ensureAll(keys: readonly (HostKey & { now: Date })[]): Promise<undefined[]> {
  await ensureHosts(keys, keys[0]?.now ?? new Date());
  return keys.map(() => undefined);
}

function keyOf(workspaceId: string, host: string): string {
  return `${workspaceId} ${host}`;
}

function hintOf(answer: AnswerFacts, settings: HostSettings, now: Date): RateHint | null {
  return parseRateLimitHeaders(answer.headers, {
    now,
    aliases: settings.rate_headers ?? undefined,
    maxWaitMs: settings.max_wait_seconds * 1000,
  });
}
