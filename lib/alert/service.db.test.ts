import { describe, expect, it } from "vitest";
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { alertSettingsSchema } from "./schema.ts";
import { acknowledgeAlert, changeAlertSettings, evaluateAlerts, listAlerts } from "./service.ts";

useTestDatabase();

const HOOK = "https://ops.example.com/alerts";

async function setHost({ workspaceId }: Context, host: string, state: string): Promise<void> {
  await pool().query(
    `INSERT INTO hosts (workspace_id, host, state, reason) VALUES ($1, $2, $3, 'the {{probe}} failed')
     ON CONFLICT (workspace_id, host) DO UPDATE SET state = excluded.state`,
    [workspaceId, host, state],
  );
}

async function exhausted({ workspaceId }: Context, stepId: string | null): Promise<void> {
  const id = newId();
  await inTransaction((sql) => insertDeliveries(sql, [{ id, workspaceId, stepId }], new Date()));
  await pool().query(
    "UPDATE deliveries SET status = 'failed', reason = 'exhausted_retries', finished_at = now() WHERE id = $1",
    [id],
  );
}

const told = async ({ workspaceId }: Context): Promise<{ type: string }[]> => {
  const { rows } = await pool().query<{ body: string }>(
    "SELECT input->'webhook'->'body'->>'value' AS body FROM deliveries WHERE workspace_id = $1 AND step_id = 'alert' AND status = 'pending' ORDER BY id",
    [workspaceId],
  );
  expect(rows.every((row) => !row.body.includes("{{"))).toBe(true);
  return rows.map((row) => JSON.parse(row.body));
};

describe("alerts", () => {
  it("open once for a failing host, close when it is well, and tell both by webhook", async () => {
    const context = await createWorkspace();
    await changeAlertSettings(context, alertSettingsSchema.parse({ webhook_url: HOOK }));
    await setHost(context, "api.example.com", "open");
    await evaluateAlerts(new Date());
    await evaluateAlerts(new Date());
    const { alerts, open_count } = await listAlerts(context);
    expect(alerts).toMatchObject([{ kind: "host_opened", subject: "api.example.com", closed_at: null }]);
    expect(open_count).toBe(1);
    await setHost(context, "api.example.com", "closed");
    await evaluateAlerts(new Date());
    expect((await listAlerts(context)).alerts[0]?.closed_at).not.toBeNull();
    expect((await told(context)).map((news) => news.type)).toEqual(["alert.opened", "alert.closed"]);
  });

  it("are never raised about deliveries that carry alerts, nor told to the host that fails", async () => {
    const context = await createWorkspace();
    await changeAlertSettings(context, alertSettingsSchema.parse({ webhook_url: HOOK }));
    await exhausted(context, "alert");
    await setHost(context, "ops.example.com", "open");
    await evaluateAlerts(new Date());
    expect((await listAlerts(context)).alerts.map((alert) => alert.kind)).toEqual(["host_opened"]);
    expect(await told(context)).toEqual([]);
  });

  it("B22 count exhausted deliveries and stop asking for attention once acknowledged", async () => {
    const context = await createWorkspace();
    await exhausted(context, null);
    await exhausted(context, null);
    await evaluateAlerts(new Date());
    const [alert] = (await listAlerts(context)).alerts;
    expect(alert).toMatchObject({ kind: "deliveries_exhausted", detail: { count: 2 } });
    await acknowledgeAlert(context, alert?.alert_id ?? "");
    expect((await listAlerts(context)).open_count).toBe(0);
  });

  it("belong to their workspace", async () => {
    const context = await createWorkspace();
    const other = await createWorkspace();
    await exhausted(context, null);
    await evaluateAlerts(new Date());
    const [alert] = (await listAlerts(context)).alerts;
    expect((await listAlerts(other)).alerts).toEqual([]);
    await expect(acknowledgeAlert(other, alert?.alert_id ?? "")).rejects.toThrow(/no such alert/);
  });
});
