/** K239, Q239: a secret leaves for the hosts it is bound to and for no other, and no echo of it is kept or shown. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { putHost } from "#lib/host/service.ts";
import type { Context } from "#lib/platform/context.ts";
import { changeSecret, createSecret } from "#lib/secret/service.ts";
import { closeLines, line } from "#lib/testing/case-line.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { type RunningWorker, startWorker } from "../start-worker.ts";

useTestDatabase();

const VALUE = "s3cr3t/väl+ue";

let worker: RunningWorker;
let other: Receiver;

beforeAll(async () => {
  worker = await startWorker();
  other = await startReceiver();
});
afterAll(async () => {
  await worker.stop();
  await other.close();
  await closeLines();
});

const secret = (context: Context, name: string, allowed_hosts: string[]) =>
  createSecret(context, { name, value: VALUE, note: "", allowed_hosts });

describe("K239 the client secret of OAuth 2", () => {
  const oauth = (token: Receiver) => ({
    type: "oauth2",
    token_url: `${token.url}/token`,
    client_id: "me",
    secret: "client",
    client_authentication: "body",
  });
  const settings = (token: Receiver) => hostSettingsSchema.parse({ auth: oauth(token) });

  it("bound to the token endpoint, goes there for a delivery to another host", async () => {
    const one = await line({ timeout_ms: 5_000 });
    const token = await startReceiver();
    token.answerWith({ status: 200, body: '{"access_token":"t0ken-1"}' });
    await secret(one.context, "client", [token.host]);
    await putHost(one.context, one.receiver.host, settings(token));
    await one.send("/x");
    await one.until("delivered");
    expect(new URLSearchParams(token.requests[0]?.body).get("client_secret")).toBe(VALUE);
    expect(one.receiver.requests[0]?.headers.authorization).toBe("Bearer t0ken-1");
    await token.close();
  });

  it("bound to the host of the delivery, is refused with a token_url elsewhere, which never gets it", async () => {
    const one = await line({ timeout_ms: 5_000 });
    const evil = await startReceiver();
    await secret(one.context, "client", [one.receiver.host]);
    await expect(putHost(one.context, one.receiver.host, settings(evil))).rejects.toMatchObject({
      status: 422,
      errors: [{ code: "secret_not_allowed", field: "auth.token_url" }],
    });
    // Bound only after the settings were saved: then the send finds out.
    await changeSecret(one.context, "client", { allowed_hosts: [] });
    await putHost(one.context, one.receiver.host, settings(evil));
    await changeSecret(one.context, "client", { allowed_hosts: [one.receiver.host] });
    await one.send("/x");
    const [delivery] = await one.until("aborted");
    expect(delivery?.reason).toBe("secret_not_allowed");
    expect([evil.requests, one.receiver.requests]).toEqual([[], []]);
    await evil.close();
  });
});

describe("K239 connected content", () => {
  const calling = (url: string) => `{% connected_content ${url} :no_cache :save answer %}{{ answer.name }}`;
  const withKey = (host: Receiver) =>
    `{% assign key = secrets.crm %}${calling(`${host.url}/c?key={{ key }}`)}`;
  const called = (host: Receiver) => host.requests.filter((request) => request.url.startsWith("/c"));

  it("never takes a bound secret to another host, whatever host the message goes to", async () => {
    const one = await line({ timeout_ms: 5_000 });
    await secret(one.context, "crm", [one.receiver.host]);
    other.requests.length = 0;
    await one.send("/x", { body: withKey(other) });
    const [delivery] = await one.until("aborted");
    expect(delivery).toMatchObject({ reason: "secret_not_allowed", attempts_count: 0 });
    expect(delivery?.next_reason).toContain(`"crm" may not be sent to ${other.host}`);
    expect([other.requests, one.receiver.requests]).toEqual([[], []]);
  });

  it("takes one to the host it is bound to, for a message that goes elsewhere without it", async () => {
    const one = await line({ timeout_ms: 5_000 });
    await secret(one.context, "crm", [other.host]);
    other.answerWith({ status: 200, body: '{"name":"Bo"}' });
    await one.send("/x", { body: withKey(other) });
    await one.until("delivered");
    expect(called(other).map(({ url }) => decodeURIComponent(url))).toEqual([`/c?key=${VALUE}`]);
    expect(one.receiver.requests.map(({ body }) => body)).toEqual(['"Bo"']);
    await one.send("/x", { body: `[${withKey(other)},{{ key }}]` });
    await one.until("aborted");
    expect(one.receiver.requests).toHaveLength(1);
  });
});

describe("Q239 a receiver that repeats what it was sent", () => {
  const repeats = (receiver: Receiver, status = 200) =>
    receiver.answerWith(({ url, headers, body }) => {
      const basic = /^Basic (.+)$/.exec(String(headers.authorization))?.[1] ?? "";
      return {
        status,
        headers: { "x-repeated": String(headers.authorization) },
        body: JSON.stringify({ url, headers, body, user: Buffer.from(basic, "base64").toString() }),
      };
    });

  it.each([
    ["bearer", { type: "bearer", secret: "crm" }],
    ["basic", { type: "basic", username: "zoe", secret: "crm" }],
    ["header", { type: "header", name: "X-Key", secret: "crm" }],
  ])("nothing of a %s preset is kept, after a failure neither", async (_type, auth) => {
    const one = await line({ timeout_ms: 5_000, schedule_seconds: [] });
    await createSecret(one.context, { name: "crm", value: "s3cr3t-value", note: "", allowed_hosts: [] });
    await putHost(one.context, one.receiver.host, hostSettingsSchema.parse({ auth }));
    repeats(one.receiver, 400);
    await one.send("/x");
    const [delivery] = await one.until("failed");
    const sent = JSON.stringify(one.receiver.requests[0]?.headers);
    expect(sent).toMatch(/s3cr3t-value|em9lOnMzY3IzdC12YWx1ZQ==/);
    expect(delivery?.attempts[0]?.response?.body).toContain("••••");
    expect(JSON.stringify(delivery)).not.toMatch(/s3cr3t|em9lOnMzY3IzdC/);
  });

  it("nothing of the secrets of a message is kept, retries after a rotation included", async () => {
    const one = await line({ timeout_ms: 5_000, schedule_seconds: [1] });
    await createSecret(one.context, { name: "crm", value: "s3cr3t/val?ue", note: "", allowed_hosts: [] });
    repeats(one.receiver, 500);
    const authorization = 'Basic {{ secrets.crm | prepend: "zoe:" | base64_encode }}';
    await one.send("/x?k={{ secrets.crm }}", {
      body: '{"key":{{ secrets.crm | json }}}',
      headers: { authorization },
    });
    await one.receiver.waitFor(1);
    await changeSecret(one.context, "crm", { value: "an0ther-value" });
    const [delivery] = await one.until("failed");
    expect(one.receiver.requests.map(({ body }) => body)).toEqual(Array(2).fill('{"key":"s3cr3t/val?ue"}'));
    expect(delivery?.attempts).toHaveLength(2);
    expect(delivery?.attempts.every(({ response }) => response?.body?.includes("••••"))).toBe(true);
    expect(JSON.stringify(delivery)).not.toMatch(/s3cr3t|val%3Fue|em9lOnMzY3IzdC/);
  });

  it("nothing of a token that was fetched is kept", async () => {
    const one = await line({ timeout_ms: 5_000 });
    await createSecret(one.context, { name: "client", value: "s3cr3t-value", note: "", allowed_hosts: [] });
    repeats(one.receiver);
    one.receiver.script("/token", [{ body: '{"access_token":"t0ken-of-theirs"}' }]);
    const auth = {
      type: "oauth2",
      token_url: `${one.receiver.url}/token`,
      client_id: "me",
      secret: "client",
    };
    await putHost(one.context, one.receiver.host, hostSettingsSchema.parse({ auth }));
    await one.send("/x");
    const [delivery] = await one.until("delivered");
    expect(delivery?.attempts[0]?.response?.headers["x-repeated"]).toBe("Bearer ••••");
    expect(JSON.stringify(delivery)).not.toContain("t0ken");
  });

  it("what a request without secrets gets back is kept as it came", async () => {
    const one = await line({ timeout_ms: 5_000 });
    await createSecret(one.context, { name: "crm", value: "s3cr3t-value", note: "", allowed_hosts: [] });
    one.receiver.answerWith({ body: "a s3cr3t-value of their own" });
    await one.send("/x");
    const [delivery] = await one.until("delivered");
    expect(delivery?.attempts[0]?.response?.body).toBe("a s3cr3t-value of their own");
  });
});
