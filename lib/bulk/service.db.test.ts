import { describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { runBulkPart } from "./service-run.ts";

useTestDatabase();
const call = useApi();

const people = Array.from({ length: 60 }, (_, index) => ({ external_id: `p${index}` }));

async function start(contract: object | null = null) {
  const context = await createWorkspace();
  const key = await keyOf(context);
  await call("POST", "/users/track", { key, body: { attributes: people } });
  const body = {
    name: "C",
    variations: [{ webhook: { url: "https://api.example.com/x" } }],
    delivery: { type: "api_trigger" },
    trigger_contract: contract,
  };
  const { campaign_id: id } = (await call("POST", "/campaigns", { key, body })).body;
  await call("POST", `/campaigns/${id}/launch`, { key, body: {} });
  const send = (lines: (object | string)[], headers = {}) =>
    call("POST", `/campaigns/trigger/bulk?campaign_id=${id}&send_id=spring`, {
      key,
      raw: lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
      headers,
    });
  return { context, key, id, send };
}

async function workOff({ workspaceId }: Context, bulkId: string): Promise<void> {
  for (let part = 0; part < 5; part++) await runBulkPart(workspaceId, bulkId, new Date());
}

const deliveries = async ({ workspaceId }: Context): Promise<number> =>
  (await pool().query("SELECT 1 FROM deliveries WHERE workspace_id = $1", [workspaceId])).rows.length;

describe("a triggering bulk call", () => {
  it("sends to the good lines and says of each line what became of it", async () => {
    const { context, key, send } = await start({
      mode: "refuse",
      properties: [{ name: "points", type: "integer" }],
    });
    const trigger_properties = { points: 1 };
    const answer = await send([
      { external_user_id: "p0", trigger_properties },
      "{nope",
      { external_user_id: "p1", trigger_properties: { points: "1" } },
      "",
      { external_user_id: "nobody", trigger_properties },
      { external_user_id: "p2", email: "both@example.com", trigger_properties },
      { external_user_id: "p3", trigger_properties, attributes: { time_zone: "Mars/Base" } },
      { external_user_id: "p0", trigger_properties },
    ]);
    expect(answer).toMatchObject({
      status: 202,
      body: { status: "pending", lines_total: 7, lines_done: 0, send_id: "spring" },
    });
    const { bulk_id: id, dispatch_id: dispatch } = answer.body;
    await workOff(context, id);
    expect((await call("GET", `/bulk/${id}`, { key })).body).toMatchObject({
      status: "finished",
      lines_done: 7,
      lines_accepted: 2,
      lines_failed: 5,
    });
    const { results } = (await call("GET", `/bulk/${id}/results`, { key })).body;
    expect(results).toMatchObject([
      { line: 1, status: "accepted", external_user_id: "p0" },
      { line: 2, status: "failed", code: "invalid_json" },
      { line: 3, status: "failed", code: "trigger_property_type", field: "trigger_properties.points" },
      { line: 5, status: "skipped", code: "unknown_user" },
      { line: 6, status: "failed", code: "recipient_identifier" },
      { line: 7, status: "failed", field: "attributes.time_zone" },
      { line: 8, status: "accepted", external_user_id: "p0" },
    ]);
    expect(results[0]?.delivery_id).not.toBe(results[6]?.delivery_id);
    const failed = await call("GET", `/bulk/${id}/results?failed=true&limit=2`, { key });
    expect(failed.body.results.map(({ line }: { line: number }) => line)).toEqual([2, 3]);
    const next = await call("GET", `/bulk/${id}/results?failed=true&cursor=${failed.body.next_cursor}`, {
      key,
    });
    expect(next.body.results).toHaveLength(3);
    const { sends } = (await call("GET", `/sends?dispatch_id=${dispatch}`, { key })).body;
    expect(sends).toMatchObject([{ send_id: "spring", counts: { pending: 2 } }]);
    const { rows } = await pool().query("SELECT 1 FROM bulk_lines WHERE content IS NOT NULL");
    expect(rows).toEqual([]);
  });

  it("with a text that cannot be stored fails that line alone", async () => {
    const { context, key, send } = await start();
    const { bulk_id: id } = (
      await send([
        { external_user_id: "p0", trigger_properties: { note: "fine" } },
        '{"external_user_id":"p\\u0000","trigger_properties":{"note":"fine"}}',
        { external_user_id: "p2" },
      ])
    ).body;
    await workOff(context, id);
    expect((await call("GET", `/bulk/${id}`, { key })).body).toMatchObject({
      status: "finished",
      lines_accepted: 2,
    });
    const failed = await call("GET", `/bulk/${id}/results?failed=true`, { key });
    expect(failed.body.results).toMatchObject([{ line: 2, code: "unstorable_text" }]);
  });

  it("is given up after breaking off again and again, and holds no place any more", async () => {
    const { context, key, send } = await start();
    const { bulk_id: id } = (await send([{ external_user_id: "p0" }])).body;
    await pool().query("UPDATE bulk_jobs SET stalls = 10 WHERE id = $1", [id]);
    await runBulkPart(context.workspaceId, id, new Date());
    expect((await call("GET", `/bulk/${id}`, { key })).body).toMatchObject({
      status: "cancelled",
      reason: "The worker broke off again and again.",
    });
  });

  it("is worked off part by part, once, however often its job is repeated", async () => {
    const { context, key, send } = await start();
    const lines = Array.from({ length: 1_100 }, (_, index) => ({ external_user_id: `p${index % 60}` }));
    const { bulk_id: id } = (await send(lines)).body;
    await runBulkPart(context.workspaceId, id, new Date());
    expect((await call("GET", `/bulk/${id}`, { key })).body).toMatchObject({
      status: "running",
      lines_done: 500,
    });
    await Promise.all([workOff(context, id), workOff(context, id)]);
    expect((await call("GET", `/bulk/${id}`, { key })).body).toMatchObject({
      status: "finished",
      lines_done: 1_100,
      lines_accepted: 1_100,
    });
    expect(await deliveries(context)).toBe(1_100);
  });

  it("ends where it was cancelled, or where its campaign was stopped", async () => {
    const { context, key, id, send } = await start();
    const first = (await send([{ external_user_id: "p0" }])).body.bulk_id;
    expect((await call("POST", `/bulk/${first}/cancel`, { key })).body.status).toBe("cancelled");
    expect((await call("POST", `/bulk/${first}/cancel`, { key })).status).toBe(409);
    const second = (await send([{ external_user_id: "p0" }])).body.bulk_id;
    await call("POST", `/campaigns/${id}/stop`, { key, body: {} });
    await workOff(context, first);
    await workOff(context, second);
    expect((await call("GET", `/bulk/${second}`, { key })).body).toMatchObject({
      status: "cancelled",
      reason: expect.stringContaining("stopped"),
      lines_done: 0,
    });
    expect(await deliveries(context)).toBe(0);
  });

  it("is taken once per Idempotency-Key, and refused as a whole where nothing can come of it", async () => {
    const { context, key, send } = await start();
    const lines = [{ external_user_id: "p0" }];
    const first = await send(lines, { "idempotency-key": "b" });
    expect((await send(lines, { "idempotency-key": "b" })).text).toBe(first.text);
    expect((await send([])).body).toMatchObject({ errors: [{ code: "no_lines" }] });
    const path = "/campaigns/trigger/bulk?campaign_id=0";
    expect((await call("POST", path, { key, raw: "{}" })).body).toMatchObject({
      errors: [{ code: "invalid_campaign_id" }],
    });
    const foreign = await keyOf(await createWorkspace());
    expect((await call("GET", `/bulk/${first.body.bulk_id}`, { key: foreign })).status).toBe(404);
    expect((await call("GET", "/bulk", { key })).body.bulk).toHaveLength(1);
    await pool().query("DELETE FROM bulk_jobs WHERE workspace_id = $1", [context.workspaceId]);
  });

  it("waits its turn when too many are worked on", async () => {
    const { send } = await start();
    for (let index = 0; index < 20; index++)
      expect((await send([{ external_user_id: "p0" }])).status).toBe(202);
    const refused = await send([{ external_user_id: "p0" }]);
    expect(refused).toMatchObject({ status: 429, body: { errors: [{ code: "busy" }] } });
    expect(refused.headers.get("retry-after")).toBe("10");
  });
});

describe("a recording bulk call", () => {
  it("is worked off in the background when asked to be", async () => {
    const context = await createWorkspace();
    const key = await keyOf(context);
    const raw = [
      '{"type":"attributes","external_id":"a","tier":"gold"}',
      "{",
      '{"external_id":"a","name":"x"}',
    ].join("\n");
    const answer = await call("POST", "/users/track/bulk", {
      key,
      raw,
      headers: { prefer: "respond-async" },
    });
    expect(answer).toMatchObject({ status: 202, body: { kind: "users_track", lines_total: 3 } });
    expect(answer.headers.get("preference-applied")).toBe("respond-async");
    const { bulk_id: id } = answer.body;
    await workOff(context, id);
    const { results } = (await call("GET", `/bulk/${id}/results`, { key })).body;
    expect(results).toMatchObject([
      { line: 1, status: "accepted" },
      { line: 2, status: "failed", code: "invalid_json" },
      { line: 3, status: "accepted" },
    ]);
    expect((await call("GET", "/users/a", { key })).status).toBe(200);
  });
});
