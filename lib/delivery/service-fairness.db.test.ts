/** Who goes first when not everybody can, and what happens when nobody can be reached. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { saveHostSettings } from "#lib/host/store.ts";
import { pauseHost } from "#lib/host/store-pause.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { owe, type Sender, startSender, statuses, stored } from "#lib/testing/dispatching.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { type Received, type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { PRIORITY } from "./schema.ts";
import { insertDeliveries } from "./service-enqueue.ts";

useTestDatabase();

let sender: Sender;
let receiver: Receiver;
let isNetworkDown = false;

beforeAll(async () => {
  receiver = await startReceiver();
  sender = await startSender({
    resolve: async () => {
      if (isNetworkDown) throw Object.assign(new Error("no network"), { code: "EAI_AGAIN" });
      return [{ address: "127.0.0.1", family: 4 }];
    },
  });
});
afterAll(async () => {
  await sender.stop();
  await receiver.close();
});

/** A host of its own on the one receiver. */
const hostNamed = (name: string) => `${name}.example:${receiver.port}`;
const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const limit = (workspaceId: string, host: string, per_second: number) => {
  const settings = hostSettingsSchema.parse({ rate_limit: { per_second, burst: 1 } });
  return saveHostSettings(pool(), workspaceId, host, settings, new Date());
};
const of = (path: string) => ({ match: (request: Received) => request.url === path });
const until = (ids: string[], expected: Record<string, number>, timeout = 20_000) =>
  expect.poll(() => statuses(ids), { timeout, interval: 50 }).toEqual(expected);

// The first test of the file: of a network that is down no host may have answered a moment ago.
describe("a network that is down", () => {
  it("M193 is no fault of any host: breakers stay closed, schedules whole, and all arrives afterwards", async () => {
    const { workspaceId } = await createWorkspace();
    isNetworkDown = true;
    const hosts = many(12, (index) => hostNamed(`m193-${index}`));
    const ids = await owe(
      workspaceId,
      hosts.flatMap((host) => many(2, () => ({ url: `http://${host}/m193`, schedule: many(6, () => 0.5) }))),
    );
    const down = async () => (await stored(ids)).filter((row) => row.reason === "network_down").length;
    await expect.poll(down, { timeout: 15_000 }).toBe(24);
    const { rows } = await pool().query(
      `SELECT (SELECT max(budget_used)::int FROM deliveries WHERE workspace_id = $1) AS used,
              (SELECT count(*)::int FROM hosts WHERE workspace_id = $1 AND state <> 'closed') AS opened`,
      [workspaceId],
    );
    // The few attempts before enough hosts were silent count; those after it do not.
    expect(rows[0].used).toBeLessThanOrEqual(2);
    expect(rows[0].opened).toBe(0);
    isNetworkDown = false;
    await until(ids, { delivered: 24 });
    expect(receiver.requests.filter((request) => request.url === "/m193")).toHaveLength(24);
  });
});

describe("behind a limit", () => {
  it("L173 a message of a journey passes a campaign that waits", async () => {
    const { workspaceId } = await createWorkspace();
    const host = hostNamed("l173");
    await limit(workspaceId, host, 40);
    await owe(
      workspaceId,
      many(600, () => ({ url: `http://${host}/l173` })),
      { priority: PRIORITY.bulk },
    );
    await receiver.waitFor(20, of("/l173"));
    await owe(workspaceId, [{ url: `http://${host}/l173-journey` }], { priority: PRIORITY.journey });
    const [urgent] = await receiver.waitFor(1, of("/l173-journey"));
    const before = receiver.requests.filter(({ url, at }) => url === "/l173" && at < (urgent?.at ?? 0));
    // What is in memory already, some seconds' worth, goes before it.
    expect(before.length).toBeLessThan(300);
  });

  it("a campaign spends none of its messages per minute on hosts that take nothing", async () => {
    const { workspaceId } = await createWorkspace();
    const [off, on] = [hostNamed("pace-off"), hostNamed("pace-on")];
    await pauseHost(pool(), workspaceId, off, null, new Date());
    const paced = (host: string) => ({ url: `http://${host}/pace`, perMinute: 600, pace: newId() });
    const { pace } = paced(off);
    const both = many(100, (index) => ({ ...paced(index % 2 ? on : off), pace }));
    const ids = await owe(workspaceId, both);
    const started = performance.now();
    await until(ids, { held: 50, delivered: 50 });
    // Ten at once and ten a second; with the others' share it would take twice as long.
    expect(performance.now() - started).toBeLessThan(7_000);
  });

  it("B29 first attempts pass retries that are due", async () => {
    const { workspaceId } = await createWorkspace();
    const host = hostNamed("b29");
    await limit(workspaceId, host, 40);
    const later = new Date(Date.now() + 3_600_000);
    const retries = await owe(
      workspaceId,
      many(600, () => ({ url: `http://${host}/b29` })),
      { sendAt: later },
    );
    await pool().query(
      "UPDATE deliveries SET status = 'retrying', attempts_count = 1, next_attempt_at = now() WHERE id = ANY($1)",
      [retries],
    );
    sender.releaser.wake();
    await receiver.waitFor(20, of("/b29"));
    await owe(workspaceId, [{ url: `http://${host}/b29-fresh` }]);
    const [fresh] = await receiver.waitFor(1, of("/b29-fresh"));
    const before = receiver.requests.filter(({ url, at }) => url === "/b29" && at < (fresh?.at ?? 0));
    expect(before.length).toBeLessThan(300);
  });

  it("L169 a limit that is lowered holds within seconds", async () => {
    const { workspaceId } = await createWorkspace();
    const host = hostNamed("l169");
    await limit(workspaceId, host, 100);
    await owe(
      workspaceId,
      many(700, () => ({ url: `http://${host}/l169` })),
    );
    await receiver.waitFor(50, of("/l169"));
    await limit(workspaceId, host, 5);
    sender.gate.forget(workspaceId, host);
    const loweredAt = performance.now();
    const settled = ({ url, at }: Received) => url === "/l169" && at > loweredAt + 4_000;
    const slow = await receiver.waitFor(11, { timeoutMs: 20_000, match: settled });
    const seconds = ((slow[10]?.at ?? 0) - (slow[0]?.at ?? 0)) / 1_000;
    expect(10 / seconds).toBeLessThanOrEqual(5.5);
  });

  it("L174 hosts without a limit do not wait for those with one", async () => {
    const { workspaceId } = await createWorkspace();
    const slow = many(20, (index) => hostNamed(`l174-slow-${index}`));
    for (const host of slow) await limit(workspaceId, host, 0.05);
    const waiting = await owe(
      workspaceId,
      slow.flatMap((host) => many(3, () => ({ url: `http://${host}/l174-slow` }))),
    );
    const ids = await owe(
      workspaceId,
      many(400, (index) => ({ url: `http://${hostNamed(`l174-${index}`)}/l174` })),
    );
    await until(ids, { delivered: 400 });
    expect(await statuses(waiting)).toMatchObject({ held: expect.any(Number) });
  });
});

it("a host that was silent gets all that waits for it as soon as it answers", async () => {
  const { workspaceId } = await createWorkspace();
  let isWell = false;
  receiver.answerWith(({ url }) => (isWell || url !== "/back" ? 200 : { hang: true }));
  const ids = await owe(
    workspaceId,
    many(40, () => ({ url: `http://${hostNamed("silent")}/back` })),
  );
  const held = async () => (await statuses(ids)).held ?? 0;
  await expect.poll(held, { timeout: 15_000 }).toBeGreaterThan(30);
  isWell = true;
  const asked = receiver.requests.filter(of("/back").match).length;
  await receiver.waitFor(asked + 1, { timeoutMs: 20_000, ...of("/back") });
  // A row every ten seconds, as to a silent host, and then twice as many each time, would take half a minute.
  await receiver.waitFor(asked + 30, { timeoutMs: 6_000, ...of("/back") });
});

it("N210 what is owed in a transaction that fails is never sent", async () => {
  const { workspaceId } = await createWorkspace();
  const message = (path: string) => ({ message: { url: `http://${hostNamed("n210")}${path}` } });
  const lost = inTransaction(async (sql) => {
    await insertDeliveries(sql, [{ id: newId(), workspaceId, input: message("/n210-lost") }], new Date());
    throw new Error("changed its mind");
  });
  await expect(lost).rejects.toThrow("changed its mind");
  await owe(workspaceId, [{ url: `http://${hostNamed("n210")}/n210` }]);
  await receiver.waitFor(1, of("/n210"));
  const { rows } = await pool().query("SELECT FROM deliveries WHERE workspace_id = $1", [workspaceId]);
  expect(rows).toHaveLength(1);
  expect(receiver.requests.some((request) => request.url === "/n210-lost")).toBe(false);
});
