/** Looking at hosts, changing their limits, pausing and resuming them. */
import type { Context } from "#lib/platform/context.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { invalid, notFound } from "#lib/platform/errors.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import {
  DEFAULT_HOST_SETTINGS,
  type HostSettings,
  type HostView,
  hostSettingsSchema,
  parseHostKey,
} from "./schema.ts";
import {
  findHost,
  type HostRow,
  listHostEvents,
  listHostRows,
  recordHostEvent,
  saveHostSettings,
  setPaused,
  waitingFor,
} from "./store.ts";

export interface HostPage {
  hosts: HostView[];
  next_cursor: string | null;
}

export async function listHosts(
  context: Context,
  page: { limit: number; cursor?: string | undefined },
): Promise<HostPage> {
  const rows = await listHostRows(context.workspaceId, page.cursor ?? "", page.limit + 1);
  const shown = rows.slice(0, page.limit);
  return {
    hosts: shown.map((row) => toView(row, row.waiting)),
    next_cursor: rows.length > page.limit ? (shown.at(-1)?.host ?? null) : null,
  };
}

export async function getHost(context: Context, key: string): Promise<HostView & { events: unknown[] }> {
  const host = hostKey(key);
  const row = await findHost(context.workspaceId, host);
  if (!row) throw notFound("host");
  const [waiting, events] = await Promise.all([
    waitingFor(context.workspaceId, host),
    listHostEvents(context.workspaceId, host, 50),
  ]);
  return { ...toView(row, waiting), events };
}

/** Replaces the settings; what is left out takes its default. Workers follow within a second. */
export async function putHost(context: Context, key: string, settings: HostSettings): Promise<HostView> {
  const host = hostKey(key);
  const before = await findHost(context.workspaceId, host);
  await inTransaction(async (sql) => {
    await saveHostSettings(sql, context.workspaceId, host, settings, context.now);
    await recordHostEvent(sql, context.workspaceId, host, "settings_changed", settings, context.now);
    const subject = { type: "host", id: host };
    await recordAudit(
      context,
      { action: "host.changed", subject, before: before?.settings, after: settings },
      sql,
    );
  });
  return getHost(context, host);
}

/** Holds everything for the host until it is resumed. */
export async function pauseHost(context: Context, key: string, reason: string | null): Promise<HostView> {
  return changePause(context, hostKey(key), true, reason);
}

/** Lets a paused or unhealthy host go on; what waited leaves at the ramp's pace. */
export async function resumeHost(context: Context, key: string): Promise<HostView> {
  return changePause(context, hostKey(key), false, null);
}

async function changePause(
  context: Context,
  host: string,
  paused: boolean,
  reason: string | null,
): Promise<HostView> {
  await inTransaction(async (sql) => {
    await setPaused(
      sql,
      context.workspaceId,
      host,
      paused,
      reason ?? (paused ? "paused by hand" : null),
      context.now,
    );
    await recordAudit(
      context,
      { action: paused ? "host.paused" : "host.resumed", subject: { type: "host", id: host } },
      sql,
    );
  });
  return getHost(context, host);
}

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

function toView(row: HostRow, waiting: number): HostView {
  const parsed = hostSettingsSchema.safeParse(row.settings);
  const blocked = row.state === "open" ? row.reopen_at : row.blocked_until;
  return {
    host: row.host,
    ...(parsed.success ? parsed.data : DEFAULT_HOST_SETTINGS),
    state: row.state,
    blocked_until: blocked && blocked > new Date() ? blocked.toISOString() : null,
    reason: row.reason,
    rate_headers_seen: row.last_headers,
    learned_per_second: row.learned_rate,
    paused_urls: Object.values(row.paused_urls),
    waiting_count: waiting,
    updated_at: row.updated_at.toISOString(),
  };
}
