import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { owe, type Sender, startSender, statuses } from "#lib/testing/dispatching.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";

useTestDatabase();
const api = useApi();

let sender: Sender;
let receiver: Receiver;
beforeAll(async () => {
  sender = await startSender();
  receiver = await startReceiver();
});
afterAll(async () => {
  await sender.stop();
  await receiver.close();
});

const until = (ids: string[], expected: Record<string, number>) =>
  expect.poll(() => statuses(ids), { timeout: 8_000, interval: 20 }).toEqual(expected);

describe("a URL that answered 410", () => {
  it("waits until it is resumed, and what waited is sent", async () => {
    const context = await createWorkspace();
    const key = await keyOf(context);
    receiver.script("/gone", [410, 200]);
    await until(await owe(context.workspaceId, [{ url: `${receiver.url}/gone` }]), { failed: 1 });
    const waiting = await owe(context.workspaceId, [{ url: `${receiver.url}/gone` }]);
    await until(waiting, { held: 1 });

    const path = `/hosts/${encodeURIComponent(receiver.host)}`;
    const [paused] = (await api("GET", path, { key })).body.paused_urls;
    expect(paused).toMatchObject({ url: `${receiver.url}/gone`, reason: "gone" });
    const resumed = await api("POST", `${path}/paused_urls/${paused?.url_id}/resume`, { key, body: {} });
    expect(resumed.body.paused_urls).toEqual([]);
    expect(resumed.body.events[0]?.kind).toBe("url_resumed");
    await until(waiting, { delivered: 1 });
    expect((await api("POST", `${path}/paused_urls/x/resume`, { key, body: {} })).status).toBe(404);
  });
});

describe("the list of hosts", () => {
  it("shows those of a state whose name contains what is searched for", async () => {
    const context = await createWorkspace();
    const key = await keyOf(context);
    for (const host of ["a.example.com", "b.example.com", "c.example.org"])
      await api("PUT", `/hosts/${host}`, { key, body: {} });
    await api("POST", "/hosts/b.example.com/pause", { key, body: {} });
    const names = async (query: string) =>
      (await api("GET", `/hosts?${query}`, { key })).body.hosts.map((host) => host.host);
    expect(await names("search=EXAMPLE.com")).toEqual(["a.example.com", "b.example.com"]);
    expect(await names("host=A.example.com")).toEqual(["a.example.com"]);
    expect(await names("host=example.com")).toEqual([]);
    expect(await names("state=paused")).toEqual(["b.example.com"]);
    expect((await api("GET", "/hosts?state=broken", { key })).status).toBe(422);
  });
});

describe("rate headers", () => {
  it("are shown with the host although the answer was a success", async () => {
    const context = await createWorkspace();
    const key = await keyOf(context);
    receiver.script("/paced", [{ status: 200, headers: { ratelimit: '"default";r=480;t=30' } }]);
    await until(await owe(context.workspaceId, [{ url: `${receiver.url}/paced` }]), { delivered: 1 });
    const path = `/hosts/${encodeURIComponent(receiver.host)}`;
    await expect
      .poll(async () => (await api("GET", path, { key })).body.rate_headers_seen)
      .toEqual({ ratelimit: '"default";r=480;t=30' });
  });
});

describe("what surrounds a host", () => {
  it("names its secrets, says whether it may be called, and refuses impossible settings with the range", async () => {
    const context = await createWorkspace();
    const key = await keyOf(context);
    const secret = { name: "crm", value: "s3cr3t", allowed_hosts: ["*.example.com"] };
    await api("POST", "/secrets", { key, body: secret });
    const auth = { type: "bearer", secret: "missing_one" };
    const unknown = await api("PUT", "/hosts/api.example.com", { key, body: { auth } });
    expect(unknown.body.errors).toMatchObject([{ code: "secret_missing", field: "auth.secret" }]);
    const made = await api("POST", "/secrets", { key, body: { name: "missing_one", value: "t0ken" } });
    await api("PUT", "/hosts/api.example.com", { key, body: { auth } });
    await api("DELETE", `/secrets/${made.body.secret_id}`, { key });
    const usage = await api("GET", "/hosts/api.example.com/usage", { key });
    expect(usage.body.secrets).toEqual([
      { name: "missing_one", used_as: "credentials", missing: true },
      { name: "crm", used_as: "template", missing: false },
    ]);
    const verdict = async (host: string) =>
      (await api("GET", `/hosts/${encodeURIComponent(host)}/egress`, { key })).body.verdict;
    expect(await verdict("10.0.0.4")).toBe("blocked");
    expect(await verdict("127.0.0.1:9")).toBe("allowed");
    expect(await verdict("93.184.216.34")).toBe("public");
    const refused = await api("PUT", "/hosts/api.example.com", {
      key,
      body: { rate_limit: { per_second: 0 }, breaker: { cooldown_seconds: 31_536_000 } },
    });
    expect(refused.status).toBe(422);
    const problems = refused.body.errors.map((one) => [one.field, one.message]);
    expect(problems).toEqual([
      ["rate_limit.per_second", "per_second must be between 0.001 and 10000"],
      ["breaker.cooldown_seconds", "cooldown_seconds must be between 0.1 and 86400"],
    ]);
  });
});
