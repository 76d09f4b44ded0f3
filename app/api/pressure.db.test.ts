import { describe, expect, it } from "vitest";
import { refuseWhenFarBehind } from "#lib/event/service-backlog.ts";
import { pool } from "#lib/platform/db.ts";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

useTestDatabase();
const call = useApi();

async function triggered() {
  const context = await createWorkspace();
  const key = await keyOf(context);
  await call("POST", "/users/track", { key, body: { attributes: [{ external_id: "a" }] } });
  const body = {
    name: "C",
    variations: [{ webhook: { url: "https://api.example.com/x" } }],
    delivery: { type: "api_trigger" },
  };
  const { campaign_id: id } = (await call("POST", "/campaigns", { key, body })).body;
  await call("POST", `/campaigns/${id}/launch`, { key, body: {} });
  return { context, key, id };
}

describe("fifty calls at once with one Idempotency-Key", () => {
  it("do the work once and get the same answer", async () => {
    const { context, key, id } = await triggered();
    const body = { campaign_id: id, recipients: [{ external_user_id: "a" }] };
    const headers = { "idempotency-key": "order-1" };
    const send = () => call("POST", "/campaigns/trigger/send", { key, body, headers });
    const answers = await Promise.all(Array.from({ length: 50 }, send));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers: given }) => !given.has("idempotent-replayed"))).toHaveLength(1);
    const { rows } = await pool().query("SELECT 1 FROM deliveries WHERE workspace_id = $1", [
      context.workspaceId,
    ]);
    expect(rows).toHaveLength(1);
  });

  it("do it once although the first ones fail", async () => {
    const { key } = await triggered();
    const headers = { "idempotency-key": "segment-1" };
    const bad = () => call("POST", "/segments", { key, body: { name: "" }, headers });
    const refused = await Promise.all(Array.from({ length: 10 }, bad));
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([422]));
    const body = { name: "S", filter: { op: "and", filters: [] } };
    const good = () => call("POST", "/segments", { key, body, headers });
    const answers = await Promise.all(Array.from({ length: 50 }, good));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await call("GET", "/segments", { key })).body.segments).toHaveLength(1);
  });
});

describe("an Idempotency-Key", () => {
  it("O214, O215 belongs to its workspace, and is forgotten after a day", async () => {
    const headers = { "idempotency-key": "day-1" };
    const segment = async (key: string, name: string) => {
      const body = { name, filter: { op: "and", filters: [] } };
      return (await call("POST", "/segments", { key, body, headers })).status;
    };
    const [one, other] = [await triggered(), await triggered()];
    expect([await segment(one.key, "A"), await segment(other.key, "B")]).toEqual([201, 201]);
    expect(await segment(one.key, "C")).toBe(409);
    await pool().query(
      "UPDATE idempotency_keys SET created_at = created_at - interval '24 hours' WHERE workspace_id = $1",
      [one.context.workspaceId],
    );
    expect(await segment(one.key, "C")).toBe(201);
  });

  it("is bound to the query as well as to the body", async () => {
    const { key, id } = await triggered();
    const send = (sendId: string) =>
      call("POST", `/campaigns/trigger/bulk?campaign_id=${id}&send_id=${sendId}`, {
        key,
        raw: '{"external_user_id":"a"}',
        headers: { "idempotency-key": "k" },
      });
    expect((await send("one")).status).toBe(202);
    expect((await send("two")).status).toBe(409);
  });
});

describe("broadcasts", () => {
  it("have a limit of their own of 250 a minute, which calls that name people do not use up", async () => {
    const { key, id } = await triggered();
    const path = "/campaigns/trigger/send";
    const named = await call("POST", path, {
      key,
      body: { campaign_id: id, recipients: [{ external_user_id: "a" }] },
    });
    expect(named.headers.get("x-ratelimit-limit")).toBe("250000");
    const broadcast = () => call("POST", path, { key, body: { campaign_id: id, broadcast: true } });
    const first = await broadcast();
    expect([first.status, first.headers.get("x-ratelimit-limit")]).toEqual([201, "250"]);
    expect(first.headers.get("x-ratelimit-remaining")).toBe("249");
  });
});

describe("workers that are far behind", () => {
  it("O217 make calls wait with 429 and Retry-After, and take them again once they have caught up", async () => {
    const { key } = await triggered();
    const track = () =>
      call("POST", "/users/track", { key, body: { events: [{ external_id: "a", name: "x" }] } });
    await Promise.all(Array.from({ length: 3 }, track));
    let at = Date.now() + 10_000;
    const judged = async (most: number): Promise<unknown> => {
      at += 10_000;
      try {
        refuseWhenFarBehind(new Date(at), most);
      } catch {
        // What was measured before; the measurement started now counts next.
      }
      await expect
        .poll(() => outcomeOf(() => refuseWhenFarBehind(new Date(at), most)))
        .toBe(most <= 3 ? 429 : 0);
      return undefined;
    };
    await judged(2);
    await judged(1_000);
  });
});

function outcomeOf(work: () => void): number {
  try {
    work();
    return 0;
  } catch (error) {
    return (error as { status: number }).status;
  }
}
