/**
 * Sends chunks of deliveries: fetches jobs as room becomes free, never waits for the slowest of a batch, and settles
 * outcomes together every few milliseconds. One dispatcher per worker process.
 */
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import { loopHeader } from "#lib/event/loop-guard.ts";
import { haltEnds } from "#lib/host/outcome-rules.ts";
import type { GateAnswer, HostGate } from "#lib/host/service-gate.ts";
import { origin } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { payloadOf } from "#lib/platform/queue.ts";
import { classify, type Verdict } from "./classify-response.ts";
import type { HttpClient, HttpResult } from "./client.ts";
import { SEND_DELIVERIES } from "./jobs.ts";
import { nextAttempt } from "./next-attempt.ts";
import { type Credentials, HostCredentials } from "./service-credentials.ts";
import { noteAttempt, noteNotSent } from "./service-observe.ts";
import { type HeldBack, type Prepared, prepareAll, type SendingWorld } from "./service-prepare.ts";
import { createSettler, type Settler } from "./service-settle.ts";
import { keysOf } from "./service-signing.ts";
import { allHeaders, signedHeaders } from "./sign.ts";
import { createSlots, type Lane, type Slots } from "./slots.ts";
import { loadForSending, type SendRow, type Settlement } from "./store-send.ts";

export interface DispatcherOptions {
  boss: PgBoss;
  workerId: string;
  version: string;
  client: HttpClient;
  gate: HostGate;
  world: SendingWorld;
  /** Called after every settled batch. */
  onSettled?: (batch: readonly Settlement[]) => Promise<void>;
}

export interface Dispatcher {
  /** Looks for work now. */
  wake(): void;
  inFlight(): number;
  /** Takes no new work, finishes what is on the wire, settles it, gives unstarted rows back. */
  stop(): Promise<void>;
}

/** A chunk stays open until its slowest send ends: so many that slow hosts never keep fast ones from being fetched. */
const MAX_CHUNKS = 1_000;
const MAX_IN_FLIGHT = 4_000;
/** Rows taken from the database that are not on the wire yet: what bounds the memory. */
const MAX_WAITING = 1_200;
const FETCH_CHUNKS = 4;
const POLL_MS = 1_000;
const TOUCH_MS = 5_000;
/** Behind an unhealthy host a few rows wait for the probe; the others are brought forward when it succeeds. */
const PROBE_CANDIDATES = 2;
const PARKED_MS = 60_000;

type Good = Extract<Prepared, { ok: true }>;

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { boss, client } = options;
  const chunks = new Map<string, Promise<void>>();
  const slots = createSlots();
  const credentials = new HostCredentials(client, options.world.secretsFor);
  const settler = createSettler(options.workerId, options.onSettled);
  let stopping = false;
  let fetching = false;
  let again = false;
  let waiting = 0;
  let moreLikely = true;

  const hasRoom = (): boolean =>
    !stopping && waiting < MAX_WAITING && chunks.size < MAX_CHUNKS && client.inFlight() < MAX_IN_FLIGHT;

  /** Takes jobs until there are none or there is no room; answers nothing, starts what it took. */
  const fetchChunks = async (): Promise<void> => {
    while (hasRoom()) {
      const jobs = await boss.fetch<unknown>(SEND_DELIVERIES.name, { batchSize: FETCH_CHUNKS });
      moreLikely = jobs.length > 0;
      if (!moreLikely) return;
      for (const job of jobs) chunks.set(job.id, runChunk(job.id, payloadOf(SEND_DELIVERIES, job).ids));
    }
  };

  const pump = async (): Promise<void> => {
    again = true;
    if (fetching) return;
    fetching = true;
    try {
      while (again) {
        again = false;
        await fetchChunks();
      }
    } catch (error) {
      log().warn({ err: error }, "cannot fetch deliveries; trying again");
    } finally {
      fetching = false;
    }
  };

  async function runChunk(jobId: string, ids: string[]): Promise<void> {
    let remaining = ids.length;
    waiting += remaining;
    const left = (): void => {
      remaining--;
      waiting--;
      if (moreLikely && !fetching && hasRoom()) void pump();
    };
    try {
      await sendChunk(ids, { options, credentials, slots, settler, left });
      await settler.settled();
      await boss.complete(SEND_DELIVERIES.name, jobId);
    } catch (error) {
      log().error({ err: error, jobId }, "a chunk of deliveries failed; its rows are tried again");
      await boss.fail(SEND_DELIVERIES.name, jobId).catch(() => {});
    } finally {
      waiting -= remaining;
      chunks.delete(jobId);
      void pump();
    }
  }

  const poll = setInterval(() => void pump(), POLL_MS);
  const touch = setInterval(() => {
    if (chunks.size > 0) void boss.touch(SEND_DELIVERIES.name, [...chunks.keys()]).catch(() => {});
  }, TOUCH_MS);
  void pump();

  return {
    wake: () => void pump(),
    inFlight: () => client.inFlight(),
    async stop() {
      stopping = true;
      clearInterval(poll);
      while (fetching) await sleep(5);
      slots.giveUp();
      await Promise.allSettled(chunks.values());
      clearInterval(touch);
      await settler.stop();
    },
  };
}

interface ChunkScope {
  options: DispatcherOptions;
  credentials: HostCredentials;
  slots: Slots;
  settler: Settler;
  /** One row more is on the wire or back in the database. */
  left: () => void;
}

async function sendChunk(ids: string[], scope: ChunkScope): Promise<void> {
  const loaded = await loadForSending(ids);
  const back = (await scope.options.world.holdBack?.(loaded, new Date())) ?? new Map<string, HeldBack>();
  const rows = loaded.filter((row) => {
    const reason = back.get(row.id);
    if (reason) giveBack(heldBack(row, reason), scope);
    return !reason;
  });
  const prepared = await prepareAll(rows, scope.options.world, new Date());
  const good: Good[] = [];
  for (const item of prepared) {
    if (item.ok) good.push(item);
    else giveBack(ended(item.row, item.status, item.reason, item.detail), scope);
  }
  const byTarget = Map.groupBy(good, (item) => `${item.row.workspace_id} ${item.request.host}`);
  await Promise.all([...byTarget.values()].map((items) => sendToHost(items, scope)));
}

/** Sends what campaign pace, host state and free slots allow; the others are held. */
async function sendToHost(items: Good[], scope: ChunkScope): Promise<void> {
  const [first] = items;
  if (!first) return;
  const { gate } = scope.options;
  const { workspace_id: workspaceId } = first.row;
  const { host } = first.request;
  const paced = await admitByCampaign(items, scope);
  if (paced.length === 0) return;
  const answer = await gate.admit(workspaceId, host, paced.length, new Date());
  const settings = await gate.settings(workspaceId, host);
  const lane = scope.slots.lane(`${workspaceId} ${host}`, settings.max_concurrency);
  const allowed = paced.slice(0, answer.allowed);
  hold(paced.slice(answer.allowed), answer, scope);
  const room = answer.probe ? allowed.length : lane.room();
  const retryMs = lane.retryMs();
  for (const [index, item] of allowed.slice(room).entries()) {
    giveBack(held(item, "host_busy", new Date(Date.now() + retryMs + index)), scope);
  }
  await Promise.all(allowed.slice(0, room).map((item) => sendInLane(item, lane, answer.probe, scope)));
}

async function sendInLane(item: Good, lane: Lane, probe: boolean, scope: ChunkScope): Promise<void> {
  if (!(await lane.take())) {
    return giveBack(held(item, "host_busy", new Date(Date.now() + lane.retryMs())), scope);
  }
  try {
    // While this one waited, another answer may have closed the host.
    const { gate } = scope.options;
    const stop = probe ? null : await gate.closedSince(item.row.workspace_id, item.request.host, new Date());
    if (stop) return giveBack(held(item, stop.reason ?? "rate_limit", stop.until), scope);
    scope.left();
    await sendOne(item, probe, scope);
  } finally {
    lane.free();
  }
}

function giveBack(settlement: Settlement, scope: ChunkScope): void {
  scope.settler.add(settlement);
  scope.left();
}

/** Applies the campaign's messages per minute; answers who may go on to the host. */
async function admitByCampaign(items: Good[], scope: ChunkScope): Promise<Good[]> {
  const passed: Good[] = [];
  for (const [paceScope, group] of Map.groupBy(items, (item) => item.plan.paceScope)) {
    const [first] = group;
    // A retry had its turn already: only first attempts count against the campaign's pace.
    const fresh = group.filter((item) => item.row.attempts_count === 0);
    if (!first || first.plan.perMinute === null || fresh.length === 0) {
      passed.push(...group);
      continue;
    }
    const answer = await scope.options.gate.admitAtPace(
      first.row.workspace_id,
      paceScope,
      first.plan.perMinute,
      fresh.length,
      new Date(),
    );
    hold(fresh.slice(answer.allowed), answer, scope);
    const late = new Set(fresh.slice(answer.allowed));
    passed.push(...group.filter((item) => !late.has(item)));
  }
  return passed;
}

function hold(items: Good[], answer: GateAnswer, scope: ChunkScope): void {
  items.forEach((item, index) => {
    const parkedMs = answer.reason === "host_unhealthy" && index >= PROBE_CANDIDATES ? PARKED_MS : 0;
    const until = answer.until && new Date(answer.until.getTime() + index * answer.spacingMs + parkedMs);
    giveBack(held(item, answer.reason ?? "rate_limit", until), scope);
  });
}

async function sendOne(item: Good, probe: boolean, scope: ChunkScope): Promise<void> {
  const { row, request, plan } = item;
  const { client, gate, version } = scope.options;
  const now = new Date();
  const manual = row.next_reason === "manual";
  const { settings, signing, pausedUrls } = await gate.facts(row.workspace_id, request.host);
  if (!manual && isPaused(pausedUrls, request.url)) return scope.settler.add(held(item, "url_paused", null));
  const credentials = await scope.credentials.of(row.workspace_id, request.host, settings, request.headers);
  if (!credentials.ok) return withoutCredentials(item, credentials, scope);
  const own = signedHeaders({
    id: row.id,
    body: request.body,
    now,
    keys: await keysOf(row.workspace_id, signing, now),
    userAgent: `Signalbox/${version}`,
  });
  const result = await client.send({
    method: request.method,
    url: request.url,
    headers: allHeaders(request.headers, [...own, ...credentials.headers, ...loopHeaderOf(item)]),
    body: request.body,
    timeoutMs: plan.retry.timeout_ms,
    tls: credentials.tls,
  });
  const finishedAt = new Date();
  const hint = await gate.report(row.workspace_id, request.host, { ...result, probe }, finishedAt);
  const verdict = classify(
    result.statusCode === null
      ? { kind: "error", errorClass: result.errorClass ?? "network_error" }
      : { kind: "response", statusCode: result.statusCode, body: result.body },
    [plan.outcomeRules, settings.outcome_rules],
  );
  const spared = await sparedReason(row, result, credentials, scope);
  if (!spared) await judge(item, result, verdict, scope);
  const next = nextAttempt(
    verdict,
    { attemptsMade: row.budget_used + 1, kind: manual ? "manual" : "automatic" },
    plan.retry,
    {
      now: finishedAt,
      random: Math.random(),
      askedMs: hint?.waitMs ?? 0,
    },
  );
  const state = spared ? sparedState(spared, finishedAt) : next;
  const kind = probe ? "probe" : manual ? "manual" : "automatic";
  scope.settler.add({
    id: row.id,
    workspaceId: row.workspace_id,
    campaignId: row.campaign_id,
    canvasEntryId: row.canvas_entry_id,
    status: state.status,
    reason: state.reason,
    nextAttemptAt: state.nextAttemptAt,
    nextReason: nextReasonOf(state, spared !== null && manual),
    host: request.host,
    url: item.shownUrl,
    budget: spared ? 0 : budgetOf(verdict),
    ...clearedBy(row, verdict),
    attempt: {
      number: row.attempts_count + 1,
      kind,
      ...attemptOf(result),
      outcome: verdict.outcome,
      rule: verdict.rule,
    },
  });
  noteAttempt({
    row,
    host: request.host,
    method: request.method,
    result,
    kind,
    outcome: verdict.outcome,
    state,
    workerId: scope.options.workerId,
  });
}

const NETWORK_DOWN_MS = 5_000;
const TOKEN_RETRY_MS = 5_000;
/** Attempts that cost a delivery nothing before a refused token counts against it: some receivers refuse every one. */
const MAX_RENEWALS = 20;

/** Failures that are no fault of the receiver: the delivery goes again without using up its schedule. */
async function sparedReason(
  row: SendRow,
  result: HttpResult,
  credentials: Extract<Credentials, { ok: true }>,
  scope: ChunkScope,
): Promise<{ reason: string; waitMs: number } | null> {
  const { token } = credentials;
  const again = row.attempts_count - row.budget_used < MAX_RENEWALS;
  if (result.statusCode === 401 && token && again && (await scope.credentials.refused(token))) {
    return { reason: "token_renewed", waitMs: 0 };
  }
  const lost = result.statusCode === null && !result.connected;
  if (lost && scope.options.gate.networkIsDown(new Date())) {
    return { reason: "network_down", waitMs: NETWORK_DOWN_MS };
  }
  return null;
}

function sparedState({ reason, waitMs }: { reason: string; waitMs: number }, now: Date) {
  return { status: "held", reason, nextAttemptAt: new Date(now.getTime() + waitMs) };
}

function nextReasonOf(
  state: { reason: string | null; nextAttemptAt: Date | null },
  stillManual: boolean,
): string | null {
  if (!state.nextAttemptAt) return null;
  return stillManual ? "manual" : state.reason;
}

/** Waiting because the receiver asked for it uses up no step of the schedule. */
function budgetOf({ outcome }: Verdict): number {
  return outcome === "wait" || outcome === "halt" ? 0 : 1;
}

/** The attribute that an answer proved to be out of date, if its rule says so. */
function clearedBy(row: SendRow, { matched: rule }: Verdict): Pick<Settlement, "clears"> {
  if (!rule?.clear_attribute || row.profile_id === null) return {};
  const { profile_id: profileId, created_at: owedSince } = row;
  return { clears: { profileId, attribute: rule.clear_attribute, owedSince } };
}

/** Tells the host's keeper what this answer means beyond its own delivery. */
async function judge(item: Good, result: HttpResult, verdict: Verdict, scope: ChunkScope): Promise<void> {
  const now = new Date();
  const { row, request } = item;
  const status = result.statusCode;
  await scope.options.gate.judge(
    row.workspace_id,
    request.host,
    {
      halt: verdict.outcome === "halt" ? `an answer with status ${status} halted the host` : null,
      haltUntil: haltEnds(verdict.matched, now),
      unauthorized: (status === 401 || status === 403) && verdict.outcome === "reject",
      gone:
        status === 410 && verdict.outcome === "reject"
          ? { key: urlKey(request.url), url: item.shownUrl }
          : null,
    },
    now,
  );
}

/** Without usable credentials nothing leaves: the host is paused, or waits for its token endpoint. */
async function withoutCredentials(
  item: Good,
  { problem, detail }: Extract<Credentials, { ok: false }>,
  scope: ChunkScope,
): Promise<void> {
  if (problem === "secret_not_allowed") return scope.settler.add(ended(item.row, "aborted", problem, detail));
  if (problem === "token_unavailable") {
    const again = new Date(Date.now() + TOKEN_RETRY_MS);
    return scope.settler.add(held(item, "credentials_unavailable", again));
  }
  const { row, request } = item;
  const judgement = { halt: detail, haltUntil: null, unauthorized: false, gone: null };
  await scope.options.gate.judge(row.workspace_id, request.host, judgement, new Date());
  scope.settler.add(held(item, "destination_halted", null));
}

function isPaused(pausedUrls: Readonly<Record<string, unknown>>, url: string): boolean {
  for (const _ in pausedUrls) return Object.hasOwn(pausedUrls, urlKey(url));
  return false;
}

/** Stands for a URL that may contain secrets. */
function urlKey(url: string): string {
  return createHash("sha256").update(url).digest("base64url");
}

/** Calls to ourselves say how many webhooks led to them, so that none starts itself for ever. */
function loopHeaderOf({ row, request }: Good): string[] {
  const event = row.input.event as { loop_depth?: number } | undefined;
  return loopHeader(request.url, origin(), event?.loop_depth);
}

/** The part of an attempt that the HTTP result says. */
export function attemptOf(
  result: HttpResult,
): Omit<NonNullable<Settlement["attempt"]>, "number" | "kind" | "outcome" | "rule"> {
  const headers = Object.entries(result.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
  return {
    startedAt: result.startedAt,
    durationMs: result.durationMs,
    timings: result.timings,
    statusCode: result.statusCode,
    errorClass: result.errorClass,
    errorMessage: result.errorMessage,
    responseHeaders:
      result.statusCode === null ? null : (Object.fromEntries(headers) as Record<string, string>),
    responseBody: result.statusCode === null ? null : result.body,
    responseTruncated: result.truncated,
  };
}

function held(item: Good, reason: string, until: Date | null): Settlement {
  return {
    id: item.row.id,
    workspaceId: item.row.workspace_id,
    campaignId: item.row.campaign_id,
    canvasEntryId: item.row.canvas_entry_id,
    status: item.row.attempts_count > 0 && item.row.next_reason === "retry" ? "retrying" : "held",
    reason,
    nextAttemptAt: until,
    nextReason: item.row.next_reason === "manual" ? "manual" : reason,
    host: item.request.host,
    url: item.shownUrl,
    budget: 0,
    attempt: null,
  };
}

function heldBack(row: SendRow, { status, reason, until }: HeldBack): Settlement {
  return { ...ended(row, status, reason, reason), nextAttemptAt: until };
}

function ended(row: SendRow, status: string, reason: string, detail: string): Settlement {
  noteNotSent(row, status, reason, detail);
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    campaignId: row.campaign_id,
    canvasEntryId: row.canvas_entry_id,
    status,
    reason,
    nextAttemptAt: null,
    nextReason: detail.slice(0, 500),
    host: null,
    url: null,
    budget: 0,
    attempt: null,
  };
}
