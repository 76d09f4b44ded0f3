/** The cases of docs/delivery-cases.md that need several worker processes, and their sudden end. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { listDeliveries } from "#lib/delivery/service.ts";
import { pool } from "#lib/platform/db.ts";
import { closeLines, deliveredOf, type Line, line } from "#lib/testing/case-line.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { processEnd, startWorkerProcesses, type WorkerProcesses } from "#lib/testing/worker-processes.ts";

useTestDatabase();

let workers: WorkerProcesses;

beforeAll(async () => {
  workers = await startWorkerProcesses(4);
}, 60_000);
afterAll(async () => {
  await workers.stop();
  await closeLines();
}, 60_000);

/** `calls` times fifty deliveries. */
async function owe(one: Line, calls: number): Promise<number> {
  for (let call = 0; call < calls; call++) await one.send("/x", { people: 50 });
  return calls * 50;
}

const allDelivered = (one: Line, count: number, timeout = 60_000) =>
  expect.poll(() => deliveredOf(one), { timeout, interval: 100 }).toBe(count);

it("L166, L167 four processes together keep 50 per second within 5 %", async () => {
  const one = await line({ timeout_ms: 10_000 }, { rate_limit: { per_second: 50, burst: 5 } });
  const count = await owe(one, 10);
  await allDelivered(one, count);
  const times = one.receiver.requests.map((request) => request.at).toSorted((a, b) => a - b);
  expect(times).toHaveLength(count);
  // On the receiver's clock, from the end of the burst to the last.
  const seconds = ((times.at(-1) ?? 0) - (times[4] ?? 0)) / 1000;
  const perSecond = (count - 5) / seconds;
  expect(perSecond).toBeLessThanOrEqual(52.5);
  expect(perSecond).toBeGreaterThanOrEqual(47.5);
}, 90_000);

it("C32, C49, C50 a Retry-After that one process hears silences all four", async () => {
  const one = await line();
  one.receiver.script("/first", [{ status: 429, headers: { "retry-after": "3" } }, 200]);
  await one.send("/first");
  await one.receiver.waitFor(1);
  await expect
    .poll(async () => (await listDeliveries(one.context, { limit: 5 })).deliveries[0]?.status)
    .toBe("retrying");
  const count = await owe(one, 1);
  await allDelivered(one, count + 1);
  const [first, second] = one.receiver.requests;
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2_990);
}, 60_000);

it("M182 of four processes one probes a failing host at a time", async () => {
  const breaker = { consecutive_failures: 3, cooldown_seconds: 0.8 };
  const one = await line({ schedule_seconds: Array(60).fill(0.1), timeout_ms: 10_000 }, { breaker });
  one.receiver.answerWith(500);
  await owe(one, 1);
  const waiting = async () => {
    const { rows } = await pool().query(
      "SELECT count(*)::int AS n FROM deliveries WHERE workspace_id = $1 AND reason = 'host_unhealthy' AND parked_scope IS NOT NULL",
      [one.context.workspaceId],
    );
    return rows[0].n;
  };
  await expect.poll(waiting, { timeout: 20_000 }).toBeGreaterThanOrEqual(48);
  // Each probe stays open for a while, so that a second one beside it would be seen.
  one.receiver.answerWith({ status: 500, delayMs: 400 });
  const from = one.receiver.requests.length;
  one.receiver.maxConcurrent = 0;
  await one.receiver.waitFor(from + 2, { timeoutMs: 20_000 });
  expect(one.receiver.maxConcurrent).toBe(1);
  one.receiver.answerWith(200);
  await allDelivered(one, 50, 60_000);
}, 120_000);

it("N199 processes that are replaced one by one while they send lose nothing and repeat nothing", async () => {
  const one = await line({ timeout_ms: 10_000 }, { rate_limit: { per_second: 60, burst: 10 } });
  one.receiver.answerWith({ status: 200, delayMs: 50 });
  const count = await owe(one, 8);
  for (let replaced = 1; replaced <= 3; replaced++) {
    await one.receiver.waitFor(replaced * 60, { timeoutMs: 30_000 });
    const leaving = workers.any();
    leaving.kill("SIGTERM");
    const [code] = await Promise.all([processEnd(leaving), workers.start()]);
    expect(code).toBe(0);
  }
  await allDelivered(one, count, 100_000);
  expect(one.receiver.requests).toHaveLength(count);
}, 150_000);

it("N198 SIGTERM beside a receiver that hangs ends with the time-out; the message is sent again by another", async () => {
  const one = await line({ timeout_ms: 3_000, schedule_seconds: [0.2, 0.2, 0.2] });
  one.receiver.script("/x", [{ hang: true }, 200]);
  await one.send("/x");
  await one.receiver.waitFor(1);
  // Whichever process holds the request is among them.
  for (let ended = 1; ended <= 3; ended++) {
    const leaving = workers.any();
    leaving.kill("SIGTERM");
    expect(await processEnd(leaving)).toBe(0);
    await workers.start();
  }
  await allDelivered(one, 1);
  expect(one.receiver.requests).toHaveLength(2);
}, 120_000);

it("N197 SIGTERM finishes what is on the wire and starts nothing new", async () => {
  const one = await line({ timeout_ms: 10_000 });
  one.receiver.answerWith({ status: 200, delayMs: 600 });
  const count = await owe(one, 1);
  await one.receiver.waitFor(2);
  const leaving = workers.any();
  leaving.kill("SIGTERM");
  expect(await processEnd(leaving)).toBe(0);
  await allDelivered(one, count);
  expect(one.receiver.requests).toHaveLength(count);
}, 60_000);

it.each([
  ["at once", {}],
  ["behind a limit, where rows wait parked and go round", { rate_limit: { per_second: 40, burst: 5 } }],
])(
  "N194, N195 kill -9 of who sends %s loses nothing; only what was on the wire comes twice",
  async (_name, settings) => {
    const one = await line({ timeout_ms: 10_000 }, settings);
    one.receiver.answerWith({ status: 200, delayMs: 300 });
    const count = await owe(one, 4);
    await one.receiver.waitFor(30);
    const killed = workers.any();
    const killedAt = performance.now();
    killed.kill("SIGKILL");
    await processEnd(killed);
    await allDelivered(one, count, 100_000);
    const byId = Map.groupBy(one.receiver.requests, (request) => request.headers["webhook-id"]);
    expect(byId.size).toBe(count);
    // Answers take 0.3 s, and a busy machine some time to write them down.
    for (const [first, ...again] of byId.values())
      if (again.length > 0) expect(first?.at).toBeGreaterThan(killedAt - 1_500);
  },
  120_000,
);

it("N201, N203 a database that drops every connection under load loses nothing", async () => {
  const one = await line({ timeout_ms: 10_000 });
  one.receiver.answerWith({ status: 200, delayMs: 100 });
  const count = await owe(one, 4);
  await one.receiver.waitFor(20);
  await pool()
    .query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .catch(() => undefined);
  await allDelivered(one, count, 100_000);
  const ids = one.receiver.requests.map((request) => request.headers["webhook-id"]);
  expect(new Set(ids).size).toBe(count);
  expect(ids.length - count).toBeLessThanOrEqual(one.receiver.maxConcurrent);
}, 120_000);
