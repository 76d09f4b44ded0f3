/** Looking at hosts, changing their limits, pausing and resuming them. */
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { conflict, invalid, notFound } from "#lib/platform/errors.ts";
import { secretBindings } from "#lib/secret/service.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { announcedPace } from "./announced-pace.ts";
import { secretProblems } from "./check-secrets.ts";
import { queueEmptyAt } from "./estimate.ts";
import { settingsOf } from "./host-facts.ts";
import {
  type HostDetail,
  type HostFilter,
  type HostSettings,
  type HostView,
  parseHostKey,
} from "./schema.ts";
import { settingsChange } from "./settings-change.ts";
import {
  findHost,
  type HostRow,
  listHostEvents,
  recordHostEvent,
  saveHostSettings,
  waitingFor,
} from "./store.ts";
import { listHostRows } from "./store-list.ts";
import { cancelWindows, openWindows } from "./store-maintenance.ts";
import * as pause from "./store-pause.ts";
import { requestProbe } from "./store-probe.ts";
import { hostCounts, hostLatencies } from "./store-stats.ts";

export interface HostPage {
  hosts: HostView[];
  next_cursor: string | null;
}

export async function listHosts(
  context: Context,
  page: HostFilter & { limit: number; cursor?: string | undefined },
): Promise<HostPage> {
  const from = { after: page.cursor ?? "", limit: page.limit + 1 };
  const rows = await listHostRows(context.workspaceId, page, from);
  const shown = rows.slice(0, page.limit);
  const numbers = await numbersOf(
    context,
    shown.map((row) => row.host),
  );
  return {
    hosts: shown.map((row) => toView(row, { waiting: row.waiting, ...numbers(row.host) }, context.now)),
    next_cursor: rows.length > page.limit ? (shown.at(-1)?.host ?? null) : null,
  };
}

export async function getHost(context: Context, key: string): Promise<HostDetail> {
  const detail = await findHostDetail(context, key);
  if (!detail) throw notFound("host");
  return detail;
}

/** Null for a host that nothing was sent to and nobody set. */
export async function findHostDetail(context: Context, key: string): Promise<HostDetail | null> {
  const host = hostKey(key);
  const row = await findHost(context.workspaceId, host);
  if (!row) return null;
  const [waiting, events, windows, numbers] = await Promise.all([
    waitingFor(context.workspaceId, host),
    listHostEvents(context.workspaceId, host, 50),
    openWindows(context.workspaceId, host),
    numbersOf(context, [host]),
  ]);
  const pausedUntil = windows.find((window) => window.state === "active")?.ends_at ?? null;
  return {
    ...toView(row, { waiting, ...numbers(host), pausedUntil }, context.now),
    maintenance: windows.map((window) => ({
      window_id: window.id,
      starts_at: window.starts_at.toISOString(),
      ends_at: window.ends_at.toISOString(),
      reason: window.reason,
      state: window.state,
    })),
    events: events.map((event) => ({ ...event, at: event.at.toISOString() })),
  };
}

/** Lets one request try a failing host now instead of after its pause. */
export async function probeHost(context: Context, key: string): Promise<HostDetail> {
  const host = hostKey(key);
  await getHost(context, host);
  await inTransaction(async (sql) => {
    if (!(await requestProbe(sql, context.workspaceId, host, context.now))) {
      throw conflict(
        "host_not_failing",
        "This host is not held as failing.",
        "A probe is for hosts whose circuit breaker is open; resume a paused host instead.",
      );
    }
    await recordAudit(context, { action: "host.probed", subject: { type: "host", id: host } }, sql);
  });
  return getHost(context, host);
}

/** Replaces the settings; what is left out takes its default. Workers follow within a second. */
export async function putHost(context: Context, key: string, settings: HostSettings): Promise<HostDetail> {
  const host = hostKey(key);
  await refuseSecrets(context.workspaceId, host, settings);
  const before = await findHost(context.workspaceId, host);
  await inTransaction(async (sql) => {
    await saveHostSettings(sql, context.workspaceId, host, settings, context.now);
    const by = context.actor.kind === "system" ? null : context.actor.name;
    const detail = settingsChange(settingsOf(before), settings, by);
    await recordHostEvent(sql, context.workspaceId, host, "settings_changed", detail, context.now);
    const subject = { type: "host", id: host };
    await recordAudit(
      context,
      { action: "host.changed", subject, before: before?.settings, after: settings },
      sql,
    );
  });
  return getHost(context, host);
}

/** Whoever may set hosts may not thereby send a secret to where it is not bound to. */
async function refuseSecrets(workspaceId: string, host: string, settings: HostSettings): Promise<void> {
  const problems = secretProblems(host, settings, await secretBindings(workspaceId));
  if (problems.length > 0) throw invalid(problems);
}

/** Holds everything for the host until it is resumed. */
export async function pauseHost(context: Context, key: string, reason: string | null): Promise<HostDetail> {
  return changePause(context, key, "host.paused", (sql, host) =>
    pause.pauseHost(sql, context.workspaceId, host, reason ?? "paused by hand", context.now),
  );
}

/** Lets a paused or unhealthy host go on; what waited leaves at the ramp's pace. */
export async function resumeHost(context: Context, key: string): Promise<HostDetail> {
  return changePause(context, key, "host.resumed", (sql, host) =>
    pause.resumeHost(sql, context.workspaceId, host, context.now),
  );
}

async function changePause(
  context: Context,
  key: string,
  action: "host.paused" | "host.resumed",
  change: (sql: SqlClient, host: string) => Promise<void>,
): Promise<HostDetail> {
  const host = hostKey(key);
  await inTransaction(async (sql) => {
    // By hand goes before a window: it is over, and will not resume what is paused now.
    await cancelWindows(sql, context.workspaceId, host, "active");
    await change(sql, host);
    await recordAudit(context, { action, subject: { type: "host", id: host } }, sql);
  });
  return getHost(context, host);
}

/** The key of a host as it stands in an address; throws 422 for anything else. */
export function hostKey(text: string): string {
  const key = parseHostKey(decoded(text));
  if (key) return key;
  throw invalid([
    {
      code: "invalid_host",
      field: "host",
      message: "This is not a host.",
      hint: "Write it like api.example.com or api.example.com:8443.",
    },
  ]);
}

/** A colon may arrive as %3A; a lone percent sign is no host anyway. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

type Numbers = Pick<HostView, "requests_1h" | "success_rate_1h" | "latency_p95_ms"> & { perSecond: number };

/** What the counters and the newest attempts say about hosts; two statements for any number of them. */
async function numbersOf(context: Context, hosts: string[]): Promise<(host: string) => Numbers> {
  const [counts, latencies] = await Promise.all([
    hostCounts(context.workspaceId, hosts, context.now),
    hostLatencies(context.workspaceId, context.now),
  ]);
  return (host) => {
    const seen = counts.find((row) => row.host === host);
    const requests = seen?.requests ?? 0;
    return {
      requests_1h: requests,
      success_rate_1h: seen && requests > 0 ? 1 - (seen.failures + seen.throttled) / requests : null,
      latency_p95_ms: latencies.find((row) => row.host === host)?.p95_ms ?? null,
      perSecond: seen?.per_second ?? 0,
    };
  };
}

function heldUntil({ state, reopen_at, blocked_until }: HostRow, pausedUntil: Date | null): Date | null {
  // Of a paused host the pause says how long it lasts.
  if (state === "paused") return pausedUntil;
  return state === "open" ? reopen_at : blocked_until;
}

/** `pausedUntil` is the end of the window that pauses it, where that was looked up. */
function toView(
  row: HostRow,
  numbers: Numbers & { waiting: number; pausedUntil?: Date | null },
  now: Date,
): HostView {
  const settings = settingsOf(row);
  const { waiting, perSecond, pausedUntil = null, ...shown } = numbers;
  const until = heldUntil(row, pausedUntil);
  const blockedUntil = until && until > now ? until : null;
  const announced = announcedPace(row, now);
  const emptyAt = queueEmptyAt(
    {
      waiting,
      state: row.state,
      blockedUntil,
      limits: [settings.rate_limit?.per_second ?? null, row.learned_rate, announced],
      observedPerSecond: perSecond,
    },
    now,
  );
  return {
    host: row.host,
    ...settings,
    state: row.state,
    blocked_until: blockedUntil?.toISOString() ?? null,
    reason: row.reason,
    rate_headers_seen: row.last_headers,
    rate_headers_seen_at: row.last_headers_at?.toISOString() ?? null,
    learned_per_second: row.learned_rate,
    announced_per_second: announced,
    paused_urls: Object.entries(row.paused_urls).map(([id, paused]) => ({ url_id: id, ...paused })),
    waiting_count: waiting,
    ...shown,
    queue_empty_at: emptyAt?.toISOString() ?? null,
    updated_at: row.updated_at.toISOString(),
  };
}
