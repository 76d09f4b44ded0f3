/** What may go wrong on the way between two sockets: the cases of docs/delivery-cases.md that need no database. */
import { createSecureServer } from "node:http2";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { certificate, startTlsServer, TEST_CA, type TlsServer } from "#lib/testing/tls-servers.ts";
import { createHttpClient, type HttpClient, type HttpClientOptions } from "./client.ts";
import type { HttpRequest, HttpResult } from "./client-exchange.ts";
import { systemResolve } from "./client-lookup.ts";
import { parseEgressAllow } from "./egress.ts";

vi.setConfig({ testTimeout: 30_000 });

const closing: (() => Promise<unknown>)[] = [];
let client: HttpClient;
beforeAll(() => {
  client = clientWith({});
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

function clientWith(options: Partial<HttpClientOptions>, allow = "127.0.0.0/8"): HttpClient {
  const egress = parseEgressAllow(allow);
  if (!egress.ok) throw new Error(egress.message);
  const made = createHttpClient({ egress: egress.policy, ...options });
  closing.push(() => made.close());
  return made;
}

const send = (url: string, extra: Partial<HttpRequest> = {}, by = client): Promise<HttpResult> =>
  by.send({ method: "POST", url, headers: [], body: "{}", timeoutMs: 20_000, ...extra });

/** An answer is told before its connection is free again; the next request of the test should find it free. */
const free = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Listener {
  url: string;
  /** What arrived, per connection. */
  heard: string[];
  server: Server;
}

/** Speaks no more HTTP than `answer` makes it; called with each piece that arrives. */
async function listener(answer: (socket: Socket, piece: number) => void): Promise<Listener> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    let pieces = 0;
    const connection = heard.push("") - 1;
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      heard[connection] += data.toString();
      answer(socket, pieces++);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, heard, server };
}

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

describe("answers that are hardly any", () => {
  it("A3 the end of the connection ends an answer without a length", async () => {
    const { url } = await listener((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"));
    expect(await send(url)).toMatchObject({ statusCode: 200, body: "", errorClass: null });
  });

  it("A14 an unasked 100 ends in success or in a failure with a name, never in silence", async () => {
    const { url } = await listener((socket) => socket.end(`HTTP/1.1 100 Continue\r\n\r\n${OK}`));
    const { statusCode, errorClass } = await send(url);
    expect(statusCode === 200 || errorClass === "protocol_error").toBe(true);
  });

  it("A17 a change of protocol is refused, and the connection closed", async () => {
    let closed = false;
    const { url } = await listener((socket) => {
      socket.once("close", () => {
        closed = true;
      });
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
    });
    const { statusCode, errorClass } = await send(url);
    expect(statusCode === 101 || errorClass !== null).toBe(true);
    await expect.poll(() => closed, { timeout: 10_000 }).toBe(true);
  });

  it("F78 headers that trickle are cut at the total time-out", async () => {
    const { url } = await listener((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nX-Endless: ");
      const drip = setInterval(() => socket.write("x"), 20);
      socket.once("close", () => clearInterval(drip));
    });
    const result = await send(url, { timeoutMs: 300 });
    expect(result).toMatchObject({ statusCode: null, errorClass: "timeout" });
    expect(result.durationMs).toBeLessThan(10_000);
  });

  it("F83 a connection that ends before any answer is never used to send the same again", async () => {
    const { url, heard } = await listener((socket, piece) => {
      if (piece === 0) socket.write(OK);
      else socket.end();
    });
    expect((await send(url)).statusCode).toBe(200);
    await free();
    expect(await send(url, { body: '{"second":1}' })).toMatchObject({
      statusCode: null,
      errorClass: "connection_reset",
    });
    expect(heard.join("").split('{"second":1}')).toHaveLength(2);
  });

  it("F85 a body that ends early leaves the status in force and is marked", async () => {
    const { url } = await listener((socket) =>
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"),
    );
    expect(await send(url)).toMatchObject({
      statusCode: 200,
      body: "abc",
      truncated: true,
      errorClass: null,
    });
  });

  it("F87 an answer before the end of our body is the answer", async () => {
    const { url } = await listener((socket, piece) => {
      if (piece === 0) socket.end("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
    expect(await send(url, { body: "x".repeat(2_000_000) })).toMatchObject({ statusCode: 413 });
  });

  it("F91 a receiver that speaks HTTP/2 alone is named as one we cannot talk to", async () => {
    const server = createSecureServer({ ...certificate("server"), allowHTTP1: false });
    server.on("sessionError", () => undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise((resolve) => server.close(() => resolve(undefined))));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { statusCode, errorClass } = await send(url, { tls: { ca: TEST_CA } });
    // Node's server explains itself in HTTP/1.1; others end the handshake.
    expect(statusCode === 403 || errorClass === "tls_error" || errorClass === "protocol_error").toBe(true);
  });
});

describe("through a receiver", () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
    closing.push(() => receiver.close());
  });
  afterEach(() => {
    receiver.requests.length = 0;
    receiver.answerWith(200);
  });

  it("F90 many sends need hardly more connections than run side by side", async () => {
    const before = receiver.connections;
    const row = async () => {
      for (let sent = 0; sent < 30; sent++) await send(receiver.url);
    };
    await Promise.all(Array.from({ length: 8 }, row));
    expect(receiver.requests).toHaveLength(240);
    expect(receiver.connections - before).toBeLessThanOrEqual(16);
  });

  it("F93 a receiver that closes after every answer leaves no connection behind", async () => {
    const { url, server } = await listener((socket) =>
      socket.end("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
    );
    const answers = await Promise.all(Array.from({ length: 60 }, () => send(url)));
    expect(answers.every((answer) => answer.statusCode === 200)).toBe(true);
    const open = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
    await expect.poll(open, { timeout: 10_000 }).toBe(0);
  });

  it.each<[string, string, Buffer, string | RegExp]>([
    ["deflate", "deflate", deflateSync("small"), "small"],
    ["br", "br", brotliCompressSync("small"), "small"],
    ["zstd", "zstd", zstdCompressSync("small"), /^\(zstd body of \d+ bytes, not decoded\)$/],
    [
      "five in one",
      Array(5).fill("gzip").join(", "),
      nested(5),
      /^\(gzip, gzip.* body of \d+ bytes, not decoded\)$/,
    ],
    ["broken gzip", "gzip", Buffer.from("no gzip"), /^\(gzip body of 7 bytes that is broken/],
  ])("G99 %s is decoded within bounds or named", async (_name, encoding, body, text) => {
    receiver.answerWith({ headers: { "content-encoding": encoding }, body });
    const result = await send(receiver.url);
    expect(result).toMatchObject({ statusCode: 200, errorClass: null });
    expect(result.body).toEqual(typeof text === "string" ? text : expect.stringMatching(text));
  });

  it("G101, G102 what an answer claims about its body is not believed: it is kept as text", async () => {
    const body = "<script>alert(1)</script>{nope";
    receiver.answerWith({ headers: { "content-type": "application/json", "x-note": "<b>1</b>" }, body });
    expect(await send(receiver.url)).toMatchObject({ body, headers: { "x-note": "<b>1</b>" } });
  });

  it("G103 a cookie is never sent back", async () => {
    receiver.answerWith({ headers: { "set-cookie": "session=1; Path=/" } });
    await send(receiver.url);
    await send(receiver.url);
    expect(receiver.requests.map((request) => request.headers.cookie)).toEqual([undefined, undefined]);
  });

  it.each(["DELETE", "PUT", "PATCH", "GET"])("J138, J139 %s goes out with its body", async (method) => {
    expect((await send(receiver.url, { method, body: '{"a":1}' })).statusCode).toBe(200);
    expect(receiver.requests).toMatchObject([{ method, body: '{"a":1}' }]);
  });

  it.each(["HEAD", "OPTIONS"])("J139 %s is answered without a body", async (method) => {
    expect(await send(receiver.url, { method, body: null })).toMatchObject({ statusCode: 200, body: "" });
    expect(receiver.requests).toMatchObject([{ method, body: "" }]);
  });
});

function nested(times: number): Buffer {
  let body = Buffer.from("small");
  for (let time = 0; time < times; time++) body = gzipSync(body);
  return body;
}

describe("TLS", () => {
  const server = async (...options: Parameters<typeof startTlsServer>): Promise<TlsServer> => {
    const started = await startTlsServer(...options);
    closing.push(() => started.close());
    return started;
  };
  const tls = { ca: TEST_CA };

  it("H105 each fault of a certificate has words of its own", async () => {
    const messages = new Set<string | null>();
    for (const name of ["expired", "otherhost", "leaf"] as const) {
      const result = await send((await server(certificate(name))).url, { tls });
      expect(result).toMatchObject({ statusCode: null, errorClass: "tls_error" });
      messages.add(result.errorMessage);
    }
    const unknown = await send((await server()).url);
    expect(unknown).toMatchObject({ statusCode: null, errorClass: "tls_error" });
    // Of the last two neither issuer is known, which is the same fault.
    expect(messages.size).toBe(3);
  });

  it("H106 versions before TLS 1.2 are refused", async () => {
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const { url } = await server({ ...certificate("server"), ...old });
    expect(await send(url, { tls })).toMatchObject({ statusCode: null, errorClass: "tls_error" });
  });

  it("H107 a handshake that stalls is cut by the time-out of connecting", async () => {
    const { url } = await listener(() => undefined);
    const impatient = clientWith({ connectTimeoutMs: 300 });
    const result = await send(url.replace("http:", "https:"), { timeoutMs: 20_000 }, impatient);
    expect(result).toMatchObject({ statusCode: null, errorClass: "timeout", connected: false });
    expect(result.durationMs).toBeLessThan(19_000);
  });

  it("H109 a receiver that asks for a certificate gets the one of the host, and takes no other", async () => {
    const asking = { ...certificate("server"), ca: TEST_CA, requestCert: true, rejectUnauthorized: true };
    const { url, requests } = await server(asking);
    expect(await send(url, { tls: { ...tls, ...certificate("client") } })).toMatchObject({ statusCode: 200 });
    for (const other of [tls, { ...tls, ...certificate("stranger") }]) {
      const { statusCode, errorClass } = await send(url, { tls: other });
      expect(statusCode).toBeNull();
      // A receiver may end the connection without saying why.
      expect(["tls_error", "connection_reset"]).toContain(errorClass);
    }
    expect(requests).toHaveLength(1);
  });

  it("the phases of a new connection are measured, those of an open one are none", async () => {
    const { port } = await server();
    const named = clientWith({ resolve: async () => [{ address: "127.0.0.1", family: 4 }] });
    const url = `https://public.example:${port}/`;
    const first = await send(url, { tls }, named);
    expect(first.timings.connection).toEqual({
      dns_ms: expect.any(Number),
      connect_ms: expect.any(Number),
      tls_ms: expect.any(Number),
    });
    await free();
    expect((await send(url, { tls }, named)).timings.connection).toBeNull();
    const refused = await send("http://127.0.0.1:9/");
    expect(refused.timings).not.toHaveProperty("connection");
  });
});

describe("names", () => {
  it.each(["ENOTFOUND", "ESERVFAIL", "EAI_AGAIN", "ENODATA"])("H110 %s is a dns_error", async (code) => {
    const lost = clientWith({
      resolve: async () => {
        throw Object.assign(new Error(code), { code });
      },
    });
    const result = await send("http://name.example/", {}, lost);
    expect(result).toMatchObject({ statusCode: null, errorClass: "dns_error", connected: false });
  });

  it("H111 a name with a dead address beside a live one is reached", async () => {
    const { url } = await listener((socket) => socket.write(OK));
    const addresses = ["127.0.0.2", "127.0.0.1"].map((address) => ({ address, family: 4 }));
    const some = clientWith({ resolve: async () => addresses });
    expect((await send(url.replace("127.0.0.1", "two.example"), {}, some)).statusCode).toBe(200);
  });

  it("H113, I127 a busy connection is given up in time, and the name judged anew", async () => {
    const { url } = await listener((socket) => socket.write(OK));
    let address = "127.0.0.1";
    let asked = 0;
    const moving = clientWith(
      {
        connectionTtlMs: 100,
        resolve: async () => {
          asked++;
          return [{ address, family: 4 }];
        },
      },
      "127.0.0.1/32",
    );
    const target = url.replace("127.0.0.1", "moving.example");
    expect((await send(target, {}, moving)).statusCode).toBe(200);
    address = "10.0.0.9";
    const last = async () => (await send(target, {}, moving)).errorClass;
    await expect.poll(last, { interval: 10, timeout: 10_000 }).toBe("blocked");
    expect(asked).toBeGreaterThanOrEqual(2);
  });

  it("H114 is looked up once for many, and not at all while a connection lives", async () => {
    let asked = 0;
    const resolve = systemResolve(async () => {
      if (++asked > 1) throw Object.assign(new Error("down"), { code: "ESERVFAIL" });
      return [{ address: "127.0.0.1", family: 4 }];
    });
    await Promise.all(Array.from({ length: 1_000 }, () => resolve("busy.example")));
    expect(asked).toBe(1);
    const { url } = await listener((socket) => socket.write(OK));
    let outage = false;
    const living = clientWith({
      resolve: async () => {
        if (outage) throw Object.assign(new Error("down"), { code: "ESERVFAIL" });
        return [{ address: "127.0.0.1", family: 4 }];
      },
    });
    const target = url.replace("127.0.0.1", "living.example");
    expect((await send(target, {}, living)).statusCode).toBe(200);
    outage = true;
    for (let sent = 0; sent < 15; sent++) {
      await free();
      expect((await send(target, {}, living)).statusCode).toBe(200);
    }
  });
});
