import { describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { countStatements, createWorkspace } from "#lib/testing/factories.ts";
import { type ApiRequestEntry, apiRequestsQuerySchema } from "./schema.ts";
import { apiRequests, flushRequests, forgetRequests, recordRequest } from "./service.ts";
import { pruneRequests } from "./store.ts";

useTestDatabase();
const now = new Date("2026-05-01T12:00:00Z");

const entryOf = (context: Context, change: Partial<ApiRequestEntry> = {}): ApiRequestEntry => ({
  id: newId(),
  workspace_id: context.workspaceId,
  at: now,
  method: "POST",
  route: "/campaigns/{campaign_id}/launch",
  path: "/campaigns/1/launch",
  status: 200,
  duration_ms: 3,
  api_key_id: newId(),
  caller: "shop",
  address: "192.0.2.1",
  idempotency_key: null,
  replayed: false,
  errors: [],
  campaign_id: null,
  canvas_id: null,
  dispatch_id: null,
  send_id: null,
  recipients: null,
  accepted: null,
  ...change,
});

const list = async (context: Context, query: object = {}) =>
  (await apiRequests(context, apiRequestsQuerySchema.parse(query))).requests;

describe("the request log", () => {
  it("costs a call no statement and writes many calls with one", async () => {
    const context = await createWorkspace(now);
    expect(
      await countStatements(async () => {
        for (let index = 0; index < 50; index++) recordRequest(entryOf(context));
      }),
    ).toBe(0);
    expect(await countStatements(flushRequests)).toBe(1);
    expect(await list(context)).toHaveLength(50);
  });

  it("keeps a part of a flood, failures before successes", async () => {
    const context = await createWorkspace(now);
    for (let index = 0; index < 300; index++) {
      recordRequest(entryOf(context));
      recordRequest(entryOf(context, { status: 422 }));
    }
    const kept = await list(context, { limit: 200 });
    expect(kept).toHaveLength(200);
    await flushRequests();
    expect(await list(context, { outcome: "success", limit: 200 })).toHaveLength(100);
  });

  it("finds calls by how they ended, where they went, what they were about and who made them", async () => {
    const context = await createWorkspace(now);
    const campaign = newId();
    const wanted = entryOf(context, {
      method: "PUT",
      path: "/hosts/a.example.com",
      status: 503,
      errors: [{ code: "busy", message: "Busy\u0000 \ud800" }],
      campaign_id: campaign,
      idempotency_key: "k",
    });
    recordRequest(wanted);
    for (let index = 0; index < 3; index++) recordRequest(entryOf(context));
    for (const query of [
      { outcome: "failed" },
      { outcome: "server_error" },
      { status: 503 },
      { method: "PUT" },
      { path: "hosts" },
      { code: "busy" },
      { campaign_id: campaign },
      { api_key_id: wanted.api_key_id },
      { idempotency_key: "k" },
      { request_id: wanted.id },
    ])
      expect([query, (await list(context, query)).map(({ request_id: id }) => id)]).toEqual([
        query,
        [wanted.id],
      ]);
    expect(await list(context, { outcome: "client_error" })).toEqual([]);
    expect(await list(await createWorkspace(now))).toEqual([]);
  });

  it("is read page by page", async () => {
    const context = await createWorkspace(now);
    for (let index = 0; index < 5; index++) recordRequest(entryOf(context));
    const query = apiRequestsQuerySchema.parse({ limit: 3 });
    const first = await apiRequests(context, query);
    const second = await apiRequests(context, { ...query, cursor: first.next_cursor ?? "" });
    expect([first.requests.length, second.requests.length, second.next_cursor]).toEqual([3, 2, null]);
  });

  it("forgets what is old, and of each workspace all but the newest", async () => {
    const [busy, quiet] = [await createWorkspace(now), await createWorkspace(now)];
    for (let index = 0; index < 10; index++)
      recordRequest(entryOf(busy, { at: new Date(now.getTime() + index * 1000) }));
    recordRequest(entryOf(quiet));
    recordRequest(entryOf(quiet, { at: new Date("2026-04-01T00:00:00Z") }));
    await flushRequests();
    await forgetRequests(now);
    expect([(await list(busy)).length, (await list(quiet)).length]).toEqual([10, 1]);
    await pruneRequests(new Date(0), 4);
    expect((await list(busy)).map(({ at }) => at.slice(17, 19))).toEqual(["09", "08", "07", "06"]);
    expect(await list(quiet)).toHaveLength(1);
  });
});
