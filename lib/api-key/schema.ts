import { z } from "zod";
import { isScope, type Scope } from "#lib/workspace/permissions.ts";
import { isAddressRule } from "./addresses.ts";

/** Everything, now and later. */
export const ALL_SCOPES = "*";

const ScopeName = z.custom<Scope | "*">((value) => value === ALL_SCOPES || isScope(value), {
  message: "This scope is not known.",
  params: { code: "unknown_scope", hint: "Choose scopes from the list under Developers → API keys." },
});

const AddressRule = z
  .string()
  .trim()
  .refine(isAddressRule, {
    message: "This is neither an address nor a range.",
    params: { code: "invalid_address", hint: "Write 203.0.113.7 or 203.0.113.0/24." },
  });

const Name = z.string().trim().min(1, "Give the key a name.").max(100);

export const ApiKeyInput = z.strictObject({
  name: Name,
  scopes: z.array(ScopeName).min(1, "Choose at least one scope.").max(200),
  allowed_addresses: z.array(AddressRule).max(100).default([]),
  expires_at: z.iso.datetime({ offset: true }).nullable().default(null),
});
export type ApiKeyInput = z.output<typeof ApiKeyInput>;

/** Scopes and addresses of a key can be changed later: the key stays the same secret. */
export const ApiKeyPatch = z.strictObject({
  name: Name.optional(),
  scopes: ApiKeyInput.shape.scopes.optional(),
  allowed_addresses: z.array(AddressRule).max(100).optional(),
  expires_at: z.iso.datetime({ offset: true }).nullable().optional(),
});
export type ApiKeyPatch = z.output<typeof ApiKeyPatch>;

export const RotateInput = z.strictObject({
  /** How long the old key keeps working beside the new one. */
  overlap_hours: z.number().min(0).max(720).default(24),
});

export const ApiKeyView = z.object({
  api_key_id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  allowed_addresses: z.array(z.string()),
  status: z.enum(["active", "expired", "revoked"]),
  created_by: z.string().nullable(),
  created_at: z.string(),
  expires_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
  /** The key that a rotation made in its place; both work until this one expires. */
  replaced_by: z.string().nullable(),
});
export type ApiKeyView = z.output<typeof ApiKeyView>;

export const ApiKeyList = z.object({ api_keys: z.array(ApiKeyView) });
/** The only answer that carries the key itself. */
export const CreatedApiKey = ApiKeyView.extend({ token: z.string() });
export type CreatedApiKey = z.output<typeof CreatedApiKey>;

export interface ApiKeyDates {
  expiresAt: Date | null;
  revokedAt: Date | null;
}

/** Whether a key may be used at `now`. */
export function keyStatus(key: ApiKeyDates, now: Date): ApiKeyView["status"] {
  if (key.revokedAt && key.revokedAt <= now) return "revoked";
  if (key.expiresAt && key.expiresAt <= now) return "expired";
  return "active";
}
