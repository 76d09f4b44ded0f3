import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { certificate, startTlsServer, TEST_CA } from "#lib/testing/tls-servers.ts";
import { createHttpClient, type HttpClient } from "./client.ts";
import type { HttpResult, TlsMaterial } from "./client-exchange.ts";
import { type EgressProxy, parseEgressAllow } from "./egress.ts";

interface Proxy {
  url: string;
  asked: { place: string; authorization: string | undefined }[];
  /** Instead of a tunnel. */
  refuse: { status: number; headers?: string } | null;
  /** Where tunnels end; the receiver when null. */
  onward: number | null;
  /** Places it cannot reach. */
  unreachable: Set<string>;
  server: Server;
}

let receiver: Receiver;
let proxy: Proxy;
const clients: HttpClient[] = [];

/** A proxy whose tunnels all end at one place, whatever was asked for. */
async function startProxy(): Promise<Proxy> {
  const server = createServer();
  const started: Proxy = { url: "", asked: [], refuse: null, onward: null, unreachable: new Set(), server };
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    started.asked.push({ place: request.url ?? "", authorization: request.headers["proxy-authorization"] });
    if (started.unreachable.has(request.url ?? "")) return void socket.end("HTTP/1.1 502 No\r\n\r\n");
    if (started.refuse) {
      const { status, headers = "" } = started.refuse;
      return void socket.end(`HTTP/1.1 ${status} No\r\n${headers}\r\n`);
    }
    const onward = connect(started.onward ?? receiver.port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward]) end.on("error", () => end.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  started.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return started;
}

beforeAll(async () => {
  receiver = await startReceiver();
  proxy = await startProxy();
});
afterEach(async () => {
  proxy.asked = [];
  proxy.refuse = null;
  proxy.onward = null;
  proxy.unreachable.clear();
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await receiver.close();
  proxy.server.closeAllConnections();
  proxy.server.close();
});

const NAMES: Record<string, string[]> = {
  "public.example": ["2606:2800:21f::1", "93.184.216.34"],
  "private.example": ["10.0.0.4"],
  "mixed.example": ["10.0.0.4", "93.184.216.34"],
};

function send(
  url: string,
  change: Partial<EgressProxy> = {},
  allow = "",
  tls?: TlsMaterial,
): Promise<HttpResult> {
  const parsed = parseEgressAllow(allow);
  if (!parsed.ok) throw new Error(parsed.message);
  const client = createHttpClient({
    egress: { ...parsed.policy, proxy: { url: proxy.url, resolves: false, ...change } },
    resolve: async (name) => (NAMES[name] ?? []).map((address) => ({ address, family: 4 })),
  });
  clients.push(client);
  return client.send({ method: "POST", url, headers: [], body: "{}", timeoutMs: 3_000, tls });
}

describe("outbound proxy", () => {
  it("is asked for the very address that the guard has judged", async () => {
    expect((await send("http://public.example/a")).statusCode).toBe(200);
    expect((await send("http://93.184.216.34:8080/a")).statusCode).toBe(200);
    expect((await send("http://mixed.example/a")).statusCode).toBe(200);
    expect(proxy.asked.map(({ place }) => place)).toEqual([
      "93.184.216.34:80",
      "93.184.216.34:8080",
      "93.184.216.34:80",
    ]);
  });

  it("is never asked for a private address, by name or as it is", async () => {
    for (const url of ["http://private.example/", "http://10.0.0.4/", "http://[::1]/", "http://2130706433/"])
      expect(await send(url)).toMatchObject({ statusCode: null, errorClass: "blocked" });
    expect(proxy.asked).toEqual([]);
  });

  it("I123 is never asked for cloud metadata, even when it resolves the names", async () => {
    for (const url of ["http://metadata.google.internal/", "http://METADATA./", "http://169.254.169.254/"])
      expect(await send(url, { resolves: true })).toMatchObject({ statusCode: null, errorClass: "blocked" });
    expect(proxy.asked).toEqual([]);
  });

  it("H111 is asked for the next address when it cannot reach one", async () => {
    proxy.unreachable.add("93.184.216.34:80");
    expect((await send("http://public.example/a")).statusCode).toBe(200);
    expect(proxy.asked.map(({ place }) => place)).toEqual(["93.184.216.34:80", "[2606:2800:21f::1]:80"]);
    proxy.unreachable.add("[2606:2800:21f::1]:80");
    expect(await send("http://public.example/a")).toMatchObject({
      statusCode: null,
      errorClass: "network_unreachable",
    });
  });

  it("is passed by for what the operator lists as allowed", async () => {
    expect((await send(`${receiver.url}/inside`, {}, "127.0.0.0/8")).statusCode).toBe(200);
    expect(proxy.asked).toEqual([]);
  });

  it("carries TLS from end to end: the receiver's certificate is checked, ours is shown, the proxy sees neither", async () => {
    const asking = { ...certificate("server"), ca: TEST_CA, requestCert: true, rejectUnauthorized: true };
    const server = await startTlsServer(asking);
    proxy.onward = server.port;
    const ours = { ca: TEST_CA, ...certificate("client") };
    const result = await send("https://public.example/", {}, "", ours);
    expect(result).toMatchObject({ statusCode: 200, body: "ok" });
    expect(result.timings.connection).toMatchObject({ dns_ms: null, tls_ms: expect.any(Number) });
    expect(proxy.asked).toEqual([{ place: "93.184.216.34:443", authorization: undefined }]);
    const stranger = await send("https://mixed.example/", {}, "", ours);
    expect(stranger).toMatchObject({ statusCode: null, errorClass: "tls_error" });
    expect(server.requests).toHaveLength(1);
    await server.close();
  });

  it("gets names when it is the one that resolves them", async () => {
    expect((await send("http://anything.example/", { resolves: true })).statusCode).toBe(200);
    expect(await send("http://127.0.0.1/", { resolves: true })).toMatchObject({ errorClass: "blocked" });
    expect(proxy.asked.map(({ place }) => place)).toEqual(["anything.example:80"]);
  });

  it("is shown its user name and password", async () => {
    const url = proxy.url.replace("http://", "http://us%40er:pass@");
    await send("http://public.example/", { url });
    expect(proxy.asked[0]?.authorization).toBe(`Basic ${Buffer.from("us@er:pass").toString("base64")}`);
  });

  it.each([
    { status: 403, errorClass: "blocked" },
    { status: 407, errorClass: "proxy_error" },
    { status: 407, headers: "X-Smokescreen-Error: denied\r\n", errorClass: "blocked" },
    { status: 502, errorClass: "network_unreachable" },
    { status: 504, errorClass: "timeout" },
  ])("answering $status $headers means $errorClass", async ({ errorClass, ...refuse }) => {
    proxy.refuse = refuse;
    expect(await send("http://public.example/")).toMatchObject({
      statusCode: null,
      connected: false,
      errorClass,
    });
  });

  it("that is gone is no fault of the receiver", async () => {
    const result = await send("http://public.example/", { url: "http://127.0.0.1:1" });
    expect(result).toMatchObject({ statusCode: null, connected: false, errorClass: "proxy_error" });
  });
});
