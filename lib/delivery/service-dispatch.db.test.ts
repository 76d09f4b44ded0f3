import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { saveHostSettings } from "#lib/host/store.ts";
import { pauseHost, resumeHost } from "#lib/host/store-pause.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { owe, type Sender, startSender, statuses, stored } from "#lib/testing/dispatching.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { CHUNK_SIZE } from "./jobs.ts";
import { cancelDelivery, getDelivery } from "./service.ts";
import { insertDeliveries } from "./service-enqueue.ts";
import { replayDelivery } from "./service-replay.ts";

useTestDatabase();

let senders: Sender[];
const receivers: Receiver[] = [];

beforeAll(async () => {
  senders = [await startSender(), await startSender()];
});
afterAll(async () => {
  await Promise.all(senders.map((sender) => sender.stop()));
  await Promise.all(receivers.map((receiver) => receiver.close()));
});

// A receiver per test: pauses and breakers belong to a host and must not meet.
async function receiverOf(): Promise<Receiver> {
  const receiver = await startReceiver();
  receivers.push(receiver);
  return receiver;
}
const until = (ids: string[], expected: Record<string, number>, timeout = 8_000) =>
  expect.poll(() => statuses(ids), { timeout, interval: 20 }).toEqual(expected);
const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const configure = (workspaceId: string, host: string, settings: object) =>
  saveHostSettings(pool(), workspaceId, host, hostSettingsSchema.parse(settings), new Date());

describe("sending", () => {
  it("delivers every delivery exactly once although two processes send", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    const ids = await owe(
      workspaceId,
      many(500, (index) => ({ url: `${receiver.url}/all/${index}` })),
    );
    await until(ids, { delivered: 500 });
    expect(new Set(receiver.requests.map((request) => request.headers["webhook-id"]))).toEqual(new Set(ids));
    expect(receiver.requests).toHaveLength(500);
  });

  it("stops taking work while the database does not write down what was sent", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    const urls = many(12_000, (index) => ({ url: `${receiver.url}/slow-database/${index}` }));
    const blocker = await pool().connect();
    let before = -1;
    const atRest = (): boolean => {
      const last = before;
      before = receiver.requests.length;
      return before > 0 && before === last && senders.every((sender) => sender.dispatcher.inFlight() === 0);
    };
    try {
      await blocker.query("BEGIN; LOCK TABLE attempts IN SHARE MODE");
      const ids = await owe(workspaceId, urls);
      await expect.poll(atRest, { timeout: 50_000, interval: 1_000 }).toBe(true);
      expect(receiver.requests.length).toBeLessThan(10_000);
      await blocker.query("COMMIT");
      await until(ids, { delivered: 12_000 }, 50_000);
      expect(receiver.requests).toHaveLength(12_000);
    } finally {
      blocker.release();
    }
  }, 120_000);

  it("B25, B26 tries again with the same id and bytes, and records each attempt", async () => {
    const context = await createWorkspace();
    const receiver = await receiverOf();
    receiver.script("/flaky", [500, 500, 200]);
    const [id = ""] = await owe(context.workspaceId, [
      { url: `${receiver.url}/flaky`, body: '{"a":"{{delivery.attempt}}"}' },
    ]);
    await until([id], { delivered: 1 });
    expect(receiver.requests.map((request) => request.headers["webhook-id"])).toEqual([id, id, id]);
    expect(new Set(receiver.requests.map((request) => request.body)).size).toBe(1);
    const { attempts } = await getDelivery(context, id);
    expect(attempts.map((attempt) => [attempt.number, attempt.status_code])).toEqual([
      [1, 500],
      [2, 500],
      [3, 200],
    ]);
  });

  it("stops after the last step of the schedule", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    receiver.answerWith(500);
    const ids = await owe(workspaceId, [{ url: `${receiver.url}/down`, schedule: [0.05, 0.05] }]);
    await until(ids, { failed: 1 });
    expect(await stored(ids)).toMatchObject([{ reason: "exhausted_retries", attempts_count: 3 }]);
    expect(receiver.requests).toHaveLength(3);
  });

  it("N209 ends what cannot be rendered alone; its neighbours leave", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    const ids = await owe(workspaceId, [
      { url: `${receiver.url}/a` },
      { url: `${receiver.url}/b`, body: "{% abort_message('no') %}" },
      { url: "http://" },
      { url: `${receiver.url}/c` },
    ]);
    await until(ids, { delivered: 2, aborted: 1, failed: 1 });
  });

  it("ends what renders to something the database cannot keep alone; its neighbours leave", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    const nul = '{{ "a%00b" | url_decode }}';
    const ids = await owe(workspaceId, [
      { url: `${receiver.url}/a` },
      { url: `${receiver.url}/b`, body: nul },
      { url: `${receiver.url}/c` },
    ]);
    await until(ids, { delivered: 2, failed: 1 });
    expect(receiver.requests).toHaveLength(2);
  });

  it("holds a delayed delivery until its time", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    const sendAt = new Date(Date.now() + 400);
    const ids = await owe(workspaceId, [{ url: `${receiver.url}/later` }], { sendAt });
    await until(ids, { delivered: 1 });
    const { rows } = await pool().query("SELECT first_attempt_at FROM deliveries WHERE id = ANY($1)", [ids]);
    expect(rows[0].first_attempt_at.getTime()).toBeGreaterThanOrEqual(sendAt.getTime());
  });
});

describe("pace", () => {
  it("keeps the rate limit of a host over all processes", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    await configure(workspaceId, receiver.host, { rate_limit: { per_second: 20, burst: 5 } });
    const ids = await owe(
      workspaceId,
      many(45, () => ({ url: `${receiver.url}/paced` })),
    );
    await until(ids, { delivered: 45 }, 15_000);
    const times = receiver.requests.map((request) => request.at).sort((a, b) => a - b);
    const busiest = Math.max(
      ...times.map((start) => times.filter((at) => at >= start && at < start + 1_000).length),
    );
    expect(busiest).toBeLessThanOrEqual(27);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_900);
    expect((await stored(ids)).every((row) => row.attempts_count === 1)).toBe(true);
  });

  it("B31, C49 holds the whole host when one answer says Retry-After, without using up attempts", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    receiver.script("/first", [{ status: 429, headers: { "retry-after": "3" } }, 200]);
    const [first = ""] = await owe(workspaceId, [{ url: `${receiver.url}/first` }]);
    await receiver.waitFor(1);
    await expect.poll(async () => (await stored([first]))[0]?.attempts_count).toBe(1);
    const blockedAt = performance.now();
    const others = await owe(
      workspaceId,
      many(5, () => ({ url: `${receiver.url}/other` })),
    );
    await until(others, { held: 5 });
    await until([first, ...others], { delivered: 6 });
    const early = receiver.requests.slice(1).filter((request) => request.at < blockedAt + 2_500);
    expect(early).toEqual([]);
    expect((await stored(others)).every((row) => row.attempts_count === 1)).toBe(true);
  });

  it("L170 follows a raised limit although much was waiting for its turn at the old one", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    await configure(workspaceId, receiver.host, { rate_limit: { per_second: 0.1, burst: 1 } });
    const ids = await owe(
      workspaceId,
      many(10, () => ({ url: `${receiver.url}/faster` })),
    );
    await until(ids, { delivered: 1, held: 9 });
    await configure(workspaceId, receiver.host, { rate_limit: null });
    for (const sender of senders) sender.gate.forget(workspaceId, receiver.host);
    await until(ids, { delivered: 10 }, 5_000);
  });

  it("L170 forgets what is owed at the old pace when a limit is raised", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    await configure(workspaceId, receiver.host, { rate_limit: { per_second: 0.01, burst: 2 } });
    const ids = await owe(
      workspaceId,
      many(10, () => ({ url: `${receiver.url}/raised` })),
    );
    await until(ids, { delivered: 2, held: 8 });
    await configure(workspaceId, receiver.host, { rate_limit: { per_second: 50, burst: 2 } });
    for (const sender of senders) sender.gate.forget(workspaceId, receiver.host);
    await until(ids, { delivered: 10 }, 5_000);
  });

  it("L170 follows the raised messages per minute of a campaign", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    const url = `${receiver.url}/campaign`;
    const slow = await owe(
      workspaceId,
      many(2, () => ({ url, perMinute: 1 })),
    );
    await until(slow, { delivered: 1, held: 1 });
    const fast = await owe(
      workspaceId,
      many(10, () => ({ url, perMinute: 6_000 })),
    );
    await until(fast, { delivered: 10 }, 5_000);
  });

  it("L175 never has more requests open than the host takes, over all processes", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    receiver.answerWith({ delayMs: 30 });
    await configure(workspaceId, receiver.host, { max_concurrency: 3 });
    const ids = await owe(
      workspaceId,
      many(30, () => ({ url: `${receiver.url}/slow` })),
    );
    await until(ids, { delivered: 30 });
    expect(receiver.maxConcurrent).toBeLessThanOrEqual(3);
  });
});

describe("host health", () => {
  it("opens the breaker, lets one probe through and goes on when it succeeds", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    let down = true;
    receiver.answerWith(() => (down ? 500 : 200));
    await configure(workspaceId, receiver.host, {
      max_concurrency: 2,
      breaker: { consecutive_failures: 5, cooldown_seconds: 0.6 },
    });
    const ids = await owe(
      workspaceId,
      many(60, () => ({ url: `${receiver.url}/sick`, schedule: many(20, () => 0.3) })),
    );
    await expect
      .poll(() => hostState(workspaceId, receiver.host), { timeout: 5_000, interval: 10 })
      .toBe("open");
    const whenOpen = receiver.requests.length;
    expect(whenOpen).toBeLessThan(30);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(receiver.requests.length - whenOpen).toBeLessThanOrEqual(4);
    down = false;
    await until(ids, { delivered: 60 }, 20_000);
    expect(await hostState(workspaceId, receiver.host)).toBe("closed");
  });

  it("M190, P231 keeps everything while the host is paused, retries included, and sends it after the pause", async () => {
    const { workspaceId } = await createWorkspace();
    const receiver = await receiverOf();
    receiver.script("/retry", [500, 200]);
    const retried = await owe(workspaceId, [{ url: `${receiver.url}/retry`, schedule: [0.4] }]);
    await receiver.waitFor(1);
    await pauseHost(pool(), workspaceId, receiver.host, "maintenance", new Date());
    for (const sender of senders) sender.gate.forget(workspaceId, receiver.host);
    const ids = await owe(
      workspaceId,
      many(5, () => ({ url: `${receiver.url}/wait` })),
    );
    await expect
      .poll(async () => (await stored([...ids, ...retried])).map((row) => row.reason), { timeout: 5_000 })
      .toEqual(many(6, () => "host_paused"));
    expect(receiver.requests).toHaveLength(1);
    await resumeHost(pool(), workspaceId, receiver.host, new Date());
    for (const sender of senders) sender.gate.forget(workspaceId, receiver.host);
    await until([...ids, ...retried], { delivered: 6 });
  });

  it("does not let hanging hosts slow a healthy one", async () => {
    const { workspaceId } = await createWorkspace();
    const healthy = await receiverOf();
    const hanging = await Promise.all(many(10, () => receiverOf()));
    for (const receiver of hanging) receiver.answerWith({ hang: true });
    await owe(
      workspaceId,
      hanging.flatMap((receiver) => many(20, () => ({ url: `${receiver.url}/hang`, schedule: [] }))),
    );
    const started = performance.now();
    const ids = await owe(
      workspaceId,
      many(200, () => ({ url: `${healthy.url}/well`, schedule: [0.1, 0.1, 0.1] })),
    );
    await until(ids, { delivered: 200 }, 20_000);
    // A hanging request holds its slot for the whole time-out; waiting for one would take longer than this.
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe("jobs that a dead process left behind", () => {
  it("take no room for what they name that is over, so that one hanging row of each keeps nobody waiting", async () => {
    const { workspaceId } = await createWorkspace();
    const healthy = await receiverOf();
    const hanging = await Promise.all(many(20, () => receiverOf()));
    for (const receiver of hanging) receiver.answerWith({ hang: true });
    const left = many(60 * CHUNK_SIZE, (index) => {
      const { url } = hanging[Math.floor(index / CHUNK_SIZE) % hanging.length] ?? healthy;
      return { id: newId(), workspaceId, input: { message: { url, schedule: [] } } };
    });
    const over = left.filter((_, index) => index % CHUNK_SIZE > 0).map(({ id }) => id);
    await inTransaction(async (sql) => {
      await insertDeliveries(sql, left, new Date());
      await sql.query("UPDATE deliveries SET status = 'cancelled' WHERE id = ANY($1)", [over]);
    });
    const started = performance.now();
    const ids = await owe(workspaceId, [{ url: `${healthy.url}/well` }]);
    await until(ids, { delivered: 1 }, 20_000);
    // Some rounds of hanging requests, which time out after 5 s, would take longer than this.
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});

describe("by hand", () => {
  it("replays a finished delivery once, with the same id and request, marked as manual", async () => {
    const context = await createWorkspace();
    const receiver = await receiverOf();
    receiver.script("/again", [404, 200]);
    const [id = ""] = await owe(context.workspaceId, [{ url: `${receiver.url}/again` }]);
    await until([id], { failed: 1 });
    await replayDelivery({ ...context, now: new Date() }, id);
    await until([id], { delivered: 1 });
    const { attempts } = await getDelivery(context, id);
    expect(attempts.map((attempt) => attempt.kind)).toEqual(["automatic", "manual"]);
    expect(receiver.requests.map((request) => request.headers["webhook-id"])).toEqual([id, id]);
  });

  it("P229 cancels what waits: nothing leaves any more", async () => {
    const context = await createWorkspace();
    const receiver = await receiverOf();
    const [id = ""] = await owe(context.workspaceId, [{ url: `${receiver.url}/never` }], {
      sendAt: new Date(Date.now() + 300),
    });
    await cancelDelivery({ ...context, now: new Date() }, id);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await stored([id])).toMatchObject([{ status: "cancelled" }]);
    expect(receiver.requests).toEqual([]);
  });
});

async function hostState(workspaceId: string, host: string): Promise<string> {
  const { rows } = await pool().query("SELECT state FROM hosts WHERE workspace_id = $1 AND host = $2", [
    workspaceId,
    host,
  ]);
  return rows[0]?.state ?? "unknown";
}
