import { describe, expect, it } from "vitest";
import { workspaceKeys } from "#lib/delivery/service-signing.ts";
import { signedHeaders } from "#lib/delivery/sign.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import type { ReceiverView } from "./schema.ts";
import { patchReceiverSchema } from "./schema.ts";
import {
  clearReceiver,
  createReceiver,
  getReceiver,
  listReceived,
  listReceivers,
  patchReceiver,
  removeReceiver,
} from "./service.ts";
import { receive } from "./service-receive.ts";

useTestDatabase();

async function echoInbox(context: Context): Promise<ReceiverView> {
  const [receiver] = await listReceivers(context);
  if (!receiver) throw new Error("The inbox is missing.");
  return receiver;
}

function post(receiver: ReceiverView, headers: [string, string][] = [], body = "{}") {
  const token = receiver.url.split("/").at(-1) ?? "";
  const request = { method: "POST", path: "/a?b=1", headers, body: new TextEncoder().encode(body) };
  return receive(token, request, new Date());
}

describe("a receiver", () => {
  it("is there at the first look, once", async () => {
    const context = await createWorkspace();
    await Promise.all([listReceivers(context), listReceivers(context)]);
    expect((await listReceivers(context)).map((receiver) => receiver.name)).toEqual(["Echo inbox"]);
  });

  it("records what it got and covers credentials", async () => {
    const context = await createWorkspace();
    const receiver = await echoInbox(context);
    await post(receiver, [["authorization", "Bearer abcdefghijklmnopqrst"]], '{"a":"\u0000"}');
    const page = await listReceived(context, receiver.receiver_id, { limit: 10 });
    expect(page.requests[0]).toMatchObject({
      method: "POST",
      path: "/a?b=1",
      headers: { authorization: "Bearer ••••••qrst" },
      body: '{"a":"\uFFFD"}',
      status_code: 200,
      signature: "missing",
    });
  });

  it("tells a true signature from a false one", async () => {
    const context = await createWorkspace();
    const receiver = await echoInbox(context);
    const lines = signedHeaders({
      id: "msg_1",
      body: '{"x":1}',
      now: new Date(),
      keys: await workspaceKeys(context.workspaceId, new Date()),
      userAgent: "t",
    });
    const headers = Array.from({ length: lines.length / 2 }, (_, i): [string, string] => [
      lines[i * 2] ?? "",
      lines[i * 2 + 1] ?? "",
    ]);
    await post(receiver, headers, '{"x":1}');
    await post(receiver, headers, '{"x":2}');
    const page = await listReceived(context, receiver.receiver_id, { limit: 10 });
    expect(page.requests.map((request) => request.signature)).toEqual(["invalid", "valid"]);
  });

  it.each([
    ["repeat_last", [503, 429, 200, 200]],
    ["loop", [503, 429, 200, 503]],
  ] as const)("answers as scripted and then: %s", async (atEnd, expected) => {
    const context = await createWorkspace();
    const receiver = await echoInbox(context);
    const script = patchReceiverSchema.parse({
      script: { answers: [{ status: 503 }, { status: 429 }, { status: 200 }], at_end: atEnd },
    });
    await patchReceiver(context, receiver.receiver_id, script);
    const statuses: (number | undefined)[] = [];
    for (const _ of expected) statuses.push((await post(receiver))?.status);
    expect(statuses).toEqual([...expected]);
    const cleared = await clearReceiver(context, receiver.receiver_id);
    expect(cleared).toMatchObject({ position: 0, requests_count: 0 });
    expect((await post(receiver))?.status).toBe(503);
  });

  it("gives every one of many requests at once its own answer", async () => {
    const context = await createWorkspace();
    const receiver = await echoInbox(context);
    const answers = Array.from({ length: 20 }, (_, i) => ({ status: 200 + i }));
    await patchReceiver(context, receiver.receiver_id, patchReceiverSchema.parse({ script: { answers } }));
    const given = await Promise.all(answers.map(() => post(receiver)));
    expect(new Set(given.map((answer) => answer?.status)).size).toBe(20);
  });

  it("keeps the latest 500 requests", async () => {
    const context = await createWorkspace();
    const receiver = await echoInbox(context);
    await pool().query(
      `INSERT INTO received_requests (id, receiver_id, received_at, method, path, headers, body, answered)
       SELECT gen_random_uuid(), $1, now() - interval '1 day', 'POST', '/', '{}', '', 200 FROM generate_series(1, 600)`,
      [receiver.receiver_id],
    );
    for (let i = 0; i < 50; i++) await post(receiver);
    expect((await getReceiver(context, receiver.receiver_id)).requests_count).toBe(500);
  });

  it("is nobody else's", async () => {
    const receiver = await echoInbox(await createWorkspace());
    const other = await createWorkspace();
    const { receiver_id: id } = receiver;
    await expect(getReceiver(other, id)).rejects.toMatchObject({ status: 404 });
    await expect(listReceived(other, id, { limit: 1 })).rejects.toMatchObject({ status: 404 });
    await expect(removeReceiver(other, id)).rejects.toMatchObject({ status: 404 });
    expect(
      await receive("guess", { method: "GET", path: "/", headers: [], body: new Uint8Array() }, new Date()),
    ).toBeNull();
  });

  it("has a name of its own", async () => {
    const context = await createWorkspace();
    await createReceiver(context, { name: "A", vendor: null });
    await expect(createReceiver(context, { name: "A", vendor: null })).rejects.toMatchObject({ status: 409 });
    const other = await createReceiver(context, { name: "B", vendor: null });
    await expect(patchReceiver(context, other.receiver_id, { name: "A" })).rejects.toMatchObject({
      status: 409,
    });
  });
});
