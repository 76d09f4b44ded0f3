import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConnectedContentRequest } from "#lib/template/connected-content.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { createHttpClient, type HttpClient } from "./client.ts";
import { connectedContentFetcher } from "./client-connected-content.ts";
import { parseEgressAllow } from "./egress.ts";

let receiver: Receiver;
let client: HttpClient;
let fetchContent: ReturnType<typeof connectedContentFetcher>;
beforeAll(async () => {
  receiver = await startReceiver();
  const egress = parseEgressAllow("127.0.0.1/32");
  if (!egress.ok) throw new Error(egress.message);
  client = createHttpClient({ egress: egress.policy });
  fetchContent = connectedContentFetcher({ client, userAgent: "Signalbox/test", timeoutMs: 300 });
});
afterAll(async () => {
  await client.close();
  await receiver.close();
});

const get = (path: string, extra: Partial<ConnectedContentRequest> = {}): ConnectedContentRequest => ({
  method: "GET",
  url: path.startsWith("http") ? path : receiver.url + path,
  headers: {},
  body: null,
  content_type: null,
  cache_max_age_seconds: null,
  no_cache: false,
  retry: false,
  ...extra,
});
const calls = (path: string) => receiver.requests.filter((request) => request.url === path).length;

describe("connected content", () => {
  it("asks once for equal calls and again for those that say no_cache", async () => {
    receiver.script("/a", [{ headers: { "content-type": "application/json" }, body: '{"x":1}' }]);
    const [first, second] = await Promise.all([fetchContent(get("/a")), fetchContent(get("/a"))]);
    expect(first).toEqual({ ok: true, status_code: 200, body: '{"x":1}', content_type: "application/json" });
    expect(second).toEqual(first);
    expect(calls("/a")).toBe(1);
    await fetchContent(get("/a", { no_cache: true }));
    await fetchContent(get("/a", { headers: { "x-key": "other" } }));
    expect(calls("/a")).toBe(3);
  });

  it("does not remember failures", async () => {
    receiver.script("/b", [500, { body: "fine" }]);
    expect(await fetchContent(get("/b"))).toMatchObject({ ok: false, status_code: 500, abort: false });
    expect(await fetchContent(get("/b"))).toMatchObject({ ok: true, body: "fine" });
  });

  it("takes 404 as empty", async () => {
    receiver.script("/none", [{ status: 404, body: "not here" }]);
    expect(await fetchContent(get("/none"))).toMatchObject({ ok: true, status_code: 404, body: "" });
  });

  it("tries again when told to, then gives up the message", async () => {
    receiver.script("/flaky", [503, 503, { body: "third" }]);
    expect(await fetchContent(get("/flaky", { retry: true }))).toMatchObject({ ok: true, body: "third" });
    receiver.script("/down", [503]);
    expect(await fetchContent(get("/down", { retry: true }))).toMatchObject({ ok: false, abort: true });
    expect(calls("/down")).toBe(3);
  });

  it("does not wait long, follow redirects or read without end", async () => {
    receiver.script("/hang", [{ hang: true }]);
    receiver.script("/moved", [{ status: 302, headers: { location: "/a" } }]);
    receiver.script("/huge", [{ body: Buffer.alloc(2_000_000, "a") }]);
    expect(await fetchContent(get("/hang"))).toMatchObject({ ok: false });
    expect(await fetchContent(get("/moved"))).toMatchObject({ ok: false, status_code: 302 });
    expect(await fetchContent(get("/huge"))).toMatchObject({ ok: false });
  });

  it("is bound by the egress policy", async () => {
    expect(await fetchContent(get("http://169.254.169.254/latest/meta-data", { retry: true }))).toMatchObject(
      { ok: false, abort: false },
    );
  });

  it("sends a body with its type", async () => {
    await fetchContent(
      get("/post", { method: "POST", body: "a=1", content_type: "application/x-www-form-urlencoded" }),
    );
    const [request] = receiver.requests.filter((seen) => seen.url === "/post");
    expect(request).toMatchObject({ method: "POST", body: "a=1" });
    expect(request?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  });
});
