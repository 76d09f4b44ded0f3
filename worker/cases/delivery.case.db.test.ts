/** The numbered cases of docs/delivery-cases.md: the whole worker against real sockets, judged by what a receiver saw. */
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeliveryDetail } from "#lib/delivery/schema.ts";
import { cancelDelivery } from "#lib/delivery/service.ts";
import { replayDelivery } from "#lib/delivery/service-replay.ts";
import { rotateSigning } from "#lib/delivery/service-signing.ts";
import { rotateSigningSchema } from "#lib/delivery/signing-keys.ts";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { getHost, pauseHost, putHost, resumeHost } from "#lib/host/service.ts";
import { createSecret } from "#lib/secret/service.ts";
import { closeLines, line } from "#lib/testing/case-line.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import type { Answer, Receiver } from "#lib/testing/receiver.ts";
import { type RunningWorker, startWorker } from "../start-worker.ts";

useTestDatabase();

let worker: RunningWorker;

beforeAll(async () => {
  worker = await startWorker();
});
afterAll(async () => {
  await worker.stop();
  await closeLines();
});

/** Sends one request whose answers follow the script; the delivery when it is over. */
async function tried(
  answers: (Answer | number)[],
  status: string,
  retry: object = {},
): Promise<DeliveryDetail> {
  const one = await line(retry);
  one.receiver.script("/x", answers);
  await one.send("/x");
  const [delivery] = await one.until(status);
  if (!delivery) throw new Error("there is no delivery");
  // One attempt row for each request that the receiver saw.
  expect(delivery.attempts).toHaveLength(one.receiver.requests.length);
  return delivery;
}
const codes = (delivery: DeliveryDetail) => delivery.attempts.map((attempt) => attempt.status_code);
const gap = (receiver: Receiver, index: number) =>
  (receiver.requests[index + 1]?.at ?? 0) - (receiver.requests[index]?.at ?? 0);
/** What a busy machine may add to a wait, by far more than polling does. */
const SLACK_MS = 2_500;
/** The wait after a request was no shorter than asked, and no longer than that takes. */
function expectGap(receiver: Receiver, index: number, leastMs: number, mostMs: number): void {
  expect(gap(receiver, index)).toBeGreaterThanOrEqual(leastMs);
  expect(gap(receiver, index)).toBeLessThanOrEqual(mostMs + SLACK_MS);
}

describe("A: status codes", () => {
  it.each([200, 201, 202, 204, 206, 299])("A1, A2 %i is delivered by one request", async (status) => {
    expect(codes(await tried([status], "delivered"))).toEqual([status]);
  });
  it.each([400, 401, 403, 404, 409, 422])("A5 %i fails at once", async (status) => {
    expect(await tried([status], "failed")).toMatchObject({ reason: "rejected", attempts_count: 1 });
  });
  it.each([408, 425, 429, 500, 502, 503, 504])("A6, A9, A10, A11 %i is tried again", async (status) => {
    expect(codes(await tried([status, 200], "delivered"))).toEqual([status, 200]);
  });
  it("A7 410 fails and pauses that URL alone, until the host is resumed", async () => {
    const one = await line();
    one.receiver.script("/gone", [410, 200]);
    await one.send("/gone");
    const [delivery] = await one.until("failed");
    expect(delivery?.reason).toBe("gone");
    await expect
      .poll(async () => (await getHost(one.context, one.receiver.host)).paused_urls)
      .toHaveLength(1);
    await one.send("/gone");
    await one.send("/other");
    await one.until("delivered");
    const held = (await one.until("held")).find((other) => other.status === "held");
    expect(held).toMatchObject({ reason: "url_paused", attempts_count: 0 });
    await resumeHost({ ...one.context, now: new Date() }, one.receiver.host);
    await one.until("delivered", 2);
  });
  it("A13 an invalid status is recorded as it is", async () => {
    const raw = "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n";
    expect(codes(await tried([{ raw }], "failed", { schedule_seconds: [] }))).toEqual([999]);
  });
  it("A15 interim answers are followed by the real one", async () => {
    const raw = "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    expect(codes(await tried([{ raw }], "delivered"))).toEqual([200]);
  });
});

describe("B: retries", () => {
  it("B18, B19 n waits make n + 1 requests, each wait within 20 % of its step", async () => {
    const one = await line({ schedule_seconds: [0.4, 0.8] });
    one.receiver.answerWith(500);
    await one.send("/x");
    const [delivery] = await one.until("failed");
    expect(delivery?.reason).toBe("exhausted_retries");
    expect(one.receiver.requests).toHaveLength(3);
    expectGap(one.receiver, 0, 300, 480);
    expectGap(one.receiver, 1, 620, 960);
  });
  it("B21 an empty schedule makes one request", async () => {
    expect(await tried([500], "failed", { schedule_seconds: [] })).toMatchObject({ attempts_count: 1 });
  });
  it("B26 every attempt carries the same id and the same bytes", async () => {
    const one = await line();
    one.receiver.script("/x", [500, 500, 200]);
    await one.send("/x", { body: '{"b":1,"a":12345678901234567890,"n":"{{ "now" | date: "%s%L" }}"}' });
    await one.until("delivered");
    const { requests } = one.receiver;
    expect(new Set(requests.map((request) => request.body)).size).toBe(1);
    expect(new Set(requests.map((request) => request.headers["webhook-id"])).size).toBe(1);
    expect(requests[0]?.body).toContain("12345678901234567890");
  });
  it("B30 the schedule may be longer than the queue's own budget", async () => {
    const schedule_seconds = Array.from({ length: 30 }, () => 0.01);
    const one = await line({ schedule_seconds }, { breaker: { enabled: false } });
    one.receiver.answerWith(500);
    await one.send("/x");
    await one.until("failed");
    expect(one.receiver.requests).toHaveLength(31);
  });
});

const inSeconds = (seconds: number) => new Date(Math.ceil(Date.now() / 1000) * 1000 + seconds * 1000);

describe("C, D: what headers ask for", () => {
  it.each<[string, () => Record<string, string>]>([
    ["C34 Retry-After as a date", () => ({ "retry-after": inSeconds(1).toUTCString() })],
    [
      "D61 X-RateLimit with epoch seconds",
      () => ({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${inSeconds(1).getTime() / 1000}` }),
    ],
    [
      "D62 X-Rate-Limit with epoch milliseconds",
      () => ({ "x-rate-limit-remaining": "0", "x-rate-limit-reset": `${inSeconds(1).getTime()}` }),
    ],
    ["D66 RateLimit-Remaining with seconds", () => ({ "ratelimit-remaining": "0", "ratelimit-reset": "1" })],
    ["D53 RateLimit list", () => ({ ratelimit: '"d";r=0;t=1' })],
  ])("%s holds the whole host on success, without using attempts", async (_name, headers) => {
    const one = await line();
    one.receiver.script("/first", [{ status: 200, headers: headers() }]);
    await one.send("/first");
    await one.until("delivered");
    await one.send("/second", { people: 3 });
    const all = await one.until("delivered", 4);
    expect(all.every((delivery) => delivery.attempts_count === 1)).toBe(true);
    // A date names whole seconds, rounded up here.
    expectGap(one.receiver, 0, 700, 2_000);
  });
  it.each(["-5", "0.5", "1e3", "0x10", "5abc", "soon 1", "2015-10-21", "", "   "])(
    "C38, C39 Retry-After %j is ignored",
    async (value) => {
      const headers = { "retry-after": value };
      expect(codes(await tried([{ status: 429, headers }, 200], "delivered"))).toEqual([429, 200]);
    },
  );
  it("C42, C43, C47 of two lines and the schedule the longest wait wins", async () => {
    const one = await line();
    one.receiver.script("/x", [{ status: 503, headers: { "retry-after": ["0", "1"] } }, 200]);
    await one.send("/x");
    await one.until("delivered");
    expectGap(one.receiver, 0, 990, 1_000);
  });
  it("C41 a wait out of all reason is cut to what the host's settings grant", async () => {
    const one = await line({}, { max_wait_seconds: 0.5 });
    one.receiver.script("/x", [{ status: 429, headers: { "retry-after": "1000000" } }, 200]);
    await one.send("/x");
    await one.until("delivered");
    expectGap(one.receiver, 0, 490, 500);
  });
  it("D53 after an answer with r=3 no more than three go before the window ends", async () => {
    const one = await line();
    one.receiver.answerWith({ status: 200, headers: { ratelimit: '"d";r=3;t=3' } });
    await one.send("/first");
    await one.until("delivered");
    await one.send("/x", { people: 10 });
    await one.receiver.waitFor(4);
    await one.until("held", 7);
    expect(one.receiver.requests).toHaveLength(4);
    await one.receiver.waitFor(5);
    expect(gap(one.receiver, 3)).toBeGreaterThanOrEqual(1_500);
  });
});

describe("E, F, G: hostile answers", () => {
  it.each([301, 302, 303, 307, 308])("E70 %i is not followed", async (status) => {
    const answer = { status, headers: { location: "/elsewhere" } };
    expect(await tried([answer], "failed")).toMatchObject({ reason: "redirect", attempts_count: 1 });
  });
  it.each<[string, Answer, string]>([
    ["F75 silence", { hang: true }, "timeout"],
    ["F81 a reset", { reset: "before" }, "connection_reset"],
    ["F86 garbage", { raw: "this is no HTTP\r\n\r\n" }, "protocol_error"],
  ])("%s is classified and tried again", async (_name, answer, errorClass) => {
    const delivery = await tried([answer, 200], "delivered");
    expect(delivery.attempts.map((attempt) => attempt.error_class)).toEqual([errorClass, null]);
  });
  it("F77 a closed port is connection_refused, and follows the schedule for unreachable endpoints", async () => {
    const one = await line({ schedule_seconds: [0.05], unreachable_schedule_seconds: [0.1, 0.1] });
    await one.send("", { url: "http://127.0.0.1:9/" });
    const [delivery] = await one.until("failed");
    expect(delivery?.attempts.map((attempt) => attempt.error_class)).toEqual(
      Array(4).fill("connection_refused"),
    );
  });
  it.each<[string, Answer]>([
    ["F79 a body that drips for ever", { body: "x".repeat(1_000), dripMs: 50 }],
    ["F82 a reset within the body", { reset: "after_headers" }],
    ["G95 ten megabytes", { body: Buffer.alloc(10_000_000, 97) }],
    ["G98 a compressed bomb", { body: Buffer.alloc(20_000_000, 97), gzip: true }],
  ])("%s: the status decides, the stored body is bounded and says so", async (_name, answer) => {
    const delivery = await tried([{ status: 200, ...answer }], "delivered", { timeout_ms: 3_000 });
    expect(delivery.attempts[0]?.response?.body?.length ?? 0).toBeLessThanOrEqual(16 * 1024);
  });
});

describe("I: egress", () => {
  it.each([
    "http://10.0.0.1/",
    "http://169.254.169.254/",
    "http://[::ffff:10.0.0.1]/",
    "http://0xa.1/",
    "http://[fd00::1]/",
    "http://0177.0.0.2/",
  ])("I115-I123 %s is refused before anything is dialled", async (url) => {
    const one = await line();
    await one.send("", { url });
    const [delivery] = await one.until("failed");
    expect(delivery).toMatchObject({ reason: "blocked_webhook_url" });
  });
});

describe("K: identity, signatures, credentials", () => {
  it("K155, K158, K163 requests verify with the old and the new key while they overlap", async () => {
    const one = await line();
    const rotate = (overlap_seconds: number) =>
      rotateSigning(
        { ...one.context, now: new Date() },
        one.receiver.host,
        rotateSigningSchema.parse({ overlap_seconds }),
      );
    const first = await rotate(0);
    const second = await rotate(3_600);
    await one.send("/x", { body: '{"name":"Zoë 日本"}' });
    await one.until("delivered");
    const [request] = one.receiver.requests;
    const headers = request?.headers as Record<string, string>;
    expect(headers["webhook-signature"]?.split(" ")).toHaveLength(2);
    for (const { secret } of [first, second]) new Webhook(secret).verify(request?.body ?? "", headers);
  });
  it("K239 a bearer preset is sent, and shown nowhere", async () => {
    const one = await line();
    await createSecret(one.context, { name: "crm", value: "s3cr3t-value", note: "", allowed_hosts: [] });
    await putHost(
      one.context,
      one.receiver.host,
      hostSettingsSchema.parse({ auth: { type: "bearer", secret: "crm" } }),
    );
    await one.send("/x");
    const [delivery] = await one.until("delivered");
    expect(one.receiver.requests[0]?.headers.authorization).toBe("Bearer s3cr3t-value");
    expect(JSON.stringify([delivery, await getHost(one.context, one.receiver.host)])).not.toContain("s3cr3t");
  });
  it.each([
    [
      "basic",
      { type: "basic", username: "zoe", secret: "crm" },
      "authorization",
      `Basic ${btoa("zoe:s3cr3t")}`,
    ],
    ["header", { type: "header", name: "X-Api-Key", secret: "crm" }, "x-api-key", "s3cr3t"],
  ] as const)("K239 a %s preset is sent, and shown nowhere", async (_type, auth, header, value) => {
    const one = await line({ timeout_ms: 5_000 });
    await createSecret(one.context, { name: "crm", value: "s3cr3t", note: "", allowed_hosts: [] });
    await putHost(one.context, one.receiver.host, hostSettingsSchema.parse({ auth }));
    await one.send("/x");
    const [delivery] = await one.until("delivered");
    expect(one.receiver.requests[0]?.headers[header]).toBe(value);
    expect(JSON.stringify(delivery)).not.toContain("s3cr3t");
  });
  it("K239 a secret bound to another host aborts", async () => {
    const one = await line();
    await createSecret(one.context, {
      name: "crm",
      value: "s3cr3t",
      note: "",
      allowed_hosts: ["*.example.com"],
    });
    await one.send("/x", { headers: { authorization: "Bearer {{ secrets.crm }}" } });
    const [delivery] = await one.until("aborted");
    expect(delivery?.reason).toBe("secret_not_allowed");
    expect(one.receiver.requests).toHaveLength(0);
  });
  it("K239 an OAuth 2 token is fetched once, and once more when it is refused", async () => {
    const one = await line();
    let tokens = 0;
    one.receiver.answerWith((request) => {
      if (request.url === "/token")
        return { status: 200, body: `{"access_token":"t${++tokens}","expires_in":600}` };
      return request.headers.authorization === "Bearer t1" && one.receiver.requests.length > 3 ? 401 : 200;
    });
    await createSecret(one.context, { name: "oauth", value: "pw", note: "", allowed_hosts: [] });
    const auth = { type: "oauth2", token_url: `${one.receiver.url}/token`, client_id: "me", secret: "oauth" };
    await putHost(one.context, one.receiver.host, hostSettingsSchema.parse({ auth }));
    await one.send("/a");
    await one.until("delivered", 1);
    await one.send("/b");
    await one.until("delivered", 2);
    await one.send("/c");
    const all = await one.until("delivered", 3);
    expect(tokens).toBe(2);
    expect(all.map((delivery) => codes(delivery)).toSorted((a, b) => a.length - b.length)).toEqual([
      [200],
      [200],
      [401, 200],
    ]);
  });
});

describe("M, P: hosts and people", () => {
  it("M178, M181 a failing host is held, and probed by one request at a time", async () => {
    const breaker = { consecutive_failures: 3, cooldown_seconds: 0.5 };
    const one = await line({ schedule_seconds: Array(40).fill(0.05) }, { breaker });
    one.receiver.answerWith(500);
    await one.send("/x", { people: 20 });
    await expect
      .poll(async () => (await getHost(one.context, one.receiver.host)).state, { timeout: 10_000 })
      .toBe("open");
    one.receiver.answerWith(200);
    const all = await one.until("delivered", 20);
    expect(all.flatMap((delivery) => delivery.attempts).some((attempt) => attempt.kind === "probe")).toBe(
      true,
    );
  });
  it("M185 a halt keeps the queue: ten refusals in a row pause the host", async () => {
    const one = await line({}, { halt_after_unauthorized: 3 });
    one.receiver.answerWith(401);
    for (let sent = 1; sent <= 3; sent++) {
      await one.send("/x");
      await one.until("failed", sent);
    }
    await expect.poll(async () => (await getHost(one.context, one.receiver.host)).state).toBe("paused");
    await one.send("/x");
    await one.until("held", 1);
    expect(one.receiver.requests).toHaveLength(3);
  });
  it("P231, P229 a paused host gets nothing; resumed, each goes once; cancelled ones never", async () => {
    const one = await line();
    await pauseHost(one.context, one.receiver.host, null);
    await one.send("/x", { people: 3 });
    const [first] = await one.until("held", 3);
    await cancelDelivery(one.context, first?.delivery_id ?? "");
    await resumeHost({ ...one.context, now: new Date() }, one.receiver.host);
    await one.until("delivered", 2);
    expect(one.receiver.requests).toHaveLength(2);
  });
  it("P221, K157 a replay sends the same id once more, marked manual", async () => {
    const one = await line({ schedule_seconds: [] });
    one.receiver.script("/x", [500, 200]);
    await one.send("/x");
    const [failed] = await one.until("failed");
    await replayDelivery({ ...one.context, now: new Date() }, failed?.delivery_id ?? "");
    const [delivery] = await one.until("delivered");
    expect(delivery?.attempts.map((attempt) => attempt.kind)).toEqual(["automatic", "manual"]);
    expect(new Set(one.receiver.requests.map((request) => request.headers["webhook-id"])).size).toBe(1);
  });
});
