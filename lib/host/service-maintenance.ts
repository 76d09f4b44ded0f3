/** Maintenance windows of hosts: nothing is sent while one lasts, and what waited goes on by itself afterwards. */
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { invalid, notFound } from "#lib/platform/errors.ts";
import { isId } from "#lib/platform/id.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import type { MaintenanceInput } from "./maintenance-schema.ts";
import type { HostDetail } from "./schema.ts";
import { getHost, hostKey } from "./service.ts";
import { ensureHost, recordHostEvent } from "./store.ts";
import {
  cancelWindows,
  insertWindow,
  lockPause,
  takeDueWindows,
  type WindowRow,
} from "./store-maintenance.ts";
import { endPause, pauseHost } from "./store-pause.ts";

const MAX_WINDOW_DAYS = 31;

/** Plans a window; one that begins now is in force at once. */
export async function planMaintenance(
  context: Context,
  key: string,
  input: MaintenanceInput,
): Promise<HostDetail> {
  const host = hostKey(key);
  const startsAt = input.starts_at ? new Date(input.starts_at) : context.now;
  const endsAt = new Date(input.ends_at);
  if (endsAt <= context.now || endsAt <= startsAt) {
    throw invalid([
      {
        code: "window_over",
        field: "ends_at",
        message: "The window would be over before it begins.",
        hint: "Choose an end that lies after the start and in the future.",
      },
    ]);
  }
  if (endsAt.getTime() - startsAt.getTime() > MAX_WINDOW_DAYS * 86_400_000) {
    throw invalid([
      {
        code: "window_too_long",
        field: "ends_at",
        message: `A window lasts at most ${MAX_WINDOW_DAYS} days.`,
        hint: "Choose an earlier end, or pause the host until somebody resumes it.",
      },
    ]);
  }
  await ensureHost(context.workspaceId, host, context.now);
  await inTransaction(async (sql) => {
    const reason = input.reason ?? null;
    await insertWindow(sql, context.workspaceId, host, { startsAt, endsAt, reason, now: context.now });
    const detail = { starts_at: startsAt, ends_at: endsAt, reason };
    await recordHostEvent(sql, context.workspaceId, host, "maintenance_planned", detail, context.now);
    const subject = { type: "host", id: host };
    await recordAudit(context, { action: "host.maintenance_planned", subject, after: detail }, sql);
  });
  if (startsAt <= context.now) await applyMaintenance(context.now);
  return getHost(context, host);
}

/** Takes a planned window back. One that is going on ends by resuming the host. */
export async function cancelMaintenance(context: Context, key: string, id: string): Promise<HostDetail> {
  const host = hostKey(key);
  await inTransaction(async (sql) => {
    if (!(isId(id) && (await cancelWindows(sql, context.workspaceId, host, { id }))))
      throw notFound("maintenance window");
    await recordHostEvent(sql, context.workspaceId, host, "maintenance_cancelled", {}, context.now);
    const subject = { type: "host", id: host };
    await recordAudit(context, { action: "host.maintenance_cancelled", subject }, sql);
  });
  return getHost(context, host);
}

/** Begins and ends the windows whose time has come. Called every few seconds by every worker. */
export async function applyMaintenance(now: Date): Promise<void> {
  await inTransaction(async (sql) => {
    for (const window of await takeDueWindows(sql, now)) {
      if (window.state === "active") await begin(sql, window, now);
      else if (window.was === "active") await end(sql, window, now);
    }
  });
}

/** A host that is paused already stays so for the reason it has, which is then not this window's to take back. */
async function begin(sql: SqlClient, window: WindowRow, now: Date): Promise<void> {
  const { workspace_id: workspaceId, host } = window;
  const { pausedFor } = await lockPause(sql, workspaceId, host);
  if (pausedFor === null) await pauseHost(sql, workspaceId, host, reasonOf(window), now);
}

/** Lets the host go on, unless it is paused for something else or another window is going on. */
async function end(sql: SqlClient, window: WindowRow, now: Date): Promise<void> {
  const { workspace_id: workspaceId, host } = window;
  const { pausedFor, goingOn } = await lockPause(sql, workspaceId, host);
  if (pausedFor !== reasonOf(window)) return;
  if (goingOn) await pauseHost(sql, workspaceId, host, reasonOf(goingOn), now);
  else await endPause(sql, workspaceId, host, now);
}

function reasonOf({ reason }: WindowRow): string {
  return reason ?? "maintenance";
}
