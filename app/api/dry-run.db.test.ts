import { describe, expect, it, vi } from "vitest";
import { operations } from "#app/api/openapi/document.ts";
import { pool } from "#lib/platform/db.ts";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

vi.setConfig({ testTimeout: 120_000 });
useTestDatabase();
const call = useApi();

const webhook = { url: "https://api.example.com/x", body: { type: "json", value: { a: 1 } } };
const everybody = { op: "and", filters: [] };
const unknownSegment = { op: "and", filters: [{ type: "segment", segment_id: "gone" }] };
const steps = [{ id: "a", type: "message", webhook }];
const entry = { type: "api_trigger" };

/** Address, id, a good and a bad body, a good and a bad change. */
const THINGS: [string, string, object, object, object, object][] = [
  [
    "/campaigns",
    "campaign_id",
    { name: "C", variations: [{ webhook }] },
    { name: "", variations: [{ webhook }] },
    { name: "D" },
    { name: "" },
  ],
  [
    "/canvas",
    "canvas_id",
    { name: "J", entry, steps },
    { name: "J", entry, steps: [...steps, ...steps] },
    { name: "K" },
    { steps: [...steps, ...steps] },
  ],
  [
    "/segments",
    "segment_id",
    { name: "S", filter: everybody },
    { name: "S", filter: unknownSegment },
    { name: "T" },
    { filter: unknownSegment },
  ],
  ["/templates", "template_id", { name: "T", webhook }, { name: "" }, { name: "U" }, { name: "" }],
  [
    "/content_blocks",
    "content_block_id",
    { name: "b", content: "x" },
    { name: "c", content: "{% if %}" },
    { content: "y" },
    { content: "{% if %}" },
  ],
];

const TABLES = ["campaigns", "canvases", "segments", "templates", "content_blocks", "hosts", "audit_entries"];

/** Changes with every row that is written. */
async function stored(): Promise<string> {
  const counted = TABLES.map(
    (table) => `(SELECT count(*) || ':' || coalesce(max(xmin::text::bigint), 0) FROM ${table})`,
  );
  const { rows } = await pool().query(`SELECT concat_ws(' ', ${counted.join(", ")}) AS state`);
  return rows[0].state;
}

describe.each(THINGS)("%s?dry_run=true", (path, id, good, bad, change, badChange) => {
  it("says what the write would say, and writes nothing", async () => {
    const key = await keyOf(await createWorkspace());
    const dry = `${path}?dry_run=true`;
    const before = await stored();
    expect(await call("POST", dry, { key, body: good })).toMatchObject({
      status: 200,
      body: { message: "success", dry_run: true },
    });
    const refused = await call("POST", dry, { key, body: bad });
    expect(refused.status).toBe(422);
    expect(await stored()).toBe(before);
    expect((await call("POST", path, { key, body: bad })).body.errors).toEqual(refused.body.errors);

    const made = await call("POST", path, { key, body: good });
    expect(made.status).toBe(201);
    const one = `${path}/${made.body[id]}`;
    const then = await stored();
    expect(await call("PATCH", `${one}?dry_run=true`, { key, body: change })).toMatchObject({
      status: 200,
      body: { dry_run: true },
    });
    expect((await call("PATCH", `${one}?dry_run=true`, { key, body: badChange })).status).toBe(422);
    expect(await stored()).toBe(then);
    expect((await call("GET", one, { key })).body.name).toBe(made.body.name);
  });
});

describe("a dry run", () => {
  it("of a host's settings changes nothing either", async () => {
    const key = await keyOf(await createWorkspace());
    const before = await stored();
    const address = "/hosts/api.example.com?dry_run=true";
    expect(await call("PUT", address, { key, body: { max_concurrency: 3 } })).toMatchObject({ status: 200 });
    expect((await call("PUT", address, { key, body: { max_concurrency: 0 } })).status).toBe(422);
    expect(await stored()).toBe(before);
  });

  it("finds what only the database knows: a name that is taken, an ETag that is old", async () => {
    const key = await keyOf(await createWorkspace());
    const body = { name: "S", filter: everybody };
    const { segment_id: id } = (await call("POST", "/segments", { key, body })).body;
    expect(await call("POST", "/segments?dry_run=true", { key, body })).toMatchObject({
      status: 409,
      body: { errors: [{ code: "segment_name_taken" }] },
    });
    const stale = { key, body: { name: "T" }, headers: { "if-match": '"old"' } };
    expect((await call("PATCH", `/segments/${id}?dry_run=true`, stale)).status).toBe(412);
  });

  it("uses up no Idempotency-Key", async () => {
    const key = await keyOf(await createWorkspace());
    const given = { key, body: { name: "S", filter: everybody }, headers: { "idempotency-key": "once" } };
    expect((await call("POST", "/segments?dry_run=true", given)).status).toBe(200);
    expect((await call("POST", "/segments", given)).status).toBe(201);
  });

  it("is refused by every call that cannot be tried, so that nothing is done by mistake", async () => {
    const key = await keyOf(await createWorkspace());
    const others = operations().filter(({ method, options }) => method !== "GET" && !options.dryRun);
    for (const { method, path } of others) {
      const address = path.replaceAll(/\{\w+\}/g, "x");
      const answer = await call(method, `${address}?dry_run=true`, { key, body: {} });
      expect([method, path, answer.status]).toEqual([method, path, 422]);
      expect(answer.body.errors).toMatchObject([{ code: "dry_run_not_supported" }]);
    }
  });
});
