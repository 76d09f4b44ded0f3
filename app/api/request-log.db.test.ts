import { describe, expect, it } from "vitest";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

useTestDatabase();
const call = useApi();

describe("the log of a key's calls", () => {
  it("says what was asked, how it ended and why, and keeps no body", async () => {
    const context = await createWorkspace();
    const key = await keyOf(context);
    const body = { events: [{ external_id: "a", name: "hush-hush" }] };
    const fine = await call("POST", "/users/track", { key, body, headers: { "idempotency-key": "t1" } });
    await call("POST", "/users/track", { key, body, headers: { "idempotency-key": "t1" } });
    await call("POST", "/users/track", { key, raw: '{"hush-hush": nope' });
    await call("GET", "/segments/hush", { key });
    const log = await call("GET", "/api_requests", { key });
    expect(log).toMatchObject({
      status: 200,
      body: {
        requests: [
          { method: "GET", route: "/segments/{segment_id}", path: "/segments/hush", status: 404 },
          { status: 400, errors: [{ code: "invalid_json" }] },
          { status: 201, replayed: true },
          {
            request_id: fine.headers.get("x-request-id"),
            route: "/users/track",
            status: 201,
            caller: "test",
            idempotency_key: "t1",
            replayed: false,
            errors: [],
          },
        ],
      },
    });
    expect(log.text).not.toContain("hush-hush");
  });

  it("shows calls refused for their key: lacking a scope, revoked", async () => {
    const context = await createWorkspace();
    const admin = await keyOf(context);
    const made = await call("POST", "/api_keys", {
      key: admin,
      body: { name: "shop", scopes: ["users.track"] },
    });
    const { token: key, api_key_id: id } = made.body;
    await call("GET", "/campaigns", { key });
    await call("POST", `/api_keys/${id}/revoke`, { key: admin, body: {} });
    await call("GET", "/campaigns", { key });
    expect((await call("GET", `/api_requests?api_key_id=${id}`, { key: admin })).body.requests).toMatchObject(
      [
        { status: 401, errors: [{ code: "api_key_revoked" }] },
        { status: 403, errors: [{ code: "missing_scope" }], caller: "shop" },
      ],
    );
    const other = await keyOf(await createWorkspace());
    const foreign = await call("GET", `/api_requests?api_key_id=${id}`, { key: other });
    expect(foreign.body.requests).toEqual([]);
  });
});
