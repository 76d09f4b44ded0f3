import type { Context } from "#lib/platform/context.ts";
import { AppError, conflict, type KeyCaller, notFound } from "#lib/platform/errors.ts";
import { isId } from "#lib/platform/id.ts";
import { holdsEverything } from "#lib/workspace/permissions.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { addressAllowed } from "./addresses.ts";
import {
  ALL_SCOPES,
  type ApiKeyInput,
  type ApiKeyPatch,
  type ApiKeyView,
  type CreatedApiKey,
  keyStatus,
} from "./schema.ts";
import * as store from "./store.ts";
import { hashOf, matchesHash, newToken, prefixOf } from "./token.ts";
import { type KeyLimits, livesLonger, widens } from "./widening.ts";

const TOUCH_AFTER_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Who calls with this key. Throws 401 for a key that is unknown, ended or revoked, 403 from a foreign address. */
export async function contextFromApiKey(
  token: string,
  address: string | null,
  requestId: string,
  now: Date,
): Promise<Context> {
  const candidates = await store.findByPrefix(prefixOf(token));
  const key = candidates.find((candidate) => matchesHash(token, candidate.hash));
  if (!key) throw unauthorized("unknown_api_key", "This API key is not known.");
  const caller: KeyCaller = { workspaceId: key.workspaceId, apiKeyId: key.id, name: key.name };
  const status = keyStatus(key, now);
  if (status !== "active") throw unauthorized(`api_key_${status}`, `This API key is ${status}.`, caller);
  if (!addressAllowed(address, key.allowedAddresses)) throw foreignAddress(address, caller);
  if (!key.lastUsedAt || now.getTime() - key.lastUsedAt.getTime() > TOUCH_AFTER_MS) {
    await store.touchApiKey(key.id, now);
  }
  return {
    workspaceId: key.workspaceId,
    actor: { kind: "api_key", apiKeyId: key.id, name: key.name, madeBy: key.createdByUser },
    scopes: key.scopes,
    requestId,
    now,
  };
}

export async function listApiKeys(context: Context): Promise<ApiKeyView[]> {
  const keys = await store.listApiKeys(context.workspaceId);
  return keys.map((key) => toView(key, context.now));
}

export async function getApiKey(context: Context, id: string): Promise<ApiKeyView> {
  return toView(await requireKey(context, id), context.now);
}

/** Makes a key. The answer is the only place where its token ever appears. */
export async function createApiKey(context: Context, input: ApiKeyInput): Promise<CreatedApiKey> {
  requireOwnScopes(context, input.scopes);
  const token = newToken();
  const key = await store.insertApiKey({
    workspaceId: context.workspaceId,
    name: input.name,
    prefix: prefixOf(token),
    hash: hashOf(token),
    scopes: [...new Set(input.scopes)],
    allowedAddresses: input.allowed_addresses,
    createdBy: nameOf(context),
    createdByUser: personOf(context),
    createdAt: context.now,
    expiresAt: input.expires_at ? new Date(input.expires_at) : null,
  });
  const view = toView(key, context.now);
  await recordAudit(context, {
    action: "api_key.created",
    subject: { type: "api_key", id: key.id },
    after: view,
  });
  return { ...view, token };
}

/** Stores a key whose value the operator chose, with all scopes. */
export async function createGivenApiKey(workspaceId: string, token: string, now: Date): Promise<void> {
  await store.insertApiKey({
    workspaceId,
    name: "Initial key",
    prefix: prefixOf(token),
    hash: hashOf(token),
    scopes: [ALL_SCOPES],
    allowedAddresses: [],
    createdBy: null,
    createdByUser: null,
    createdAt: now,
    expiresAt: null,
  });
}

export async function changeApiKey(context: Context, id: string, patch: ApiKeyPatch): Promise<ApiKeyView> {
  const before = await requireKey(context, id);
  const limits: Partial<KeyLimits> = {
    ...(patch.scopes === undefined ? {} : { scopes: [...new Set(patch.scopes)] }),
    ...(patch.allowed_addresses === undefined ? {} : { allowedAddresses: patch.allowed_addresses }),
    ...(patch.expires_at === undefined
      ? {}
      : { expiresAt: patch.expires_at ? new Date(patch.expires_at) : null }),
  };
  if (widens(before, limits)) requireOwnScopes(context, [...before.scopes, ...(limits.scopes ?? [])]);
  if (before.replacedBy && limits.expiresAt !== undefined && livesLonger(before.expiresAt, limits.expiresAt))
    throw replaced("Use the key that replaced it.");
  const name = patch.name === undefined ? {} : { name: patch.name };
  const updated = await store.updateApiKey(context.workspaceId, id, { ...name, ...limits });
  if (!updated) throw notFound("api key");
  const [was, is] = [toView(before, context.now), toView(updated, context.now)];
  await recordAudit(context, {
    action: "api_key.changed",
    subject: { type: "api_key", id },
    before: was,
    after: is,
  });
  return is;
}

/** Makes a successor with the same rights; the old key works on for the overlap. */
export async function rotateApiKey(
  context: Context,
  id: string,
  overlapHours: number,
): Promise<CreatedApiKey> {
  const old = await requireKey(context, id);
  if (keyStatus(old, context.now) !== "active") {
    throw conflict("api_key_not_active", "Only an active key can be rotated.", "Create a new key instead.");
  }
  if (old.replacedBy) {
    throw replaced("Rotate the key that replaced it.");
  }
  requireOwnScopes(context, old.scopes);
  const token = newToken();
  const planned = new Date(context.now.getTime() + overlapHours * HOUR_MS);
  const oldEndsAt = old.expiresAt && old.expiresAt < planned ? old.expiresAt : planned;
  const key = await store.replaceApiKey(old.id, oldEndsAt, {
    workspaceId: old.workspaceId,
    name: old.name,
    prefix: prefixOf(token),
    hash: hashOf(token),
    scopes: old.scopes,
    allowedAddresses: old.allowedAddresses,
    createdBy: nameOf(context),
    createdByUser: personOf(context),
    createdAt: context.now,
    expiresAt: old.expiresAt,
  });
  const after = { api_key_id: key.id, old_key_ends_at: oldEndsAt.toISOString() };
  await recordAudit(context, { action: "api_key.rotated", subject: { type: "api_key", id }, after });
  return { ...toView(key, context.now), token };
}

/** Ends a key at once, for good. */
export async function revokeApiKey(context: Context, id: string): Promise<ApiKeyView> {
  const key = await requireKey(context, id);
  if (key.revokedAt) return toView(key, context.now);
  const revoked = await store.updateApiKey(context.workspaceId, id, { revokedAt: context.now });
  if (!revoked) throw notFound("api key");
  await recordAudit(context, { action: "api_key.revoked", subject: { type: "api_key", id } });
  return toView(revoked, context.now);
}

async function requireKey(context: Context, id: string): Promise<store.ApiKeyRow> {
  const key = isId(id) ? await store.findApiKey(context.workspaceId, id) : null;
  if (!key) throw notFound("api key");
  return key;
}

function replaced(hint: string): AppError {
  return conflict("api_key_replaced", "This key was replaced already.", hint);
}

/** Nobody makes a key, or opens one, that may do more than they may. A role that holds every scope may give "all". */
function requireOwnScopes(context: Context, scopes: readonly string[]): void {
  const { actor } = context;
  if (context.scopes.includes(ALL_SCOPES) || (actor.kind === "user" && holdsEverything(actor.role))) return;
  const missing = [...new Set(scopes)].filter((scope) => !context.scopes.includes(scope));
  if (missing.length === 0) return;
  const message = `You cannot give what you may not do yourself: ${missing.join(", ")}.`;
  throw new AppError("forbidden", message, {
    errors: [
      {
        code: "scope_exceeds_own",
        field: "scopes",
        message,
        hint: "Leave these scopes out, or ask an admin.",
      },
    ],
  });
}

/** A key that a key makes is its maker's as well. */
function personOf({ actor }: Context): string | null {
  if (actor.kind === "user") return actor.userId;
  return actor.kind === "api_key" ? (actor.madeBy ?? null) : null;
}

function nameOf(context: Context): string | null {
  return context.actor.kind === "system" ? null : context.actor.name;
}

function unauthorized(code: string, message: string, caller?: KeyCaller): AppError {
  return new AppError("unauthorized", message, {
    errors: [{ code, message, hint: "Check the key, or create one under Developers → API keys." }],
    headers: { "www-authenticate": "Bearer" },
    caller,
  });
}

function foreignAddress(address: string | null, caller: KeyCaller): AppError {
  const message = `This API key may not be used from ${address ?? "an unknown address"}.`;
  return new AppError("forbidden", message, {
    errors: [
      {
        code: "address_not_allowed",
        message,
        hint: "Add the address to the key under Developers → API keys.",
      },
    ],
    caller,
  });
}

function toView(key: store.ApiKeyRow, now: Date): ApiKeyView {
  return {
    api_key_id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: key.scopes,
    allowed_addresses: key.allowedAddresses,
    status: keyStatus(key, now),
    created_by: key.createdBy,
    created_at: key.createdAt.toISOString(),
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    replaced_by: key.replacedBy,
  };
}
