import { describe, expect, it } from "vitest";
import type { Entries, VendorRequest } from "./vendor.ts";
import type { VendorId } from "./vendor-ids.ts";
import { VENDORS } from "./vendors.ts";

const NOW = new Date("2026-03-04T05:06:07Z");
const KEY = "8f14e45f-ceea-467f-a8f4-6e1b2a3c4d5e";

function request(
  method: string,
  path: string,
  headers: Record<string, string>,
  body: unknown,
): VendorRequest {
  const [plain = "", query = ""] = path.split("?");
  return {
    id: "0190f0aa-0000-7000-8000-000000000001",
    method,
    path: plain,
    query: new URLSearchParams(query),
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
    now: NOW,
  };
}

/** Sends requests one after the other to one stand-in; answers what each got. */
function send(vendor: VendorId, ...requests: VendorRequest[]): { status: number; body: unknown }[] {
  let entries: Entries = {};
  return requests.map((one) => {
    const { answer, writes } = VENDORS[vendor].handle(one, entries);
    entries = { ...entries, ...writes };
    return { status: answer.status, body: answer.body };
  });
}

const bearer = { authorization: "Bearer sample" };
const push = (text: string, retryKey = KEY) =>
  request(
    "POST",
    "/v2/bot/message/push",
    { ...bearer, "x-line-retry-key": retryKey },
    { to: "U1", messages: [{ type: "text", text }] },
  );
const reward = (key: string, amount: number) =>
  request(
    "POST",
    "/v1/players/u1/rewards",
    { ...bearer, "idempotency-key": key },
    { kind: "coins", amount, reason: "level 10" },
  );
const lead = (id: string, body: unknown = { LastName: "A", Company: "B" }) =>
  request("PATCH", `/services/data/v68.0/sobjects/Lead/AppUserId__c/${id}`, bearer, body);
const card = (parts: object = {}) => ({
  to: { name: "Ann", address_line1: "1 St", address_city: "X", address_state: "CA", address_zip: "94107" },
  front: "tmpl_a",
  back: "tmpl_b",
  use_type: "marketing",
  ...parts,
});
const postcard = (body: unknown, headers: Record<string, string> = {}) =>
  request(
    "POST",
    "/v1/postcards",
    { authorization: `Basic ${btoa("test_key:")}`, "idempotency-key": KEY, ...headers },
    body,
  );

describe("stand-ins of vendors", () => {
  it("LINE sends once per retry key and says so afterwards", () => {
    const [first, second] = send("line", push("hi"), push("hi"));
    expect([first?.status, second?.status]).toEqual([200, 409]);
    expect(second?.body).toMatchObject({
      message: "The retry key is already accepted",
      sentMessages: [{ id: expect.any(String) }],
    });
  });

  it.each([
    [push(""), 400],
    [push("hi", "no-uuid"), 400],
    [{ ...push("hi"), headers: { "content-type": "application/json" } }, 401],
    [{ ...push("hi"), path: "/v2/bot/message/broadcast" }, 404],
  ])("LINE refuses what is wrong (%#)", (wrong, status) => {
    expect(send("line", wrong)[0]?.status).toBe(status);
  });

  it("a ledger books once per key and refuses another body under it", () => {
    const answers = send("game", reward("a", 100), reward("a", 100), reward("a", 50), reward("b", 20));
    expect(answers.map((answer) => answer.status)).toEqual([201, 200, 409, 201]);
    expect(answers[3]?.body).toMatchObject({ balance: 120 });
  });

  it("Salesforce creates, then updates, and names duplicates", () => {
    expect(
      send("salesforce", lead("u1"), lead("u1"), lead("double1"), lead("u2", {})).map((a) => a.status),
    ).toEqual([201, 200, 300, 400]);
  });

  it("Lob takes JSON and forms, and knows repeats", () => {
    const form =
      "to[name]=Ann&to[address_line1]=1&to[address_city]=X&to[address_state]=CA&to[address_zip]=1&front=a&back=b&use_type=marketing";
    const asForm = postcard(form, {
      "content-type": "application/x-www-form-urlencoded",
      "idempotency-key": "f",
    });
    const answers = send(
      "lob",
      postcard(card()),
      postcard(card()),
      asForm,
      postcard(card({ front: "other" })),
    );
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 422]);
    expect(answers[0]?.body).toEqual(answers[1]?.body);
  });

  it.each([
    [
      "hubspot",
      request("PATCH", "/crm/objects/2026-09/contacts/a%40b.c?idProperty=email", bearer, {
        properties: { n: 1 },
      }),
      400,
    ],
    [
      "hubspot",
      request("PATCH", "/crm/objects/2026-09/contacts/a%40b.c?idProperty=email", bearer, {
        properties: { n: "1" },
      }),
      200,
    ],
    ["segment", request("POST", "/v1/track", {}, { event: "x" }), 200],
    [
      "amplitude",
      request(
        "POST",
        "/2/httpapi",
        {},
        { api_key: "k", events: [{ user_id: "u", event_type: "x", insert_id: "i", time: 1 }] },
      ),
      200,
    ],
    [
      "messenger",
      request("POST", "/v25.0/1/messages", bearer, {
        recipient: { id: "quiet-1" },
        messaging_type: "RESPONSE",
        message: { text: "x" },
      }),
      400,
    ],
    ["fcm", request("POST", "/v1/projects/p/messages:send", bearer, { message: { token: "gone-1" } }), 404],
    [
      "fcm",
      request("POST", "/v1/projects/p/messages:send", bearer, {
        message: { token: "t", data: { level: 1 } },
      }),
      400,
    ],
    ["ifttt", request("POST", "/trigger//with/key/abc", {}, {}), 404],
    ["ifttt", request("POST", "/trigger/x/with/key/abc", {}, {}), 200],
    ["playfab", request("POST", "/Inventory/AddInventoryItems", {}, {}), 401],
    [
      "square",
      request("POST", "/v2/loyalty/accounts/a/adjust", bearer, {
        idempotency_key: "k",
        adjust_points: { points: "5" },
      }),
      400,
    ],
    [
      "signalbox",
      request("POST", "/users/track", bearer, { events: [{ external_id: "u", name: "x" }] }),
      201,
    ],
  ] as const)("%s judges a request (%#)", (vendor, one, status) => {
    expect(send(vendor, one)[0]?.status).toBe(status);
  });

  it("OneSignal answers 200 without an id when nobody is there", () => {
    const body = {
      app_id: "a",
      contents: { en: "x" },
      include_aliases: { external_id: ["nobody1"] },
      idempotency_key: KEY,
    };
    const [answer] = send("onesignal", request("POST", "/notifications", { authorization: "Key k" }, body));
    expect(answer).toMatchObject({ status: 200, body: { id: "" } });
  });
});
