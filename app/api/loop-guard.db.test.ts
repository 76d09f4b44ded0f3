import { expect, it } from "vitest";
import { runBulkPart } from "#lib/bulk/service-run.ts";
import { pool } from "#lib/platform/db.ts";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

useTestDatabase();
const call = useApi();

const webhook = { method: "POST", url: "https://api.example.com/x" };
const headers = (depth: number) => ({ "x-loop-depth": String(depth) });
const message = { messages: { webhook: { url: "https://api.example.com/x", request_method: "POST" } } };

async function started() {
  const context = await createWorkspace();
  const key = await keyOf(context);
  await call("POST", "/users/track", { key, body: { attributes: [{ external_id: "a" }] } });
  const body = { name: "C", variations: [{ webhook }], delivery: { type: "api_trigger" } };
  const { campaign_id: id } = (await call("POST", "/campaigns", { key, body })).body;
  await call("POST", `/campaigns/${id}/launch`, { key, body: {} });
  const depths = async () => {
    const { rows } = await pool().query(
      "SELECT DISTINCT (input->>'loop_depth')::int AS depth FROM deliveries WHERE workspace_id = $1",
      [context.workspaceId],
    );
    return rows.map(({ depth }) => depth);
  };
  return { workspaceId: context.workspaceId, key, id, depths };
}

const recipients = [{ external_user_id: "a" }];

it.each([
  ["a campaign", "/campaigns/trigger/send", (id: string) => ({ campaign_id: id, recipients })],
  ["a message", "/messages/send", () => ({ external_user_ids: ["a"], ...message })],
])("a call of our own for %s counts on, and is refused after five", async (_name, path, bodyFor) => {
  const { key, id, depths } = await started();
  const body = bodyFor(id);
  expect(await call("POST", path, { key, body, headers: headers(3) })).toMatchObject({ status: 201 });
  expect(await depths()).toEqual([3]);
  const cut = await call("POST", path, { key, body, headers: headers(5) });
  expect(cut).toMatchObject({ status: 409, body: { errors: [{ code: "loop_cut" }] } });
});

it("a bulk call of our own counts on in the background, and is refused after five", async () => {
  const { workspaceId, key, id, depths } = await started();
  const send = (depth: number) =>
    call("POST", `/campaigns/trigger/bulk?campaign_id=${id}`, {
      key,
      raw: JSON.stringify(recipients[0]),
      headers: headers(depth),
    });
  const { status, body } = await send(2);
  expect(status).toBe(202);
  await runBulkPart(workspaceId, body.bulk_id, new Date());
  expect(await depths()).toEqual([2]);
  expect((await send(5)).status).toBe(409);
});

it("events of a bulk call of our own are stored with how deep they are", async () => {
  const { workspaceId, key } = await started();
  const time = new Date().toISOString();
  const raw = JSON.stringify({ type: "event", external_id: "a", name: "x", time });
  const answer = await call("POST", "/users/track/bulk", { key, raw, headers: headers(4) });
  expect(answer.status).toBe(201);
  const { rows } = await pool().query("SELECT loop_depth AS depth FROM events WHERE workspace_id = $1", [
    workspaceId,
  ]);
  expect(rows).toEqual([{ depth: 4 }]);
});
