import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createInboundSchema, type InboundScheme } from "./schema.ts";
import { changeInbound, createInbound, getInbound, inboundCalls } from "./service.ts";
import { acceptAgain, answerChallenge, receiveInbound } from "./service-receive.ts";

useTestDatabase();

const SECRET = "s3cret";
const order = { id: "evt_1", type: "order_paid", customer: "u1", data: { total: 12.5 } };
const mapping = { event: "$.type", external_id: "$.customer", event_id: "$.id", properties: "$.data" };

async function endpoint(context: Context, scheme: InboundScheme, map: object = mapping) {
  const input = createInboundSchema.parse({ name: scheme, scheme, secret: SECRET, mapping: map });
  const view = await createInbound(context, input);
  return { id: view.inbound_id, token: view.url.split("/").at(-1) ?? "" };
}

const hmac = (text: string, encoding: "hex" | "base64") =>
  createHmac("sha256", SECRET).update(text).digest(encoding);
const seconds = (now: Date) => Math.floor(now.getTime() / 1000);

const SIGNERS: Record<string, (text: string, now: Date) => Record<string, string>> = {
  standard_webhooks: (text, now) => ({
    "webhook-id": "msg_1",
    "webhook-timestamp": String(seconds(now)),
    "webhook-signature": `v1,xx v1,${hmac(`msg_1.${seconds(now)}.${text}`, "base64")}`,
  }),
  stripe: (text, now) => ({
    "stripe-signature": `t=${seconds(now)},v1=${hmac(`${seconds(now)}.${text}`, "hex")}`,
  }),
  github: (text) => ({ "x-hub-signature-256": `sha256=${hmac(text, "hex")}`, "x-github-delivery": "d-1" }),
  messenger: (text) => ({ "x-hub-signature-256": `sha256=${hmac(text, "hex")}` }),
  shopify: (text) => ({ "x-shopify-hmac-sha256": hmac(text, "base64") }),
  line: (text) => ({ "x-line-signature": hmac(text, "base64") }),
  lob: (text, now) => ({
    "lob-signature-timestamp": String(now.getTime()),
    "lob-signature": hmac(`${now.getTime()}.${text}`, "hex"),
  }),
  token: () => ({ authorization: `Bearer ${SECRET}` }),
};

const send = (token: string, headers: Record<string, string>, text: string, now = new Date()) =>
  receiveInbound(token, { headers: new Headers(headers), body: Buffer.from(text) }, now);

async function events(context: Context) {
  const { rows } = await pool().query("SELECT name, properties FROM events WHERE workspace_id = $1", [
    context.workspaceId,
  ]);
  return rows;
}

describe("a call of another system", () => {
  it.each(Object.keys(SIGNERS))(
    "signed as %s becomes one event, however often it is sent",
    async (scheme) => {
      const context = await createWorkspace();
      const { token } = await endpoint(context, scheme as InboundScheme);
      const text = JSON.stringify(order);
      const headers = () => SIGNERS[scheme]?.(text, new Date()) ?? {};
      expect(await send(token, headers(), text)).toBe("accepted");
      expect(await send(token, headers(), text)).toBe("duplicate");
      expect(await events(context)).toEqual([{ name: "order_paid", properties: { total: 12.5 } }]);
    },
  );

  it("of github is the same call with another delivery id, which is not signed", async () => {
    const context = await createWorkspace();
    const { id, token } = await endpoint(context, "github");
    const text = JSON.stringify(order);
    const headers = SIGNERS.github?.(text, new Date()) ?? {};
    expect(await send(token, headers, text)).toBe("accepted");
    expect(await send(token, headers, text)).toBe("duplicate");
    expect(await send(token, { ...headers, "x-github-delivery": "d-2" }, text)).toBe("duplicate");
    const { calls } = await inboundCalls(context, id, { limit: 5 });
    expect(calls.map(({ status, reason }) => `${status} ${reason}`).toSorted()).toEqual([
      "accepted null",
      "duplicate equal_body",
      "duplicate null",
    ]);
    // Whoever knows that it was another delivery may take it.
    const callId = (why: string | null) =>
      calls.find((one) => one.status === "duplicate" && one.reason === why)?.call_id;
    expect(await acceptAgain(context, id, callId("equal_body") ?? "")).toMatchObject({ status: "accepted" });
    await expect(acceptAgain(context, id, callId(null) ?? "")).rejects.toMatchObject({ status: 409 });
    expect(await events(context)).toHaveLength(1);
  });

  it.each(Object.keys(SIGNERS))(
    "with a false %s signature is refused and stores no event",
    async (scheme) => {
      const context = await createWorkspace();
      const { token } = await endpoint(context, scheme as InboundScheme);
      const text = JSON.stringify(order);
      const headers = SIGNERS[scheme]?.(text, new Date()) ?? {};
      const forged = scheme === "token" ? { authorization: "Bearer guess" } : headers;
      expect(await send(token, forged, scheme === "token" ? text : `${text} `)).toBe("forged");
      expect(await send(token, {}, text)).toBe("forged");
      expect(await events(context)).toEqual([]);
    },
  );

  it.each(["standard_webhooks", "stripe", "lob"] as const)(
    "of %s is refused outside the replay window",
    async (scheme) => {
      const context = await createWorkspace();
      const { id, token } = await endpoint(context, scheme);
      const text = JSON.stringify(order);
      const old = new Date(Date.now() - 6 * 60_000);
      expect(await send(token, SIGNERS[scheme]?.(text, old) ?? {}, text)).toBe("forged");
      const { calls } = await inboundCalls(context, id, { limit: 5 });
      expect(calls).toMatchObject([{ status: "rejected", reason: "outside_replay_window" }]);
    },
  );

  it("may carry several events, each found by paths", async () => {
    const context = await createWorkspace();
    const list = {
      items: "$.events",
      event: "line_linked",
      external_id: "$.source.userId",
      event_id: "$.webhookEventId",
    };
    const { token } = await endpoint(context, "line", list);
    const event = (n: number) => ({ webhookEventId: `w${n}`, source: { userId: `u${n}` } });
    const text = JSON.stringify({ events: [event(1), event(2)] });
    expect(await send(token, SIGNERS.line?.(text, new Date()) ?? {}, text)).toBe("accepted");
    expect(await events(context)).toHaveLength(2);
    const grown = JSON.stringify({ events: [event(1), event(2), event(3)] });
    const sendLine = (body: string) => send(token, SIGNERS.line?.(body, new Date()) ?? {}, body);
    expect(await sendLine(text)).toBe("duplicate");
    expect(await sendLine(grown)).toBe("accepted");
    expect(await sendLine(grown)).toBe("duplicate");
    expect(await events(context)).toHaveLength(3);
    const empty = JSON.stringify({ events: [] });
    expect(await send(token, SIGNERS.line?.(empty, new Date()) ?? {}, empty)).toBe("accepted");
  });

  it("that the mapping does not fit is kept with the reason, and can be accepted after a correction", async () => {
    const context = await createWorkspace();
    const { id, token } = await endpoint(context, "token", { event: "$.kind", external_id: "$.customer" });
    expect(await send(token, SIGNERS.token?.("", new Date()) ?? {}, JSON.stringify(order))).toBe("rejected");
    const { calls } = await inboundCalls(context, id, { limit: 5 });
    expect(calls).toMatchObject([{ status: "rejected", reason: "event_name_missing" }]);
    expect(JSON.stringify(calls)).not.toContain(SECRET);
    await changeInbound(context, id, { mapping: { ...mapping, unknown_person: "create" } });
    const callId = calls[0]?.call_id ?? "";
    expect(await acceptAgain(context, id, callId)).toMatchObject({ status: "accepted", events_count: 1 });
    await expect(acceptAgain(context, id, callId)).rejects.toMatchObject({ status: 409 });
    expect(await events(context)).toHaveLength(1);
  });

  it("for an unknown address, or with a body that is no JSON, stores nothing", async () => {
    const context = await createWorkspace();
    const { token } = await endpoint(context, "token");
    expect(await send("nobody", {}, "{}")).toBe("unknown");
    expect(await send(token, SIGNERS.token?.("", new Date()) ?? {}, "{nope\u0000")).toBe("rejected");
    expect(await events(context)).toEqual([]);
  });

  it("is mapped by Liquid where a path does not do", async () => {
    const context = await createWorkspace();
    const { token } = await endpoint(context, "token", {
      event: '{{ type | replace: "_", "." }}',
      external_id: "shop-{{ customer }}",
      event_id: "$.id",
      properties: { total: "{{ data.total | times: 100 }}", big: "{% if data.total > 10 %}yes{% endif %}" },
    });
    const text = JSON.stringify(order);
    expect(await send(token, SIGNERS.token?.("", new Date()) ?? {}, text)).toBe("accepted");
    expect(await events(context)).toEqual([{ name: "order.paid", properties: { total: 1250, big: "yes" } }]);
    await expect(
      endpoint(context, "token", { ...mapping, external_id: "{% connected_content https://a.example %}" }),
    ).rejects.toMatchObject({ status: 422, errors: [{ field: "mapping.external_id" }] });
  });

  it("of Messenger is preceded by a check of the address that only the verify token passes", async () => {
    const context = await createWorkspace();
    const { id, token } = await endpoint(context, "messenger");
    const { verify_token: verifyToken } = await getInbound(context, id);
    const ask = (given: string, mode = "subscribe") =>
      answerChallenge(
        token,
        new URLSearchParams({ "hub.mode": mode, "hub.verify_token": given, "hub.challenge": "4711" }),
      );
    expect(await ask(verifyToken ?? "")).toBe("4711");
    expect(await ask("guess")).toBeNull();
    expect(await ask(verifyToken ?? "", "unsubscribe")).toBeNull();
    const other = await endpoint(context, "github");
    expect(await answerChallenge(other.token, new URLSearchParams())).toBeNull();
    expect((await getInbound(context, other.id)).verify_token).toBeNull();
  });
});
