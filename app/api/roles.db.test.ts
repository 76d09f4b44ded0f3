import { beforeAll, describe, expect, it } from "vitest";
import { GET as metrics } from "#app/api/metrics/route.ts";
import { operations } from "#app/api/openapi/document.ts";
import type { Context } from "#lib/platform/context.ts";
import { type Answer, keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { ROLE_SCOPES, ROLES, type Role } from "#lib/workspace/permissions.ts";

useTestDatabase();
const call = useApi();

/** Answers that go on for as long as somebody listens. */
const ENDLESS = new Set(["/live"]);
const NOBODY = "01900000-0000-7000-8000-000000000000";

const routes = operations().filter(({ path }) => !ENDLESS.has(path));
const addressOf = (path: string): string => path.replaceAll(/\{\w+\}/g, NOBODY);
const refused = (answer: Answer): boolean =>
  answer.status === 403 && answer.body?.errors?.[0]?.code === "missing_scope";

/** o owner, a admin, m marketer, r reviewer, e engineer, v viewer. */
const SENSITIVE: [string, string][] = [
  ["POST /campaigns", "oame"],
  ["POST /campaigns/{campaign_id}/launch", "oame"],
  ["POST /campaigns/trigger/send", "oae"],
  ["POST /canvas/{canvas_id}/launch", "oame"],
  ["POST /messages/send", "oae"],
  ["POST /reviews", "oame"],
  ["POST /reviews/{review_id}/comments", "oamre"],
  ["POST /reviews/{review_id}/approve", "oar"],
  ["POST /reviews/{review_id}/request_changes", "oar"],
  ["POST /reviews/{review_id}/share_links", "oamre"],
  ["POST /deliveries/replay", "oame"],
  ["DELETE /users/{external_id}", "oae"],
  ["POST /secrets", "oae"],
  ["POST /api_keys", "oae"],
  ["POST /members", "oa"],
  ["PATCH /workspace", "oa"],
  ["GET /audit_log", "oare"],
];

const keys = {} as Record<Role, string>;
let workspace: Context;

beforeAll(async () => {
  workspace = await createWorkspace();
  for (const role of ROLES) keys[role] = await keyOf(workspace, [...ROLE_SCOPES[role]]);
});

describe.each(ROLES)("as %s", (role) => {
  it("every route lets in exactly who has its permission", async () => {
    const wrong: string[] = [];
    for (const { method, path, options } of routes) {
      const answer = await call(method, addressOf(path), { key: keys[role] });
      const expected = options.scope !== null && !ROLE_SCOPES[role].includes(options.scope);
      if (refused(answer) !== expected) wrong.push(`${method} ${path}: ${answer.status}`);
    }
    expect(wrong).toEqual([]);
  });
});

it.each(SENSITIVE)("%s is for %s", (name, letters) => {
  const route = routes.find(({ method, path }) => `${method} ${path}` === name);
  const scope = route?.options.scope;
  const may = ROLES.filter((role) => scope && ROLE_SCOPES[role].includes(scope));
  expect(may.map((role) => role[0]).join("")).toBe(letters);
});

it("a viewer changes nothing", () => {
  // Looking at something may need a body, and then it is a POST.
  const looks = /(preview|explain|count|draft|simulate|validate|check|test|estimate|sample)/;
  const changing = routes.filter(
    ({ method, path, options }) =>
      method !== "GET" &&
      !looks.test(path) &&
      (options.scope === null || ROLE_SCOPES.viewer.includes(options.scope)),
  );
  expect(changing.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

it("a permission named after a route is enough for it", async () => {
  const [reports, imports] = [
    await keyOf(workspace, ["reports.read"]),
    await keyOf(workspace, ["import.write"]),
  ];
  const read = async (path: string, key: string) => refused(await call("GET", path, { key }));
  expect([await read("/reports", reports), await read("/campaigns", reports)]).toEqual([false, true]);
  expect([await read("/users/imports", imports), await read("/users", imports)]).toEqual([false, true]);
});

it("metrics of the server are for whoever holds an API key", async () => {
  const read = async (key: string): Promise<number> =>
    (
      await metrics(
        new Request("http://127.0.0.1/api/metrics", { headers: { authorization: `Bearer ${key}` } }),
      )
    ).status;
  expect([await read(keys.viewer), await read(await keyOf(workspace)), await read("unknown")]).toEqual([
    200, 200, 401,
  ]);
});

it("values of people are masked for roles without the right to see them, and for nobody else", async () => {
  const attributes = [{ external_id: "u1", first_name: "Zoë", email: "zoe@example.com", tier: "gold" }];
  const events = [{ external_id: "u1", name: "booked", properties: { code: "ABC" } }];
  await trackAndEvaluate(workspace, { attributes, events }, new Date());
  for (const role of ROLES) {
    const hidden = !ROLE_SCOPES[role].includes("users.personal");
    for (const path of ["/users", "/users/u1", "/events", "/users/u1/timeline"]) {
      const { text } = await call("GET", path, { key: keys[role] });
      expect([role, path, /Zoë|zoe@|"gold"|"ABC"/.test(text)]).toEqual([role, path, !hidden]);
    }
    const exported = await call("GET", "/deliveries/export", { key: keys[role] });
    expect([role, exported.status]).toEqual([role, hidden ? 403 : 200]);
  }
});

describe("without the right to see people", () => {
  const hidden = /Zoë|zoe@|ABC/;
  const fact = { op: "and", filters: [{ type: "attribute", attribute: "email", op: "equals", value: "x" }] };
  let viewer: string;

  beforeAll(async () => {
    const attributes = [{ external_id: "u2", first_name: "Zoë", email: "zoe@example.com" }];
    const events = [{ external_id: "u2", name: "booked", properties: { code: "ABC" } }];
    await trackAndEvaluate(workspace, { attributes, events }, new Date());
    viewer = await keyOf(workspace, [...ROLE_SCOPES.viewer]);
  });

  const asked = async (method: string, path: string, body?: unknown, key = viewer): Promise<Answer> =>
    call(method, path, { key, body });

  it.each([
    ["GET", "/events/names", undefined],
    ["GET", "/events/catalogue", undefined],
    ["GET", "/segments/attributes", undefined],
    [
      "POST",
      "/content_blocks/preview",
      {
        content: `{{ \${email_address} }} {{ user | json }}{% if \${first_name} contains "Z" %}Zoë{% endif %}`,
        external_user_id: "u2",
      },
    ],
  ])("%s %s tells no value", async (method, path, body) => {
    const answer = await asked(method, path, body);
    expect([answer.status, hidden.test(answer.text)]).toEqual([200, false]);
  });

  it("rules of the caller's own about values are refused, which would spell them out", async () => {
    const problem = { code: "personal_data_hidden", field: "filter.filters.0" };
    for (const [path, body] of [
      ["/segments/count", { filter: fact }],
      ["/segments/explain", { filter: fact, external_user_id: "u2" }],
    ] as const) {
      expect((await asked("POST", path, body)).body).toMatchObject({ errors: [problem] });
      expect((await asked("POST", path, body)).status).toBe(403);
      expect((await asked("POST", path, body, keys.owner)).status).toBe(200);
    }
  });

  it("a saved segment may be asked, and its explanation shows no value", async () => {
    const { body: made } = await asked("POST", "/segments", { name: "By email", filter: fact }, keys.owner);
    const filter = { op: "and", filters: [{ type: "segment", segment_id: made?.segment_id }] };
    const counted = await asked("POST", "/segments/count", { filter });
    expect([counted.status, counted.body?.count]).toEqual([200, 0]);
    const explained = await asked("POST", "/segments/explain", { filter, external_user_id: "u2" });
    expect([explained.status, explained.body?.matched, hidden.test(explained.text)]).toEqual([
      200,
      false,
      false,
    ]);
    expect(explained.text).toContain('no (\\"••••\\")');
  });

  it("a writer of people sees no more than they wrote", async () => {
    const key = await keyOf(workspace, ["users.write"]);
    const answer = await asked("PATCH", "/users/u2", { attributes: { tier: "gold" } }, key);
    expect([answer.status, /Zoë|zoe@/.test(answer.text)]).toEqual([200, false]);
  });

  it("nobody is found by a hidden value", async () => {
    expect((await asked("GET", "/users?search=zoe@")).body).toMatchObject({ users: [] });
    expect((await asked("GET", "/users?search=u2")).body).toMatchObject({ users: [{ external_id: "u2" }] });
    const { status, body } = await asked("GET", "/users?attribute=email&value=zoe@example.com");
    expect([status, body?.errors?.[0]?.code]).toEqual([403, "personal_data_hidden"]);
  });

  it("a simulation plays somebody made up, and nobody who exists", async () => {
    const steps = [{ id: "wait", type: "delay", delay: { seconds: 60 }, next: null }];
    const canvas = { name: "Hidden", entry: { type: "api_trigger" }, start: "wait", steps };
    const owner = keys.owner;
    const { body: made } = await asked("POST", "/canvas", canvas, owner);
    const path = `/canvas/${made?.canvas_id}/simulate`;
    expect((await asked("POST", path, { external_user_ids: ["u2"] })).status).toBe(403);
    expect((await asked("POST", path, {})).status).toBe(200);
    expect((await asked("POST", path, { external_user_ids: ["u2"] }, owner)).status).toBe(200);
  });
});
