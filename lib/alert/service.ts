/** Raising and closing alerts, telling about them by webhook, and looking at them. */
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { literalJson } from "#lib/webhook/literal-json.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { type AlertSettings, type AlertView, alertSettingsSchema } from "./schema.ts";
import * as store from "./store.ts";

const SHOWN = 100;
/** Marks deliveries that carry alerts, so that no alert is raised about them. */
const ALERT_STEP = "alert";

export async function listAlerts(context: Context): Promise<{ alerts: AlertView[]; open_count: number }> {
  const [rows, open_count] = await Promise.all([
    store.listAlertRows(context.workspaceId, SHOWN),
    store.countOpenAlerts(context.workspaceId),
  ]);
  return { alerts: rows.map(toView), open_count };
}

/** Says that somebody looks after it; it stays open until its cause is gone. */
export async function acknowledgeAlert(context: Context, id: string): Promise<void> {
  const { actor } = context;
  const by = actor.kind === "system" ? actor.job : actor.name;
  if (!(isId(id) && (await store.acknowledgeRow(context.workspaceId, id, by, context.now))))
    throw notFound("alert");
  await recordAudit(context, { action: "alert.acknowledged", subject: { type: "alert", id } });
}

export async function alertSettings(workspaceId: string): Promise<AlertSettings> {
  const parsed = alertSettingsSchema.safeParse(await store.findSettings(workspaceId));
  return parsed.success ? parsed.data : alertSettingsSchema.parse({});
}

export async function changeAlertSettings(context: Context, settings: AlertSettings): Promise<AlertSettings> {
  const before = await alertSettings(context.workspaceId);
  await store.saveSettings(context.workspaceId, settings);
  const subject = { type: "workspace", id: context.workspaceId };
  await recordAudit(context, { action: "alerts.changed", subject, before, after: settings });
  return settings;
}

/** One look at every workspace; whichever worker gets the lock does it. */
export async function evaluateAlerts(now: Date): Promise<void> {
  const workspaces = await store.workspaceIds();
  await inTransaction(async (sql) => {
    if (!(await store.lockEvaluation(sql))) return;
    for (const workspaceId of workspaces) await evaluateWorkspace(sql, workspaceId, now);
  });
}

async function evaluateWorkspace(sql: SqlClient, workspaceId: string, now: Date): Promise<void> {
  const settings = await alertSettings(workspaceId);
  const findings = [
    ...(await store.failingHosts(sql, workspaceId)),
    ...(await store.haltedHosts(sql, workspaceId)),
    ...(await store.exhaustedDeliveries(sql, workspaceId, now)),
    ...(settings.error_rate.enabled
      ? await store.failingCampaigns(sql, workspaceId, settings.error_rate, now)
      : []),
    ...(settings.zero_volume.enabled
      ? await store.silentCampaigns(sql, workspaceId, settings.zero_volume.within_minutes, now)
      : []),
  ];
  const closed = await store.closeAlerts(sql, workspaceId, findings, now);
  const withIds = findings.map((finding) => ({ ...finding, id: newId() }));
  const opened = withIds.length > 0 ? await store.openAlerts(sql, workspaceId, withIds, now) : [];
  if (opened.length + closed.length === 0) return;
  await tell(sql, settings, opened, closed, now);
  await notifyLive(sql, workspaceId, ["hosts"]);
}

/** Puts one delivery per change on the normal path; it is signed, retried and logged like any other. */
async function tell(
  sql: SqlClient,
  settings: AlertSettings,
  opened: readonly store.AlertRow[],
  closed: readonly store.AlertRow[],
  now: Date,
): Promise<void> {
  const { webhook_url: url } = settings;
  if (!url) return;
  const own = new URL(url).host;
  const news = [
    ...opened.map((alert) => ({ type: "alert.opened", alert })),
    ...closed.map((alert) => ({ type: "alert.closed", alert })),
    // The host that would carry the news is the one that fails.
  ].filter(({ alert }) => alert.subject !== own);
  const rows = news.map(({ type, alert }) => ({
    id: newId(),
    workspaceId: alert.workspace_id,
    stepId: ALERT_STEP,
    input: {
      webhook: {
        method: "POST",
        url,
        headers: { "Content-Type": "application/json" },
        body: { type: "text", value: literalJson({ type, at: now, data: toView(alert) }) },
      },
    },
  }));
  await insertDeliveries(sql, rows, now);
}

function toView(row: store.AlertRow): AlertView {
  return {
    alert_id: row.id,
    kind: row.kind,
    subject: row.subject,
    subject_name: row.subject_name,
    detail: row.detail,
    opened_at: row.opened_at.toISOString(),
    closed_at: row.closed_at?.toISOString() ?? null,
    acknowledged_at: row.acknowledged_at?.toISOString() ?? null,
  };
}
