import { createServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { createHttpClient, type HttpClient } from "./client.ts";
import type { HttpRequest } from "./client-exchange.ts";
import { parseEgressAllow } from "./egress.ts";

let receiver: Receiver;
let client: HttpClient;
let guarded: HttpClient;
const policy = (text: string) => {
  const parsed = parseEgressAllow(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.policy;
};

beforeAll(async () => {
  receiver = await startReceiver();
  client = createHttpClient({ egress: policy("127.0.0.0/8") });
  guarded = createHttpClient({ egress: policy("") });
});
afterAll(async () => {
  await client.close();
  await guarded.close();
  await receiver.close();
});
afterEach(() => {
  receiver.requests.length = 0;
});

const send = (path: string, extra: Partial<HttpRequest> = {}, by = client) =>
  by.send({
    method: "POST",
    url: path.startsWith("http") ? path : receiver.url + path,
    headers: [],
    body: "{}",
    timeoutMs: 2_000,
    ...extra,
  });

describe("answers", () => {
  it.each([200, 204, 404, 500])("reports status %i with its body", async (status) => {
    receiver.script(`/s${status}`, [
      { status, headers: { "x-a": "1" }, body: status === 204 ? "" : "hello" },
    ]);
    const result = await send(`/s${status}`);
    expect(result).toMatchObject({
      statusCode: status,
      body: status === 204 ? "" : "hello",
      truncated: false,
      errorClass: null,
    });
    expect(result.headers["x-a"]).toBe("1");
  });

  it("E70, E71, E73 does not follow a redirect", async () => {
    receiver.script("/r", [{ status: 302, headers: { location: "/elsewhere" } }]);
    expect(await send("/r")).toMatchObject({ statusCode: 302 });
    expect(receiver.requests.map((request) => request.url)).toEqual(["/r"]);
  });

  it("G95, G97 keeps the first 16 KiB of a long answer and gives up the rest", async () => {
    receiver.script("/big", [{ body: Buffer.alloc(10_000_000, "a") }]);
    const result = await send("/big");
    expect(result).toMatchObject({ statusCode: 200, truncated: true, errorClass: null });
    expect(result.body.length).toBe(16 * 1024);
  });

  it("G98 never inflates a compressed answer beyond what it keeps", async () => {
    receiver.script("/bomb", [{ gzip: true, body: Buffer.alloc(20_000_000, "a") }]);
    receiver.script("/gzip", [{ gzip: true, body: "small" }]);
    expect((await send("/bomb")).body).toMatch(/^\(gzip body of \d+ bytes/);
    expect((await send("/gzip")).body).toBe("small");
  });

  it("F82 keeps the status when the body breaks off", async () => {
    receiver.script("/broken", [{ reset: "after_headers" }]);
    expect(await send("/broken")).toMatchObject({ statusCode: 200, truncated: true, errorClass: null });
  });

  it("J154 sends exactly the bytes and headers it was given", async () => {
    await send("/exact?q=1", { method: "PUT", headers: ["X-Two", "b"], body: "é漢" });
    expect(receiver.requests[0]).toMatchObject({ method: "PUT", url: "/exact?q=1", body: "é漢" });
    expect(receiver.requests[0]?.headers["x-two"]).toBe("b");
    expect(receiver.requests[0]?.headers["accept-encoding"]).toBeUndefined();
  });
});

describe("failures", () => {
  it("cuts a receiver that never answers at the total time-out", async () => {
    receiver.script("/hang", [{ hang: true }]);
    const result = await send("/hang", { timeoutMs: 300 });
    expect(result).toMatchObject({ statusCode: null, errorClass: "timeout" });
    expect(result.durationMs).toBeGreaterThanOrEqual(300);
    expect(result.durationMs).toBeLessThan(600);
  });

  it("F79 cuts a dripping body at the total time-out and keeps the status", async () => {
    receiver.script("/drip", [{ dripMs: 50, body: "x".repeat(1000) }]);
    const result = await send("/drip", { timeoutMs: 300 });
    expect(result).toMatchObject({ statusCode: 200, truncated: true });
    expect(result.durationMs).toBeLessThan(600);
  });

  it("names a reset, a closed port, an unknown name and garbage", async () => {
    receiver.script("/reset", [{ reset: "before" }]);
    receiver.script("/garbage", [{ raw: "SSH-2.0-nonsense\r\n" }]);
    const closed = await closedPort();
    expect((await send("/reset")).errorClass).toBe("connection_reset");
    expect((await send(`http://127.0.0.1:${closed}/`)).errorClass).toBe("connection_refused");
    expect((await send("http://no-such-name.invalid/")).errorClass).toBe("dns_error");
    expect((await send("/garbage")).errorClass).toBe("protocol_error");
    expect((await send(receiver.url.replace("http", "https"))).errorClass).toBe("tls_error");
  });

  it.each([["ftp://example.com/"], ["file:///etc/passwd"], ["nonsense"], ["http://user:pass@127.0.0.1/"]])(
    "I130 refuses %s",
    async (url) => {
      expect(
        (await client.send({ method: "POST", url, headers: [], body: null, timeoutMs: 500 })).errorClass,
      ).toBe("invalid_request");
    },
  );

  it("J141 refuses a header that would break the request apart", async () => {
    expect((await send("/x", { headers: ["x-a", "b\r\nx-c: d"] })).errorClass).toBe("invalid_request");
    expect(receiver.requests).toEqual([]);
  });
});

describe("guard", () => {
  const spellings = [
    "127.0.0.1",
    "localhost",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "127.0.0.1.",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "①②⑦.⓪.⓪.①",
    "0",
    "%31%32%37.0.0.1",
  ];
  it.each(spellings)("I115, I117, I118, I119 never dials http://%s", async (host) => {
    const result = await send(`http://${host}:${receiver.port}/canary`, {}, guarded);
    expect(result.errorClass).toBe("blocked");
    expect(receiver.connections).toBe(receiver.connections);
    expect(receiver.requests).toEqual([]);
  });

  it("I135 says the same of an open and a closed port", async () => {
    const open = await send("/x", {}, guarded);
    const closed = await send(`http://127.0.0.1:${await closedPort()}/`, {}, guarded);
    expect(open.errorMessage).toBe(closed.errorMessage);
    expect(open.errorMessage).not.toContain("127");
  });

  it("I126 dials only the allowed one of several addresses", async () => {
    const answers = [
      { address: "10.1.2.3", family: 4 },
      { address: "127.0.0.1", family: 4 },
    ];
    const some = createHttpClient({ egress: policy("127.0.0.1/32"), resolve: async () => answers });
    expect((await send(`http://two.example:${receiver.port}/`, {}, some)).statusCode).toBe(200);
    const none = createHttpClient({ egress: policy(""), resolve: async () => answers });
    expect((await send(`http://two.example:${receiver.port}/`, {}, none)).errorClass).toBe("blocked");
    await Promise.all([some.close(), none.close()]);
  });

  it("I125, I131 checks the address it dials when a name changes its answer", async () => {
    let asked = 0;
    const flip = async () => [{ address: asked++ === 0 ? "203.0.114.1" : "127.0.0.1", family: 4 }];
    const rebinding = createHttpClient({ egress: policy(""), resolve: flip, connectTimeoutMs: 200 });
    await send(`http://rebind.example:${receiver.port}/`, { timeoutMs: 300 }, rebinding);
    expect((await send(`http://rebind.example:${receiver.port}/`, {}, rebinding)).errorClass).toBe("blocked");
    expect(receiver.requests).toEqual([]);
    await rebinding.close();
  });
});

describe("connections", () => {
  it("F89 reuses them, also when the receiver hints at a short keep-alive", async () => {
    receiver.answerWith({ headers: { "keep-alive": "timeout=1" } });
    const before = receiver.connections;
    for (let i = 0; i < 50; i += 1) await send(`/keep${i}`);
    receiver.answerWith(200);
    expect(receiver.connections - before).toBeLessThanOrEqual(3);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === "object" && address ? address.port : 0;
}
