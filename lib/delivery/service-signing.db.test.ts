import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { owe, type Sender, startSender, statuses } from "#lib/testing/dispatching.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { type Received, type Receiver, startReceiver } from "#lib/testing/receiver.ts";

useTestDatabase();
const api = useApi();

let sender: Sender;
let receiver: Receiver;
beforeAll(async () => {
  sender = await startSender();
  receiver = await startReceiver();
});
afterAll(async () => {
  await sender.stop();
  await receiver.close();
});

async function delivered(workspaceId: string): Promise<Received> {
  const [id = ""] = await owe(workspaceId, [{ url: `${receiver.url}/signed` }]);
  await expect.poll(() => statuses([id]), { timeout: 8_000, interval: 20 }).toEqual({ delivered: 1 });
  const request = receiver.requests.find((seen) => seen.headers["webhook-id"] === id);
  if (!request) throw new Error("nothing arrived");
  return request;
}

function verifies(secret: string, request: Received): boolean {
  try {
    new Webhook(secret).verify(request.body, request.headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

const keysIn = (answer: { body: Record<string, unknown> }): unknown[] => answer.body.keys as unknown[];

const signatures = (request: Received): number =>
  String(request.headers["webhook-signature"]).split(" ").length;

describe("signing keys of a workspace", () => {
  it("are all kept when several people rotate at once, and so are those of a host", async () => {
    const key = await keyOf(await createWorkspace());
    for (const path of ["/workspace/signing", "/hosts/new.example/signing"]) {
      const rotate = () => api("POST", `${path}/rotate`, { key, body: { overlap_seconds: 3_600 } });
      const [one, two] = await Promise.all([rotate(), rotate()]);
      const longest = [one, two].toSorted((a, b) => keysIn(b).length - keysIn(a).length)[0];
      expect(longest && keysIn(longest)).toHaveLength(3);
    }
  });

  it("K158, K159 sign everything, and both of them while a rotation overlaps", async () => {
    const context = await createWorkspace();
    const key = await keyOf(context);
    const first = (await api("POST", "/workspace/signing/reveal", { key, body: {} })).body.secret as string;
    expect(verifies(first, await delivered(context.workspaceId))).toBe(true);

    const rotated = await api("POST", "/workspace/signing/rotate", { key, body: { overlap_seconds: 3_600 } });
    expect(rotated.status).toBe(200);
    expect(rotated.body.keys).toHaveLength(2);
    const both = await delivered(context.workspaceId);
    expect([signatures(both), verifies(first, both), verifies(rotated.body.secret, both)]).toEqual([
      2,
      true,
      true,
    ]);

    const again = await api("POST", "/workspace/signing/rotate", { key, body: { overlap_seconds: 0 } });
    const alone = await delivered(context.workspaceId);
    expect([signatures(alone), verifies(first, alone), verifies(again.body.secret, alone)]).toEqual([
      1,
      false,
      true,
    ]);
    const revealed = await api("POST", "/workspace/signing/reveal", { key, body: {} });
    expect(revealed.body.secret).toBe(again.body.secret);
  });

  it("K162 give way to the own key of a host, and count for it while its rotation overlaps", async () => {
    const context = await createWorkspace();
    const key = await keyOf(context);
    const path = `/hosts/${encodeURIComponent(receiver.host)}/signing`;
    const ofHost = await api("POST", `${path}/rotate`, { key, body: { overlap_seconds: 3_600 } });
    const ofWorkspace = await api("POST", "/workspace/signing/rotate", { key, body: { overlap_seconds: 0 } });
    expect(ofWorkspace.body.own_key_hosts).toEqual([receiver.host]);
    const request = await delivered(context.workspaceId);
    expect(verifies(ofHost.body.secret, request)).toBe(true);
    expect(verifies(ofWorkspace.body.secret, request)).toBe(true);
  });

  it("are not handed out to who may only read, and a bad secret is refused by name", async () => {
    const context = await createWorkspace();
    const reader = await keyOf(context, ["workspace.read"]);
    const view = await api("GET", "/workspace/signing", { key: reader });
    expect(view.status).toBe(200);
    expect(view.text).not.toContain('"whsec_');
    expect((await api("POST", "/workspace/signing/reveal", { key: reader, body: {} })).status).toBe(403);
    const key = await keyOf(context);
    const refused = await api("POST", "/workspace/signing/rotate", { key, body: { secret: "whsec_short" } });
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0]).toMatchObject({ code: "invalid_signing_secret", field: "secret" });
    const late = await api("POST", "/workspace/signing/rotate", { key, body: { overlap_seconds: 700_000 } });
    expect(late.body.errors[0]?.message).toContain("between 0 and 604800");
  });
});
