import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { addMember, createWorkspace } from "#lib/testing/factories.ts";
import { ApiKeyInput, type ApiKeyPatch } from "./schema.ts";
import {
  changeApiKey,
  contextFromApiKey,
  createApiKey,
  createGivenApiKey,
  getApiKey,
  listApiKeys,
  revokeApiKey,
  rotateApiKey,
} from "./service.ts";

useTestDatabase();

const now = new Date("2026-05-01T12:00:00Z");
const hoursLater = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const input = (more: object = {}) => ApiKeyInput.parse({ name: "Shop", scopes: ["users.track"], ...more });
const use = (token: string, at: Date = now, address: string | null = "203.0.113.7") =>
  contextFromApiKey(token, address, "request", at);

describe("API keys", () => {
  let context: Context;
  beforeEach(async () => {
    context = await createWorkspace(now);
  });

  it("act in their workspace with their scopes", async () => {
    const key = await createApiKey(context, input());
    expect(await use(key.token)).toMatchObject({
      workspaceId: context.workspaceId,
      scopes: ["users.track"],
      actor: { kind: "api_key", apiKeyId: key.api_key_id, name: "Shop" },
    });
  });

  it("are refused when unknown, even with a known prefix", async () => {
    const { token } = await createApiKey(context, input());
    await expect(use(`${token.slice(0, 12)}${"x".repeat(35)}`)).rejects.toMatchObject({ status: 401 });
    await expect(use("nope")).rejects.toMatchObject({ status: 401 });
  });

  it("end at their expiry", async () => {
    const { token } = await createApiKey(context, input({ expires_at: hoursLater(1).toISOString() }));
    await use(token, hoursLater(0.9));
    await expect(use(token, hoursLater(1))).rejects.toMatchObject({
      status: 401,
      errors: [{ code: "api_key_expired" }],
    });
  });

  it("are refused from addresses that are not on their list", async () => {
    const { token } = await createApiKey(context, input({ allowed_addresses: ["203.0.113.0/24"] }));
    await use(token, now, "203.0.113.99");
    await expect(use(token, now, "198.51.100.1")).rejects.toMatchObject({ status: 403 });
    await expect(use(token, now, null)).rejects.toMatchObject({ status: 403 });
  });

  it("stop at once when revoked, and stay listed", async () => {
    const { token, api_key_id: id } = await createApiKey(context, input());
    await revokeApiKey(context, id);
    await expect(use(token)).rejects.toMatchObject({ errors: [{ code: "api_key_revoked" }] });
    expect(await listApiKeys(context)).toMatchObject([{ api_key_id: id, status: "revoked" }]);
  });

  it("rotate with an overlap in which both work", async () => {
    const old = await createApiKey(context, input({ allowed_addresses: ["203.0.113.0/24"] }));
    const next = await rotateApiKey(context, old.api_key_id, 24);
    expect(next).toMatchObject({
      name: "Shop",
      scopes: ["users.track"],
      allowed_addresses: ["203.0.113.0/24"],
    });
    await use(old.token, hoursLater(23));
    await use(next.token, hoursLater(23));
    await expect(use(old.token, hoursLater(24))).rejects.toMatchObject({ status: 401 });
    await use(next.token, hoursLater(25));
  });

  it("note their use at most once a minute", async () => {
    const { token, api_key_id: id } = await createApiKey(context, input());
    await use(token, now);
    await use(token, new Date(now.getTime() + 30_000));
    expect(await getApiKey(context, id)).toMatchObject({ last_used_at: now.toISOString() });
    await use(token, hoursLater(1));
    expect(await getApiKey(context, id)).toMatchObject({ last_used_at: hoursLater(1).toISOString() });
  });

  it("change scopes and addresses without a new secret", async () => {
    const { token, api_key_id: id } = await createApiKey(context, input());
    await changeApiKey(context, id, { scopes: ["messages.send"], allowed_addresses: ["198.51.100.1"] });
    await expect(use(token)).rejects.toMatchObject({ status: 403 });
    expect(await use(token, now, "198.51.100.1")).toMatchObject({ scopes: ["messages.send"] });
  });

  it("cannot hold more than their maker may do", async () => {
    const engineer: Context = { ...context, scopes: ["users.track", "api_keys.write"] };
    await expect(createApiKey(engineer, input({ scopes: ["members.write"] }))).rejects.toMatchObject({
      status: 403,
    });
    await expect(createApiKey(engineer, input({ scopes: ["*"] }))).rejects.toMatchObject({ status: 403 });
    await createApiKey(engineer, input());
    expect(await listApiKeys(context)).toHaveLength(1);
  });

  it("with the members' scope alone cannot make a key for everything", async () => {
    const caller: Context = {
      ...context,
      actor: { kind: "api_key", apiKeyId: "k", name: "Key" },
      scopes: ["members.write", "api_keys.write"],
    };
    await expect(createApiKey(caller, input({ scopes: ["*"] }))).rejects.toMatchObject({ status: 403 });
  });

  it("are narrowed by whoever writes keys, and opened by those alone who may do what they may", async () => {
    const narrow = { allowed_addresses: ["198.51.100.1"], expires_at: hoursLater(5).toISOString() };
    const { api_key_id: id } = await createApiKey(context, input({ scopes: ["*"] }));
    const engineer = await addMember(context, "eng", "engineer");
    await changeApiKey(engineer, id, narrow);
    const openings: ApiKeyPatch[] = [
      { allowed_addresses: [] },
      { expires_at: null },
      { scopes: ["users.delete"] },
    ];
    for (const opened of openings)
      await expect(changeApiKey(engineer, id, opened)).rejects.toMatchObject({
        errors: [{ code: "scope_exceeds_own" }],
      });
    const admin = await addMember(context, "adm", "admin");
    expect(await changeApiKey(admin, id, { allowed_addresses: [] })).toMatchObject({ allowed_addresses: [] });
  });

  it("that were replaced are not brought back to life", async () => {
    const { api_key_id: id } = await createApiKey(context, input());
    await rotateApiKey(context, id, 1);
    await expect(changeApiKey(context, id, { expires_at: null })).rejects.toMatchObject({
      errors: [{ code: "api_key_replaced" }],
    });
    await changeApiKey(context, id, { expires_at: now.toISOString() });
  });

  it("keep exactly the value an operator chose, with all scopes", async () => {
    await createGivenApiKey(context.workspaceId, "chosen-by-the-operator", now);
    expect(await use("chosen-by-the-operator")).toMatchObject({ scopes: ["*"] });
    await expect(use("chosen-by-the-other")).rejects.toMatchObject({ status: 401 });
  });

  it("are out of reach of another workspace", async () => {
    const { api_key_id: id } = await createApiKey(context, input());
    const stranger = await createWorkspace(now);
    expect(await listApiKeys(stranger)).toEqual([]);
    await expect(getApiKey(stranger, id)).rejects.toMatchObject({ status: 404 });
    await expect(revokeApiKey(stranger, id)).rejects.toMatchObject({ status: 404 });
    await expect(rotateApiKey(stranger, id, 1)).rejects.toMatchObject({ status: 404 });
    await expect(changeApiKey(stranger, id, { name: "Mine" })).rejects.toMatchObject({ status: 404 });
  });
});
