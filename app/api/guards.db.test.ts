/** What every call of the API document keeps to, whatever it does. */
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { openApiDocument, operations } from "#app/api/openapi/document.ts";
import { pool } from "#lib/platform/db.ts";
import { type Answer, keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { SCOPES } from "#lib/workspace/permissions.ts";

// Hundreds of calls in one test.
vi.setConfig({ testTimeout: 180_000 });
useTestDatabase();
const call = useApi();

const NOBODY = "01900000-0000-7000-8000-000000000000";
const METHODS = ["get", "post", "put", "patch", "delete"];
const fill = (path: string): string => path.replaceAll(/\{\w+\}/g, NOBODY);
const bodyFor = (method: string) => (method === "GET" ? {} : { body: {} });

it("the document and the routes name the same calls", () => {
  const paths = openApiDocument("http://localhost").paths ?? {};
  const documented = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((method) => METHODS.includes(method))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
  const called = operations().map(({ method, path }) => `${method} ${path}`);
  expect(called.toSorted()).toEqual(documented.toSorted());
});

it("a key with every scope but its own is told 403", async () => {
  const context = await createWorkspace();
  const wrong: string[] = [];
  const guarded = operations().filter(({ options }) => options.scope !== null);
  const own = guarded.map(({ options: { scope, alsoScope } }) => `${scope} ${alsoScope ?? ""}`);
  for (const enough of new Set(own)) {
    const routes = guarded.filter((_, index) => own[index] === enough);
    const others = SCOPES.filter((other) => !enough.split(" ").includes(other));
    const key = await keyOf(context, others);
    for (const { method, path } of routes) {
      const answer = await call(method, fill(path), { key, ...bodyFor(method) });
      if (answer.status !== 403 || answer.body.errors[0]?.code !== "missing_scope")
        wrong.push(`${method} ${path}: ${answer.status}`);
    }
  }
  expect(wrong).toEqual([]);
});

describe("a body", () => {
  const bodies: [string, BodyInit, number, string][] = [
    ["a field twice", '{"a":1,"a":2}', 400, "duplicate_field"],
    ["a hundred levels", `${"[".repeat(100)}${"]".repeat(100)}`, 400, "body_too_deep"],
    [
      "bytes that are no text",
      new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      400,
      "invalid_encoding",
    ],
    ["only half of it", '{"a":', 400, "invalid_json"],
    ["17 MiB", `{"a":"${"x".repeat(17 * 1024 * 1024)}"}`, 413, "payload_too_large"],
  ];
  it.each(bodies)("with %s is refused by every call", async (_, raw, status, code) => {
    const key = await keyOf(await createWorkspace());
    const wrong: string[] = [];
    const taking = operations().filter(({ options }) => options.body !== undefined);
    // One call of each limit stands for the others when the body is large.
    const kinds = [...new Map(taking.map((one) => [one.options.maxBytes ?? 0, one])).values()];
    for (const { method, path } of status === 413 ? kinds : taking) {
      const answer = await call(method, fill(path), { key, raw });
      const found = answer.body?.errors?.[0]?.code;
      if (answer.status !== status || found !== code)
        wrong.push(`${method} ${path}: ${answer.status} ${found}`);
    }
    expect(wrong).toEqual([]);
  });
});

it("a NUL in a parameter is refused by every call, naming the parameter", async () => {
  const key = await keyOf(await createWorkspace());
  const wrong: string[] = [];
  for (const { method, path } of operations()) {
    const answer = await call(method, `${fill(path)}?search=a%00b`, { key, ...bodyFor(method) });
    const [found] = answer.body?.errors ?? [];
    if (answer.status !== 422 || found?.code !== "invalid_value" || found.field !== "search")
      wrong.push(`${method} ${path}: ${answer.status} ${found?.code}`);
  }
  expect(wrong).toEqual([]);
});

describe("things of another workspace", () => {
  it("are answered exactly like things that never were, by every call that names one", async () => {
    const [mine, other] = [await keyOf(await createWorkspace()), await keyOf(await createWorkspace())];
    const ids = await oneOfEach(mine);
    const differing: string[] = [];
    for (const { method, path } of operations()) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
      if (!names.some((name) => name in ids)) continue;
      const at = (id: (name: string) => string) =>
        path.replaceAll(/\{(\w+)\}/g, (_, name: string) => id(name));
      const options = { key: other, ...bodyFor(method) };
      const foreign = await call(
        method,
        at((name) => ids[name] ?? NOBODY),
        options,
      );
      const never = await call(
        method,
        at(() => NOBODY),
        options,
      );
      if (seen(foreign) !== seen(never) || foreign.status < 400)
        differing.push(`${method} ${path}: ${foreign.status} ${never.status}`);
    }
    expect(differing).toEqual([]);
  });
});

const seen = ({ status, body }: Answer): string => JSON.stringify([status, body?.errors]);

async function oneOfEach(key: string): Promise<Record<string, string>> {
  const webhook = { url: "https://api.example.com/x" };
  const everybody = { op: "and", filters: [] };
  const steps = [{ id: "a", type: "message", webhook }];
  const mapping = { event: "e", external_id: "$.u" };
  const bodies: [string, string, object][] = [
    ["campaign_id", "/campaigns", { name: "C", variations: [{ webhook }] }],
    ["canvas_id", "/canvas", { name: "J", entry: { type: "api_trigger" }, steps }],
    ["segment_id", "/segments", { name: "S", filter: everybody }],
    ["content_block_id", "/content_blocks", { name: "b", content: "x" }],
    ["template_id", "/templates", { name: "T", webhook }],
    ["api_key_id", "/api_keys", { name: "K", scopes: ["users.track"] }],
    ["secret_id", "/secrets", { name: "s", value: "v", allowed_hosts: ["api.example.com"] }],
    ["list_id", "/lists", { name: "L" }],
    ["receiver_id", "/receivers", { name: "R" }],
    ["inbound_id", "/inbound", { name: "I", scheme: "none", mapping }],
  ];
  const ids: Record<string, string> = {};
  for (const [name, path, body] of bodies) {
    const made = await call("POST", path, { key, body });
    expect([path, made.status, made.text]).toEqual([path, 201, expect.stringContaining(name)]);
    ids[name] = String(made.body[name]);
  }
  return ids;
}

describe("fifty calls at once with one Idempotency-Key", () => {
  const webhook = { url: "https://api.example.com/x" };
  const cases: [string, object, string][] = [
    ["/campaigns", { name: "C", variations: [{ webhook }] }, "campaigns"],
    ["/segments", { name: "S", filter: { op: "and", filters: [] } }, "segments"],
    ["/lists", { name: "L" }, "lists"],
    ["/api_keys", { name: "K", scopes: ["users.track"] }, "api_keys"],
  ];
  it.each(cases)("make one thing of %s", async (path, body, list) => {
    const key = await keyOf(await createWorkspace());
    const count = async () => ((await call("GET", path, { key })).body[list] as unknown[]).length;
    const before = await count();
    const headers = { "idempotency-key": "k" };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => call("POST", path, { key, body, headers })),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(await count()).toBe(before + 1);
  });
});

describe("an Idempotency-Key", () => {
  const headers = { "idempotency-key": "k" };
  const body = { name: "K", scopes: ["users.track"] };

  it("answers nobody but the caller who used it first", async () => {
    const context = await createWorkspace();
    const [mine, other] = [await keyOf(context), await keyOf(context)];
    const first = await call("POST", "/api_keys", { key: mine, body, headers });
    expect((await call("POST", "/api_keys", { key: mine, body, headers })).text).toBe(first.text);
    expect(await call("POST", "/api_keys", { key: other, body, headers })).toMatchObject({
      status: 409,
      body: { errors: [{ code: "idempotency_key_reused" }] },
    });
  });

  it("keeps no secret in clear", async () => {
    const context = await createWorkspace();
    const made = await call("POST", "/api_keys", { key: await keyOf(context), body, headers });
    const { rows } = await pool().query<{ body: string }>(
      "SELECT body::text FROM idempotency_keys WHERE workspace_id = $1",
      [context.workspaceId],
    );
    expect(made.body.token).toEqual(expect.any(String));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.body).not.toContain(made.body.token);
  });

  it("holds for an upload as well: the same file is taken once, another is refused", async () => {
    const context = await createWorkspace();
    const [key, other] = [await keyOf(context), await keyOf(context)];
    const file = (rows: number) => `external_id,name\n${"u1,Zoë\n".repeat(rows)}`;
    const upload = (raw: string, by = key, path = "/users/imports?name=people.csv") =>
      call("POST", path, { key: by, raw, headers: { "content-type": "text/csv", ...headers } });
    const broken = await upload("\n");
    expect(broken.status).toBe(422);
    const [first, second] = await Promise.all([upload(file(9)), upload(file(9))]);
    expect([first.status, second.text]).toEqual([201, first.text]);
    const again = await upload(file(9));
    expect([again.text, again.headers.get("idempotent-replayed")]).toEqual([first.text, "true"]);
    const reused = { status: 409, body: { errors: [{ code: "idempotency_key_reused" }] } };
    expect(await upload(file(8))).toMatchObject(reused);
    expect(await upload(file(9), other)).toMatchObject(reused);
    expect(await upload(file(9), key, "/users/imports?name=other.csv")).toMatchObject(reused);
    const { body } = await call("GET", "/users/imports", { key });
    expect(body.imports).toHaveLength(1);
  });
});

it("a cursor that names no place is refused by every list", async () => {
  const key = await keyOf(await createWorkspace());
  const ids = await oneOfEach(key);
  const at = (path: string) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? NOBODY);
  const wrong: string[] = [];
  const lists = operations().filter(
    ({ options }) => options.query instanceof z.ZodObject && "cursor" in options.query.shape,
  );
  expect(lists.length).toBeGreaterThan(10);
  for (const { method, path } of lists) {
    for (const parts of [["x", "y"], ["2026-11-28T07:00:00.000Z", "y"], ["2026-13-45", NOBODY], ["x"]]) {
      const cursor = Buffer.from(JSON.stringify(parts)).toString("base64url");
      const answer = await call(method, `${at(path)}?cursor=${cursor}`, { key });
      if (answer.status >= 500) wrong.push(`${method} ${path} ${parts}: ${answer.status}`);
    }
  }
  expect(wrong).toEqual([]);
});
