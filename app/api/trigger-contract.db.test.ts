import { describe, expect, it } from "vitest";
import { type Call, keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

useTestDatabase();
const call = useApi();

const webhook = { method: "POST", url: "https://api.example.com/{{api_trigger_properties.${points}}}" };
const points = { name: "points", type: "integer", example: 120 };

async function started(mode: "warn" | "refuse", properties: object[] = [points]) {
  const key = await keyOf(await createWorkspace());
  await call("POST", "/users/track", {
    key,
    body: { attributes: [{ external_id: "a" }, { external_id: "b" }] },
  });
  const body = {
    name: "C",
    variations: [{ webhook }],
    delivery: { type: "api_trigger" },
    trigger_contract: { mode, properties },
  };
  const created = await call("POST", "/campaigns", { key, body });
  expect([created.status, created.text]).toEqual([201, expect.anything()]);
  const id: string = created.body.campaign_id;
  await call("POST", `/campaigns/${id}/launch`, { key, body: {} });
  const send = (extra: object, headers = {}) =>
    call("POST", "/campaigns/trigger/send", { key, body: { campaign_id: id, ...extra }, headers });
  return { key, id, send };
}

const to = (externalId: string, properties?: object) => ({
  external_user_id: externalId,
  ...(properties ? { trigger_properties: properties } : {}),
});

describe("a trigger contract that refuses", () => {
  it("names recipient and property of what is wrong, and nothing of the call is sent", async () => {
    const { key, id, send } = await started("refuse");
    const answer = await send({ recipients: [to("a", { points: 1 }), to("b", { points: "2" }), to("a")] });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        errors: [
          { code: "trigger_property_type", field: "recipients.1.trigger_properties.points" },
          { code: "trigger_property_missing", field: "recipients.2.trigger_properties.points" },
        ],
      },
    });
    expect((await call("GET", `/deliveries?campaign_id=${id}`, { key })).body.deliveries).toEqual([]);
    expect((await call("GET", `/sends?campaign_id=${id}`, { key })).body.sends).toEqual([]);
  });

  it("takes properties of the whole call as each recipient's", async () => {
    const { send } = await started("refuse");
    expect((await send({ trigger_properties: { points: 1 }, recipients: [to("a")] })).status).toBe(201);
    expect((await send({ broadcast: true })).status).toBe(422);
    expect((await send({ broadcast: true, trigger_properties: { points: 1 } })).status).toBe(201);
  });

  it("holds for planned sends when they are asked for", async () => {
    const { key, id } = await started("refuse");
    const schedule = { time: new Date(Date.now() + 3_600_000).toISOString() };
    const body = { campaign_id: id, recipients: [to("a")], schedule };
    expect(await call("POST", "/campaigns/trigger/schedule/create", { key, body })).toMatchObject({
      status: 422,
      body: { errors: [{ field: "recipients.0.trigger_properties.points" }] },
    });
  });
});

describe("a trigger contract that warns", () => {
  it("sends, and says beside the results what is wrong", async () => {
    const { send } = await started("warn");
    expect(await send({ recipients: [to("a", { points: 1.5 })] })).toMatchObject({
      status: 201,
      body: {
        results: [{ status: "accepted" }],
        errors: [{ code: "trigger_property_type", field: "recipients.0.trigger_properties.points" }],
      },
    });
    expect((await send({ recipients: [to("a", { points: 1 })] })).body.errors).toBeUndefined();
  });
});

describe("a changed trigger contract", () => {
  it("is in force from the next launch on, and warned about while calls arrive", async () => {
    const { key, id, send } = await started("refuse");
    const change = (properties: object[]) =>
      call("PATCH", `/campaigns/${id}`, { key, body: { trigger_contract: { mode: "refuse", properties } } });
    const breaking = [points, { name: "coupon" }];
    expect(codes(await change(breaking))).not.toContain("trigger_contract_breaking");

    const good = { recipients: [to("a", { points: 1 })] };
    expect((await send(good)).status).toBe(201);
    const changed = await change(breaking);
    expect(changed.body.problems).toContainEqual(
      expect.objectContaining({
        code: "trigger_contract_breaking",
        severity: "warning",
        field: "trigger_contract.properties.1",
        hint: expect.stringContaining("1 call"),
      }),
    );
    expect(changed.body.has_unpublished_changes).toBe(true);
    expect((await send(good)).status).toBe(201);
    await call("POST", `/campaigns/${id}/launch`, { key, body: {} });
    expect(await send(good)).toMatchObject({
      status: 422,
      body: { errors: [{ field: expect.stringContaining("coupon") }] },
    });
    expect(codes(await change([{ ...points, type: "number" }]))).not.toContain("trigger_contract_breaking");
  });

  it("is refused when it lists a property twice", async () => {
    const { key, id } = await started("warn");
    const body = { trigger_contract: { properties: [points, points] } };
    expect(await call("PATCH", `/campaigns/${id}`, { key, body })).toMatchObject({
      status: 422,
      body: { errors: [{ code: "duplicate_property", field: "trigger_contract.properties.1.name" }] },
    });
  });
});

describe("the calls of a campaign", () => {
  it("are listed with the reasons of those that were refused", async () => {
    const { key, id, send } = await started("refuse");
    const sent = await send({
      send_id: "s1",
      recipients: [to("a", { points: 1 }), to("nobody", { points: 1 })],
    });
    await send({ recipients: [to("a")] });
    const { requests } = (await call("GET", `/campaigns/${id}/calls`, { key })).body;
    expect(requests).toMatchObject([
      {
        status: 422,
        caller: "test",
        errors: [{ code: "trigger_property_missing" }],
        recipients: 1,
        accepted: null,
      },
      {
        status: 201,
        dispatch_id: sent.body.dispatch_id,
        send_id: "s1",
        errors: [],
        recipients: 2,
        accepted: 1,
      },
    ]);
    const failed = await call("GET", `/campaigns/${id}/calls?outcome=failed&limit=1`, { key });
    expect(failed.body.requests).toHaveLength(1);
    const other = await keyOf(await createWorkspace());
    expect((await call("GET", `/campaigns/${id}/calls`, { key: other })).status).toBe(404);
  });

  it("are found by dispatch id, send id and Idempotency-Key, with what became of them", async () => {
    const { key, id, send } = await started("warn");
    const body = { send_id: "spring", recipients: [to("a", { points: 1 })] };
    const sent = await send(body, { "idempotency-key": "order-77" });
    await send({ recipients: [to("b", { points: 1 })] });
    const { dispatch_id: dispatch, results } = sent.body;
    for (const query of ["idempotency_key=order-77", "send_id=spring", `dispatch_id=${dispatch}`]) {
      expect(await call("GET", `/sends?${query}`, { key })).toMatchObject({
        status: 200,
        body: {
          sends: [
            {
              dispatch_id: dispatch,
              send_id: "spring",
              campaign_id: id,
              kind: "campaign_trigger",
              counts: { pending: 1 },
              deliveries: [{ delivery_id: results[0]?.delivery_id, external_user_id: "a" }],
            },
          ],
          next_cursor: null,
        },
      });
    }
    await inOrder(call, key, id);
    const foreign = await keyOf(await createWorkspace());
    expect((await call("GET", `/sends?dispatch_id=${dispatch}`, { key: foreign })).body.sends).toEqual([]);
    expect((await call("GET", "/sends?idempotency_key=never", { key })).body.sends).toEqual([]);
  });
});

/** Two pages of one each are the whole list. */
async function inOrder(api: Call, key: string, id: string): Promise<void> {
  const first = (await api("GET", `/sends?campaign_id=${id}&limit=1`, { key })).body;
  const second = (await api("GET", `/sends?campaign_id=${id}&limit=1&cursor=${first.next_cursor}`, { key }))
    .body;
  expect([first.sends.length, second.sends.length, second.next_cursor]).toEqual([1, 1, null]);
  expect(first.sends[0]?.dispatch_id).not.toBe(second.sends[0]?.dispatch_id);
}

function codes(answer: { body: { problems: { code: string }[] } }): string[] {
  return answer.body.problems.map(({ code }) => code);
}
