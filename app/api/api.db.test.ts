import { describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

useTestDatabase();
const call = useApi();

const webhook = { url: "https://api.example.com/x", body: { type: "json", value: { a: "{{${user_id}}}" } } };

async function start(): Promise<{ context: Context; key: string }> {
  const context = await createWorkspace();
  return { context, key: await keyOf(context) };
}

const eventCount = async (context: Context) =>
  (await pool().query("SELECT count(*)::int AS n FROM events WHERE workspace_id = $1", [context.workspaceId]))
    .rows[0].n;

const track = (key: string, body: object, headers = {}) =>
  call("POST", "/users/track", { key, body, headers });

async function campaign(key: string, extra: object): Promise<string> {
  const created = await call("POST", "/campaigns", {
    key,
    body: { name: "C", variations: [{ webhook }], ...extra },
  });
  expect(created.status).toBe(201);
  const launched = await call("POST", `/campaigns/${created.body.campaign_id}/launch`, { key, body: {} });
  expect(launched).toMatchObject({ status: 200, body: { status: "active" } });
  return created.body.campaign_id;
}

describe("every call", () => {
  it("needs a key, the scope, and says so in one shape with a request id", async () => {
    const { context } = await start();
    const weak = await keyOf(context, ["users.track"]);
    expect(await call("GET", "/campaigns")).toMatchObject({
      status: 401,
      body: { request_id: expect.any(String) },
    });
    expect(await call("GET", "/campaigns", { key: "sbx_nobody" })).toMatchObject({ status: 401 });
    expect(await call("GET", "/campaigns", { key: weak })).toMatchObject({
      status: 403,
      body: { errors: [{ code: "missing_scope" }] },
    });
  });

  it("O217 carries the limit, and 429 with Retry-After when it is used up", async () => {
    const { key } = await start();
    const first = await track(key, { events: [{ external_id: "a", name: "x" }] });
    expect(first.headers.get("x-ratelimit-limit")).toBe("3000");
    expect(Number(first.headers.get("x-ratelimit-reset"))).toBeGreaterThan(Date.now() / 1000 - 60);
  });

  it("J151 refuses bodies that are too large, too deep, ambiguous or not text, and stores nothing", async () => {
    const { context, key } = await start();
    const event = '{"external_id":"a","name":"x"}';
    const cases: [BodyInit, number, string][] = [
      [`{"events":[${event}],"events":[]}`, 400, "duplicate_field"],
      [`{"events":[${event}],"x":${"[".repeat(100)}${"]".repeat(100)}}`, 400, "body_too_deep"],
      [`{"events":[${event}`, 400, "invalid_json"],
      [new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, "invalid_encoding"],
      [`{"events":[${event}],"x":"${"y".repeat(1024 * 1024)}"}`, 413, "payload_too_large"],
    ];
    for (const [raw, status, code] of cases)
      expect(await call("POST", "/users/track", { key, raw })).toMatchObject({
        status,
        body: { errors: [{ code }] },
      });
    expect(await eventCount(context)).toBe(0);
  });

  it("O211, O213 does the work once for fifty parallel calls with one Idempotency-Key, and refuses another body", async () => {
    const { context, key } = await start();
    const headers = { "idempotency-key": "order-1" };
    const body = { events: [{ external_id: "a", name: "x" }] };
    const answers = await Promise.all(Array.from({ length: 50 }, () => track(key, body, headers)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await eventCount(context)).toBe(1);
    expect(await track(key, { events: [{ external_id: "b", name: "x" }] }, headers)).toMatchObject({
      status: 409,
      body: { errors: [{ code: "idempotency_key_reused" }] },
    });
  });

  it("shows nothing of another workspace", async () => {
    const { key } = await start();
    const { key: other } = await start();
    const id = await campaign(key, {});
    const segment = await call("POST", "/segments", {
      key,
      body: { name: "S", filter: { op: "and", filters: [] } },
    });
    for (const path of [
      `/campaigns/${id}`,
      `/segments/${segment.body.segment_id}`,
      "/deliveries/nope",
      "/users/a",
    ]) {
      const foreign = await call("GET", path, { key: other });
      expect([path, foreign.status]).toEqual([path, 404]);
    }
    expect((await call("PATCH", `/campaigns/${id}`, { key: other, body: { name: "X" } })).status).toBe(404);
  });
});

describe("/users", () => {
  it("/track counts what it took and names what it did not", async () => {
    const { key } = await start();
    const answer = await track(key, {
      attributes: [{ external_id: "a", tier: "gold" }, { tier: "nobody" }],
      events: [{ external_id: "a", name: "x", event_id: "e1" }],
      purchases: [{ external_id: "a", product_id: "p", currency: "EUR", price: 1 }],
    });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        message: "success",
        attributes_processed: 1,
        events_processed: 1,
        purchases_processed: 1,
        errors: [{ input_array: "attributes", index: 1, code: "missing_identifier" }],
      },
    });
    const many = Array.from({ length: 76 }, () => ({ external_id: "a", name: "x" }));
    expect((await track(key, { events: many })).status).toBe(422);
  });

  it("O219 /track/bulk takes the good lines in order and names the bad ones by their number", async () => {
    const { context, key } = await start();
    const good = Array.from({ length: 200 }, (_, index) =>
      JSON.stringify({ external_id: `p${index}`, name: "x" }),
    );
    const lines = [
      '{"type":"attributes","external_id":"p0","tier":"gold"}',
      "{nope",
      '{"name":"x"}',
      ...good,
    ];
    const raw = `${lines.join("\n")}\n`;
    const headers = { "content-type": "application/x-ndjson", "idempotency-key": "bulk-1" };
    const send = () => call("POST", "/users/track/bulk", { key, raw, headers });
    const answer = await send();
    expect(answer).toMatchObject({
      status: 201,
      body: {
        lines_processed: 201,
        lines_failed: 2,
        errors: [
          { line: 2, code: "invalid_json" },
          { line: 3, code: "missing_identifier" },
        ],
      },
    });
    expect((await send()).text).toBe(answer.text);
    expect(await eventCount(context)).toBe(200);
    expect(await call("POST", "/users/track/bulk", { key, raw: "nope" })).toMatchObject({
      status: 422,
      body: { errors: [{ field: "lines.1" }] },
    });
  });

  it("/export/ids and /delete answer like existing clients expect", async () => {
    const { key } = await start();
    await track(key, { attributes: [{ external_id: "a", first_name: "Zoë", tier: "gold" }] });
    expect(
      await call("POST", "/users/export/ids", { key, body: { external_ids: ["a", "b"] } }),
    ).toMatchObject({
      status: 201,
      body: {
        message: "success",
        users: [{ external_id: "a", first_name: "Zoë", custom_attributes: { tier: "gold" } }],
        invalid_user_ids: ["b"],
      },
    });
    expect(await call("POST", "/users/delete", { key, body: { external_ids: ["a", "b"] } })).toMatchObject({
      status: 201,
      body: { message: "success", deleted: 1 },
    });
    expect((await call("GET", "/users/a", { key })).status).toBe(404);
  });
});

describe("sends", () => {
  const send = (key: string, body: object) => call("POST", "/campaigns/trigger/send", { key, body });

  it("answer a dispatch id and what happens to each recipient", async () => {
    const { key } = await start();
    await track(key, { attributes: [{ external_id: "a" }] });
    const id = await campaign(key, { delivery: { type: "api_trigger" } });
    const recipients = [{ external_user_id: "a" }, { external_user_id: "a" }, { external_user_id: "b" }];
    const answer = await send(key, { campaign_id: id, recipients });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        message: "success",
        dispatch_id: expect.any(String),
        results: [
          { status: "accepted" },
          { status: "accepted" },
          { status: "skipped", reason: "unknown_user" },
        ],
      },
    });
    const delivery = await call("GET", `/deliveries/${answer.body.results[0]?.delivery_id}`, { key });
    expect(delivery).toMatchObject({ status: 200, body: { external_user_id: "a", campaign_id: id } });
  });

  it.each([
    ["no recipients", {}, "no_recipients"],
    [
      "recipients of a broadcast",
      { broadcast: true, recipients: [{ external_user_id: "a" }] },
      "broadcast_with_recipients",
    ],
    ["an audience without broadcast", { audience: { AND: [] } }, "no_recipients"],
  ])("refuse %s", async (_, extra, code) => {
    const { key } = await start();
    const id = await campaign(key, { delivery: { type: "api_trigger" } });
    expect(await send(key, { campaign_id: id, ...extra })).toMatchObject({
      status: 400,
      body: { errors: [{ code }] },
    });
  });

  it("of an API campaign carry their webhook and are counted under it", async () => {
    const { key } = await start();
    await track(key, { attributes: [{ external_id: "a" }] });
    const created = await call("POST", "/campaigns", {
      key,
      body: { name: "Api", type: "api", variations: [{ name: "Webhook" }] },
    });
    const { campaign_id: id, variations } = created.body;
    await call("POST", `/campaigns/${id}/launch`, { key, body: {} });
    const body = {
      external_user_ids: ["a"],
      campaign_id: id,
      send_id: "spring",
      override_frequency_capping: true,
      recipient_subscription_state: "all",
      messages: {
        webhook: {
          url: "https://api.example.com/x",
          request_method: "POST",
          request_headers: { "X-A": "1" },
          body: '{"a":1}',
          message_variation_id: variations[0]?.message_variation_id,
        },
      },
    };
    const answer = await call("POST", "/messages/send", { key, body });
    expect(answer).toMatchObject({
      status: 201,
      body: { message: "success", dispatch_id: expect.any(String) },
    });
    expect(await call("GET", `/deliveries?campaign_id=${id}`, { key })).toMatchObject({
      body: { deliveries: [{ external_user_id: "a", campaign_id: id }], next_cursor: null },
    });
    const wrong = {
      ...body,
      messages: { webhook: { ...body.messages.webhook, message_variation_id: "nope" } },
    };
    expect(await call("POST", "/messages/send", { key, body: wrong })).toMatchObject({
      status: 400,
      body: { errors: [{ code: "invalid_message_variant" }] },
    });
    const series = await call("GET", `/sends/data_series?campaign_id=${id}&send_id=spring&length=1`, { key });
    expect(series).toMatchObject({
      status: 200,
      body: { message: "success", data: [{ messages: { webhook: [{}] } }] },
    });
  });

  it("planned for later can be changed and called off", async () => {
    const { key } = await start();
    const id = await campaign(key, { delivery: { type: "api_trigger" } });
    const at = (hours: number) => ({ time: new Date(Date.now() + hours * 3_600_000).toISOString() });
    const path = "/campaigns/trigger/schedule";
    const body = { campaign_id: id, broadcast: true, schedule: at(1) };
    const planned = await call("POST", `${path}/create`, { key, body });
    expect(planned).toMatchObject({
      status: 201,
      body: { message: "success", schedule_id: expect.any(String) },
    });
    const ref = { campaign_id: id, schedule_id: planned.body.schedule_id };
    expect(await call("POST", `${path}/update`, { key, body: { ...ref, schedule: at(2) } })).toMatchObject({
      status: 201,
    });
    const list = await call("GET", `/messages/scheduled_broadcasts?end_time=${at(3).time}`, { key });
    expect(list.body.scheduled_broadcasts).toHaveLength(1);
    expect(await call("POST", `${path}/delete`, { key, body: ref })).toMatchObject({ status: 201 });
    expect(await call("POST", `${path}/delete`, { key, body: ref })).toMatchObject({ status: 400 });
    const late = await call("POST", `${path}/create`, { key, body: { ...body, schedule: at(-1) } });
    expect(late).toMatchObject({ status: 400, body: { errors: [{ field: "schedule.time" }] } });
  });
});

describe("lists that existing clients read", () => {
  const shapes: [string, object][] = [
    [
      "/campaigns/list",
      { campaigns: [{ id: expect.any(String), name: "C", is_api_campaign: false, tags: [] }] },
    ],
    ["/segments/list", { segments: [{ id: expect.any(String), name: "S", tags: [] }] }],
    [
      "/content_blocks/list",
      { count: 1, content_blocks: [{ name: "b", content_block_id: expect.any(String) }] },
    ],
  ];
  it.each(shapes)("%s", async (path, shape) => {
    const { key } = await start();
    await campaign(key, {});
    await call("POST", "/segments", { key, body: { name: "S", filter: { op: "and", filters: [] } } });
    const block = await call("POST", "/content_blocks/create", { key, body: { name: "b", content: "Hi" } });
    expect(block).toMatchObject({
      status: 201,
      body: { liquid_tag: "{{content_blocks.${b}}}", message: "success" },
    });
    expect(await call("GET", path, { key })).toMatchObject({
      status: 200,
      body: { message: "success", ...shape },
    });
  });

  it("/campaigns/details and /campaigns/data_series", async () => {
    const { key } = await start();
    const id = await campaign(key, {});
    expect(await call("GET", `/campaigns/details?campaign_id=${id}`, { key })).toMatchObject({
      status: 200,
      body: {
        message: "success",
        name: "C",
        enabled: true,
        draft: false,
        archived: false,
        channels: ["webhook"],
      },
    });
    const series = await call("GET", `/campaigns/data_series?campaign_id=${id}&length=3`, { key });
    expect(series.body.data).toHaveLength(3);
    expect((await call("GET", `/campaigns/data_series?campaign_id=${id}&length=101`, { key })).status).toBe(
      422,
    );
  });
});
