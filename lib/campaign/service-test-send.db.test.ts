/** A test send is what a delivery would be: same credentials, same signature, same guard. */
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rotateSigning } from "#lib/delivery/service-signing.ts";
import { rotateSigningSchema } from "#lib/delivery/signing-keys.ts";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { putHost } from "#lib/host/service.ts";
import type { Context } from "#lib/platform/context.ts";
import { createSecret } from "#lib/secret/service.ts";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { testSendInputSchema } from "./preview-schema.ts";
import { createCampaignSchema } from "./schema.ts";
import { createCampaign } from "./service.ts";
import { previewCampaign, testSend } from "./service-preview.ts";

useTestDatabase();
const api = useApi();

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

async function campaignOf(context: Context): Promise<string> {
  const webhook = { url: `${receiver.url}/test`, body: { type: "json", value: { a: 1 } } };
  const input = createCampaignSchema.parse({ name: "C", variations: [{ name: "A", webhook }] });
  return (await createCampaign(context, input)).campaign_id;
}

const user = { external_id: "u1" };

async function tested(context: Context, id: string) {
  receiver.requests.length = 0;
  const answer = await testSend({ ...context, now: new Date() }, id, testSendInputSchema.parse({ user }));
  const [request] = receiver.requests;
  if (!request) throw new Error("nothing arrived");
  const verifies = (secret: string): boolean => {
    try {
      new Webhook(secret).verify(request.body, request.headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  };
  return { answer, request, verifies };
}

it("carries the credentials of the host, and shows them to nobody, even when they are repeated", async () => {
  receiver.answerWith(({ headers }) => ({ body: `{"got":"${headers.authorization}"}` }));
  const context = await createWorkspace();
  await createSecret(context, { name: "crm", value: "s3cr3t-value", note: "", allowed_hosts: [] });
  const auth = { type: "bearer", secret: "crm" };
  await putHost(context, receiver.host, hostSettingsSchema.parse({ auth }));
  const { answer, request } = await tested(context, await campaignOf(context));
  expect(request.headers.authorization).toBe("Bearer s3cr3t-value");
  expect(answer.attempt).toMatchObject({ kind: "test", status_code: 200, outcome: "done" });
  expect(answer.attempt).toMatchObject({ response: { body: '{"got":"Bearer ••••"}' } });
  expect(JSON.stringify(answer)).not.toContain("s3cr3t");
  const shown = ["webhook-id", "webhook-timestamp", "idempotency-key", "user-agent"];
  expect(answer.attempt.request_headers).toMatchObject({
    ...Object.fromEntries(shown.map((name) => [name, request.headers[name]])),
    authorization: "••••",
    "webhook-signature": "v1,••••",
  });
});

it("previews call no host with a secret that is bound to another, and say so", async () => {
  const context = await createWorkspace();
  await createSecret(context, {
    name: "crm",
    value: "s3cr3t-value",
    allowed_hosts: ["crm.example"],
    note: "",
  });
  const value = `{% connected_content ${receiver.url}/c?k={{ secrets.crm }} :save c %}{{ c.name }}`;
  const webhook = { url: "https://crm.example/", body: { type: "text", value } };
  const input = createCampaignSchema.parse({ name: "C", variations: [{ name: "A", webhook }] });
  const { campaign_id: id } = await createCampaign(context, input);
  receiver.requests.length = 0;
  const preview = await previewCampaign(context, id, { user });
  expect(preview.error).toMatchObject({
    reason: "secret_not_allowed",
    code: "connected_content.secret_not_allowed",
    field: "webhook.body",
    message: `The secret "crm" may not be sent to ${receiver.host}, so connected_content was not called.`,
  });
  await expect(testSend(context, id, testSendInputSchema.parse({ user }))).rejects.toMatchObject({
    status: 422,
  });
  expect(receiver.requests).toHaveLength(0);
});

it("previews make no calls for readers, and read only for writers", async () => {
  const context = await createWorkspace();
  await createSecret(context, { name: "crm", value: "s3cr3t-value", allowed_hosts: [], note: "" });
  const call = (rest: string) =>
    `{% connected_content ${receiver.url}/c?k={{ secrets.crm }} ${rest} :save c %}`;
  const value = `${call("")}${call(":method post")}{{ c.name }}`;
  const webhook = { url: "https://crm.example/", body: { type: "text", value } };
  const input = createCampaignSchema.parse({ name: "C", variations: [{ name: "A", webhook }] });
  const { campaign_id: id } = await createCampaign(context, input);
  receiver.requests.length = 0;
  const unavailable = { code: "connected_content.unavailable" };
  const read = await previewCampaign({ ...context, scopes: ["campaigns.read"] }, id, { user });
  expect(read.warnings).toContainEqual(expect.objectContaining(unavailable));
  expect(receiver.requests).toHaveLength(0);
  const written = await previewCampaign({ ...context, scopes: ["campaigns.read", "campaigns.write"] }, id, {
    user,
  });
  expect(written.warnings).toContainEqual(expect.objectContaining(unavailable));
  expect(receiver.requests.map(({ method, url }) => [method, url])).toEqual([["GET", "/c?k=s3cr3t-value"]]);
});

it("is signed with the key of the host when it has one, else with the key of the workspace", async () => {
  const context = await createWorkspace();
  const key = await keyOf(context);
  const id = await campaignOf(context);
  const revealed = await api("POST", "/workspace/signing/reveal", { key, body: {} });
  const ofWorkspace = revealed.body.secret as string;
  expect((await tested(context, id)).verifies(ofWorkspace)).toBe(true);
  const own = await rotateSigning(
    { ...context, now: new Date() },
    receiver.host,
    rotateSigningSchema.parse({ overlap_seconds: 0 }),
  );
  const after = await tested(context, id);
  expect(after.verifies(own.secret)).toBe(true);
  expect(after.verifies(ofWorkspace)).toBe(false);
});

it.each(["http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[::ffff:10.0.0.1]/", "http://0xa.1/"])(
  "I134 to %s is refused like any other send",
  async (url) => {
    const context = await createWorkspace();
    const id = await campaignOf(context);
    const input = testSendInputSchema.parse({ user, url });
    const answer = await testSend({ ...context, now: new Date() }, id, input);
    expect(answer.attempt).toMatchObject({ status_code: null, error_class: "blocked" });
  },
);
