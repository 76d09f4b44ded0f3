import { describe, expect, it, vi } from "vitest";
import { operations } from "#app/api/openapi/document.ts";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

vi.setConfig({ testTimeout: 120_000 });
useTestDatabase();
const call = useApi();

const webhook = { url: "https://api.example.com/x", body: { type: "json", value: { a: 1 } } };
const everybody = { op: "and", filters: [] };
const mapping = { event: "paid", external_id: "$.user" };
const canvas = { name: "J", entry: { type: "api_trigger" }, steps: [{ id: "a", type: "message", webhook }] };

interface Thing {
  /** The route, as the API document names it. */
  path: string;
  method: "PATCH" | "PUT";
  /** Made by a POST to the address without the id; nothing for what is always there. */
  create?: object;
  id?: string;
  /** A change that differs from the one before. */
  change: (index: number) => object;
}

const rename = (index: number) => ({ name: `N${index}` });

const THINGS: Thing[] = [
  {
    path: "/campaigns/{campaign_id}",
    method: "PATCH",
    create: { name: "C", variations: [{ webhook }] },
    change: rename,
  },
  { path: "/canvas/{canvas_id}", method: "PATCH", create: canvas, change: rename },
  {
    path: "/segments/{segment_id}",
    method: "PATCH",
    create: { name: "S", filter: everybody },
    change: rename,
  },
  {
    path: "/content_blocks/{content_block_id}",
    method: "PATCH",
    create: { name: "b", content: "x" },
    change: (index) => ({ content: `x${index}` }),
  },
  { path: "/templates/{template_id}", method: "PATCH", create: { name: "T", webhook }, change: rename },
  {
    path: "/api_keys/{api_key_id}",
    method: "PATCH",
    create: { name: "K", scopes: ["users.track"] },
    change: rename,
  },
  {
    path: "/inbound/{inbound_id}",
    method: "PATCH",
    create: { name: "I", scheme: "none", mapping },
    change: rename,
  },
  {
    path: "/secrets/{secret_id}",
    method: "PATCH",
    create: { name: "crm", value: "v", allowed_hosts: ["api.example.com"] },
    change: (index) => ({ note: `n${index}` }),
  },
  { path: "/lists/{list_id}", method: "PATCH", create: { name: "L" }, change: rename },
  { path: "/receivers/{receiver_id}", method: "PATCH", create: { name: "R" }, change: rename },
  {
    path: "/users/{external_id}",
    method: "PATCH",
    id: "u1",
    change: (index) => ({ attributes: { tier: `t${index}` } }),
  },
  {
    path: "/hosts/{host}",
    method: "PUT",
    id: "api.example.com",
    change: (index) => ({ max_concurrency: index + 1 }),
  },
  { path: "/workspace", method: "PATCH", change: rename },
  {
    path: "/alerts/settings",
    method: "PUT",
    change: (index) => ({ error_rate: { min_deliveries: index + 1 } }),
  },
];

/** Written as a whole by one value, so there is nothing that another change could lose. */
const ONE_VALUE = new Set([
  "PATCH /members/{member_id}",
  "PATCH /events/names/{name}",
  "PATCH /users/imports/{import_id}",
]);

async function place(thing: Thing): Promise<{ key: string; address: string }> {
  const key = await keyOf(await createWorkspace());
  if (thing.path.startsWith("/users"))
    await call("POST", "/users/track", { key, body: { attributes: [{ external_id: "u1" }] } });
  if (thing.path.startsWith("/hosts")) await call("PUT", `/hosts/${thing.id}`, { key, body: {} });
  if (!thing.create) return { key, address: thing.path.replace(/\{\w+\}/, thing.id ?? "") };
  const [, collection = "", name = ""] = /^(.*)\/\{(\w+)\}$/.exec(thing.path) ?? [];
  const created = await call("POST", collection, { key, body: thing.create });
  expect([created.status, created.text]).toEqual([201, expect.stringContaining(name)]);
  return { key, address: `${collection}/${created.body[name]}` };
}

describe.each(THINGS)("$method $path", (thing) => {
  it("lets exactly one of several changes win that were made from the same state", async () => {
    const { key, address } = await place(thing);
    const etag = (await call("GET", address, { key })).headers.get("etag") ?? "";
    expect(etag).toMatch(/^".+"$/);
    const headers = { "if-match": etag };
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        call(thing.method, address, { key, headers, body: thing.change(index + 1) }),
      ),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect([won.length, answers.map(({ status }) => status)]).toEqual([1, expect.any(Array)]);
    for (const { status } of answers) expect([200, 409, 412]).toContain(status);
    const after = await call("GET", address, { key });
    expect(after.headers.get("etag")).toBe(won[0]?.headers.get("etag"));
    const next = { "if-match": after.headers.get("etag") ?? "" };
    expect(await call(thing.method, address, { key, headers: next, body: thing.change(9) })).toMatchObject({
      status: 200,
    });
    expect(await call(thing.method, address, { key, body: thing.change(10) })).toMatchObject({ status: 200 });
  });
});

it("launches the draft that was looked at, and no other", async () => {
  const key = await keyOf(await createWorkspace());
  const body = {
    name: "N",
    type: "webhook",
    delivery: { type: "api_trigger" },
    variations: [{ name: "A", percentage: 100, webhook: { method: "POST", url: "https://a.example/" } }],
  };
  const created = await call("POST", "/campaigns", { key, body });
  const address = `/campaigns/${created.body.campaign_id}`;
  const seen = (await call("GET", address, { key })).headers.get("etag") ?? "";
  await call("PATCH", address, { key, body: { name: "Of somebody else" } });
  const refused = await call("POST", `${address}/launch`, { key, headers: { "if-match": seen }, body: {} });
  expect(refused).toMatchObject({ status: 412, body: { revision: 2, errors: [{ code: "saved_by_other" }] } });
  expect((await call("GET", address, { key })).body.status).toBe("draft");
  const now = { "if-match": refused.headers.get("etag") ?? "" };
  expect(await call("POST", `${address}/launch`, { key, headers: now, body: {} })).toMatchObject({
    status: 200,
  });
});

it.each(["launch", "publish"])(
  "lets a journey %s as the draft that was looked at, and no other",
  async (action) => {
    const key = await keyOf(await createWorkspace());
    const created = await call("POST", "/canvas", { key, body: canvas });
    const address = `/canvas/${created.body.canvas_id}`;
    const seen = (await call("GET", address, { key })).headers.get("etag") ?? "";
    await call("PATCH", address, { key, body: { name: "Of somebody else" } });
    const refused = await call("POST", `${address}/${action}`, {
      key,
      headers: { "if-match": seen },
      body: {},
    });
    expect(refused).toMatchObject({ status: 412, body: { errors: [{ code: "saved_by_other" }] } });
    const now = { "if-match": refused.headers.get("etag") ?? "" };
    const done = await call("POST", `${address}/${action}`, { key, headers: now, body: {} });
    expect(done).toMatchObject({ status: 200, body: { status: "active" } });
  },
);

it("is there for everything that can be changed as a whole", () => {
  const changes = operations()
    .filter(({ method }) => method === "PATCH" || method === "PUT")
    .map(({ method, path }) => `${method} ${path}`)
    .filter((name) => !ONE_VALUE.has(name));
  expect(changes.toSorted()).toEqual(THINGS.map(({ method, path }) => `${method} ${path}`).toSorted());
});

it("keeps both of two changes of different fields that come at once", async () => {
  const key = await keyOf(await createWorkspace());
  const patches = [
    { review: { approvals_needed: 2 } },
    { quiet_hours: { enabled: true } },
    { retention: { events_days: 7 } },
  ];
  await Promise.all(patches.map((settings) => call("PATCH", "/workspace", { key, body: { settings } })));
  const { settings } = (await call("GET", "/workspace", { key })).body;
  expect(settings).toMatchObject(Object.assign({}, ...patches));
});

it("does not notice what moves by itself", async () => {
  const key = await keyOf(await createWorkspace());
  const { api_key_id: id, token } = (
    await call("POST", "/api_keys", { key, body: { name: "K", scopes: ["api_keys.read"] } })
  ).body;
  const before = await call("GET", `/api_keys/${id}`, { key });
  const after = await call("GET", `/api_keys/${id}`, { key: token });
  expect(before.body.last_used_at).not.toEqual(after.body.last_used_at);
  expect(after.headers.get("etag")).toBe(before.headers.get("etag"));
});
