/** Numbered cases of docs/delivery-cases.md about what surrounds a delivery: its campaign, its host, its way there. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stopCampaign } from "#lib/campaign/service-lifecycle.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { getHost, putHost } from "#lib/host/service.ts";
import { createSecret } from "#lib/secret/service.ts";
import { closeLines, line } from "#lib/testing/case-line.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { certificate, startTlsServer, TEST_CA } from "#lib/testing/tls-servers.ts";
import { type RunningWorker, startWorker } from "../start-worker.ts";

useTestDatabase();

let worker: RunningWorker;
const receivers: Receiver[] = [];

beforeAll(async () => {
  worker = await startWorker();
});
afterAll(async () => {
  await worker.stop();
  await Promise.all(receivers.map((receiver) => receiver.close()));
  await closeLines();
});

const gap = (receiver: Receiver, index: number) =>
  (receiver.requests[index + 1]?.at ?? 0) - (receiver.requests[index]?.at ?? 0);

it("B27 retries of a campaign that is stopped end as cancelled, and nothing more arrives", async () => {
  const context = await createWorkspace();
  const receiver = await startReceiver();
  receivers.push(receiver);
  receiver.answerWith(500);
  const webhook = { url: `${receiver.url}/x`, body: { type: "json", value: {} } };
  const campaignId = await launchedCampaign(context, {
    variations: [{ name: "A", webhook }],
    delivery: { type: "action", event: "booked" },
    retry: { schedule_seconds: [1.5, 1.5] },
  });
  const at = () => ({ ...context, now: new Date() });
  await track(at(), TrackBody.parse({ events: [{ external_id: "u1", name: "booked" }] }));
  await receiver.waitFor(1);
  const status = async () => (await deliveriesOf(campaignId))[0]?.status;
  await expect.poll(status).toBe("retrying");
  await stopCampaign(at(), campaignId);
  await expect.poll(status, { timeout: 10_000 }).toBe("cancelled");
  expect((await deliveriesOf(campaignId))[0]).toMatchObject({
    reason: "campaign_stopped",
    next_attempt_at: null,
  });
  expect(receiver.requests).toHaveLength(1);
});

it.each([
  ["C45", 301, "redirect"],
  ["C46", 404, "rejected"],
  ["C46", 500, "exhausted_retries"],
])(
  "%s Retry-After with %i silences the host, and does not save the request itself",
  async (_case, status, reason) => {
    const one = await line({ schedule_seconds: [] });
    one.receiver.script("/first", [{ status, headers: { "retry-after": "1" } }]);
    await one.send("/first");
    const [failed] = await one.until("failed");
    expect(failed?.reason).toBe(reason);
    await one.send("/second");
    await one.until("delivered");
    expect(gap(one.receiver, 0)).toBeGreaterThanOrEqual(990);
  },
);

it("C33 Retry-After: 0 leaves the wait to the schedule", async () => {
  const one = await line({ schedule_seconds: [0.6] });
  one.receiver.script("/x", [{ status: 503, headers: { "retry-after": "0" } }, 200]);
  await one.send("/x");
  await one.until("delivered");
  expect(gap(one.receiver, 0)).toBeGreaterThanOrEqual(470);
});

it("F94 a receiver that cannot be reached for a while gets everything afterwards, once", async () => {
  const gone = await startReceiver();
  await gone.close();
  const schedule = Array(60).fill(0.3);
  const one = await line({ schedule_seconds: schedule, unreachable_schedule_seconds: schedule });
  const settings = hostSettingsSchema.parse({ breaker: { enabled: false } });
  await putHost(one.context, gone.host, settings);
  await one.send("", { url: `${gone.url}/x`, people: 5 });
  await one.until("retrying", 5);
  const back = await startReceiver({ port: gone.port });
  receivers.push(back);
  await one.until("delivered", 5);
  expect(back.requests).toHaveLength(5);
});

describe("H109 a host that asks for a certificate", () => {
  it("gets the one of its settings; the key is shown nowhere, and another certificate gets nothing through", async () => {
    const asking = { ...certificate("server"), ca: TEST_CA, requestCert: true, rejectUnauthorized: true };
    const server = await startTlsServer(asking);
    const host = `127.0.0.1:${server.port}`;
    const one = await line();
    const show = async (name: "client" | "stranger") => {
      const { cert, key } = certificate(name);
      await createSecret(one.context, { name: `${name}_key`, value: key, note: "", allowed_hosts: [] });
      const tls = { ca: TEST_CA, client_certificate: cert, client_key_secret: `${name}_key` };
      await putHost(one.context, host, hostSettingsSchema.parse({ tls }));
    };
    await show("client");
    await one.send("", { url: `${server.url}/x` });
    const delivered = await one.until("delivered");
    const [secret = ""] = certificate("client").key.split("\n").slice(1);
    expect(secret.length).toBeGreaterThan(40);
    expect(JSON.stringify([delivered, await getHost(one.context, host)])).not.toContain(secret);
    expect(server.requests).toHaveLength(1);

    await show("stranger");
    await one.send("", { url: `${server.url}/x` });
    const failed = (await one.until("failed")).find((delivery) => delivery.status === "failed");
    const classes = new Set(failed?.attempts.map((attempt) => attempt.error_class));
    for (const errorClass of classes) expect(["tls_error", "connection_reset"]).toContain(errorClass);
    expect(server.requests).toHaveLength(1);
    await server.close();
  });
});

it("D54 a policy of ten in two seconds is kept although nobody set a limit", async () => {
  const one = await line();
  one.receiver.answerWith({ status: 200, headers: { "ratelimit-policy": '"p";q=10;w=2' } });
  await one.send("/first");
  await one.until("delivered");
  await expect.poll(async () => (await getHost(one.context, one.receiver.host)).announced_per_second).toBe(5);
  await one.send("/x", { people: 20 });
  await one.until("delivered", 21);
  const times = one.receiver.requests.map((request) => request.at);
  const busiest = Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + 1_900).length),
  );
  expect(busiest).toBeLessThanOrEqual(11);
});

// The last test: its worker is another one.
it("M191 a worker that starts anew finds a failing host held", async () => {
  const breaker = { consecutive_failures: 3, cooldown_seconds: 600 };
  const one = await line({ schedule_seconds: Array(40).fill(0.05) }, { breaker });
  one.receiver.answerWith(500);
  await one.send("/x", { people: 10 });
  const state = async () => (await getHost(one.context, one.receiver.host)).state;
  await expect.poll(state, { timeout: 10_000 }).toBe("open");
  await worker.stop();
  const before = one.receiver.requests.length;
  worker = await startWorker();
  await one.send("/new");
  const held = async () =>
    (await one.deliveries()).filter((delivery) => delivery.reason === "host_unhealthy").length;
  await expect.poll(held, { timeout: 10_000 }).toBe(11);
  expect(await state()).toBe("open");
  expect(one.receiver.requests).toHaveLength(before);
});
