/** Every endpoint that existing REST clients know, one fact after the other: what it takes, what it answers, where it ends. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { type Answer, keyOf, useApi } from "#lib/testing/api-server.ts";
import type { Fact, World } from "#lib/testing/braze-fact.ts";
import { READ_FACTS } from "#lib/testing/braze-read-facts.ts";
import { SEND_FACTS } from "#lib/testing/braze-send-facts.ts";
import { USER_FACTS } from "#lib/testing/braze-user-facts.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

const FACTS = { ...USER_FACTS, ...SEND_FACTS, ...READ_FACTS };

useTestDatabase();
const call = useApi();
let world: World;
let context: Context;

beforeAll(async () => {
  context = await createWorkspace();
  world = await settle(await keyOf(context));
});

const webhook = { url: "https://api.example.com/x", body: { type: "json", value: { a: "{{${user_id}}}" } } };
const everybody = { op: "and", filters: [] };

async function settle(key: string): Promise<World> {
  const made = async (path: string, body: object): Promise<Answer["body"]> => {
    const answer = await call("POST", path, { key, body });
    expect([path, answer.status, answer.text]).toEqual([path, 201, expect.any(String)]);
    return answer.body;
  };
  const launched = async (kind: "campaigns" | "canvas", id: string): Promise<string> => {
    expect(await call("POST", `/${kind}/${id}/launch`, { key, body: {} })).toMatchObject({ status: 200 });
    return id;
  };
  await made("/users/track", {
    attributes: [
      { external_id: "a", first_name: "Zoë", email: "zoe@example.com", tier: "gold", visits: 1 },
      { external_id: "b", tier: "blue" },
    ],
    events: [{ external_id: "a", name: "booked" }],
  });
  await made("/users/alias/new", {
    user_aliases: [{ external_id: "a", alias_name: "zoe", alias_label: "crm" }],
  });
  const campaign = { name: "C", tags: ["t"], delivery: { type: "api_trigger" }, variations: [{ webhook }] };
  const triggered = await made("/campaigns", campaign);
  const api = await made("/campaigns", { name: "API", type: "api", variations: [{ name: "Webhook" }] });
  await call("POST", `/campaigns/${api.campaign_id}/launch`, { key, body: {} });
  const steps = [{ id: "hi", name: "Hi", type: "message", webhook, next: null }];
  const canvas = await made("/canvas", { name: "J", tags: ["t"], entry: { type: "api_trigger" }, steps });
  const stopped = await made("/canvas", { name: "Stopped", entry: { type: "api_trigger" }, steps });
  const paused = await made("/campaigns", { ...campaign, name: "Paused" });
  const draft = await made("/campaigns", { ...campaign, name: "Draft" });
  await launched("campaigns", paused.campaign_id);
  await call("POST", `/campaigns/${paused.campaign_id}/pause`, { key, body: {} });
  return {
    campaign: await launched("campaigns", triggered.campaign_id),
    variation: triggered.variations[0]?.message_variation_id ?? "",
    apiCampaign: api.campaign_id,
    apiVariation: api.variations[0]?.message_variation_id ?? "",
    canvas: await launched("canvas", canvas.canvas_id),
    inactiveCanvas: stopped.canvas_id,
    pausedCampaign: paused.campaign_id,
    draftCampaign: draft.campaign_id,
    segment: (await made("/segments", { name: "S", tags: ["t"], filter: everybody })).segment_id,
    block: (await made("/content_blocks", { name: "footer", content: "Bye" })).content_block_id,
    inHours: (hours) => new Date(Date.now() + hours * 3_600_000).toISOString(),
    wallInHours: (hours) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19),
  };
}

function ask(endpoint: string, given: object, key?: string): Promise<Answer> {
  const [method = "", path = ""] = endpoint.split(" ");
  if (method !== "GET") return call(method, path, { ...(key ? { key } : {}), body: given });
  const query = new URLSearchParams(given as Record<string, string>).toString();
  return call(method, query === "" ? path : `${path}?${query}`, key ? { key } : {});
}

describe.each(Object.entries(FACTS))("%s", (endpoint, facts) => {
  let key = "";
  beforeAll(async () => {
    key = await keyOf(context);
  });

  it.each(facts.map((fact): [string, Fact] => [fact.says, fact]))("%s", async (_, fact) => {
    const prepared = fact.before ? await ask(fact.before.endpoint, fact.before.given(world, {}), key) : null;
    if (prepared) expect([prepared.status < 300, prepared.text]).toEqual([true, expect.any(String)]);
    const address = fact.query ? `${endpoint}?${fact.query}` : endpoint;
    const answer = await ask(address, fact.given(world, prepared?.body ?? {}), key);
    expect(answer).toMatchObject({ status: fact.status, body: fact.answer(world) });
    expect(Number(answer.headers.get("x-ratelimit-limit"))).toBeGreaterThan(0);
    expect(Number(answer.headers.get("x-ratelimit-reset"))).toBeGreaterThan(Date.now() / 1000 - 5);
    if (answer.status < 300) expect(answer.body.message).toBe("success");
    else
      expect(answer.body).toMatchObject({
        message: expect.stringMatching(/\S/),
        errors: expect.arrayContaining([
          expect.objectContaining({ code: expect.any(String), message: expect.any(String) }),
        ]),
        request_id: expect.any(String),
      });
  });

  it("passes over fields it does not know", async () => {
    const [fact] = facts;
    if (!fact || fact.before) throw new Error("The first fact of an endpoint stands for itself.");
    const given = { ...fact.given(world, {}), unheard_of: "x" };
    // What was made once cannot be made again under the same name.
    const answer = await ask(endpoint, { ...given, ...("name" in given ? { name: "again" } : {}) }, key);
    expect([answer.status, answer.text]).toEqual([fact.status, expect.any(String)]);
  });

  it("is refused without a key, without the scope, and when it is not JSON", async () => {
    const given = facts[0]?.given(world, {}) ?? {};
    expect(await ask(endpoint, given)).toMatchObject({
      status: 401,
      body: { errors: [{ code: "unauthorized" }] },
    });
    expect(await ask(endpoint, given, "sbx_unknown")).toMatchObject({
      status: 401,
      body: { errors: [{ code: "unknown_api_key" }] },
    });
    const weak = await keyOf(context, ["events.read"]);
    expect(await ask(endpoint, given, weak)).toMatchObject({
      status: 403,
      body: { errors: [{ code: "missing_scope" }] },
    });
    if (endpoint.startsWith("GET")) return;
    const path = endpoint.split(" ")[1] ?? "";
    for (const raw of ['{"a":', "[1", ""])
      expect((await call("POST", path, { key, raw })).status, raw).toBeGreaterThanOrEqual(400);
    expect(await call("POST", path, { key, raw: '{"a":' })).toMatchObject({
      status: 400,
      body: { errors: [{ code: "invalid_json" }] },
    });
  });
});

it("covers every endpoint of the contract", () => {
  const contract = `users/track users/delete users/export/ids messages/send messages/schedule/create
    messages/schedule/update messages/schedule/delete messages/scheduled_broadcasts campaigns/trigger/send
    campaigns/trigger/schedule/create campaigns/trigger/schedule/update campaigns/trigger/schedule/delete campaigns/list
    campaigns/details campaigns/data_series canvas/trigger/send canvas/trigger/schedule/create
    canvas/trigger/schedule/update canvas/trigger/schedule/delete canvas/list canvas/details canvas/data_series
    segments/list segments/details sends/id/create sends/data_series content_blocks/create content_blocks/update
    content_blocks/info content_blocks/list`.split(/\s+/);
  const covered = Object.keys(FACTS).map((endpoint) => endpoint.replace(/^\w+ \//, ""));
  expect(covered.toSorted()).toEqual(contract.toSorted());
});
