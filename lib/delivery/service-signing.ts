/** Keys by which receivers know us: one per workspace from the start, own ones per host when they are rotated. */
import { hostKey } from "#lib/host/service.ts";
import { hostSigning, storeHostSigning } from "#lib/host/service-signing.ts";
import type { Context } from "#lib/platform/context.ts";
import { derivedKey, open, seal } from "#lib/platform/crypto.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { invalid } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { newSigningSecret, type SigningKey, signingKey } from "./sign.ts";
import {
  activeKeys,
  parseSigningKeys,
  type RotateSigning,
  rotatedKeys,
  type SigningView,
  type StoredKey,
} from "./signing-keys.ts";
import { VERIFY_SNIPPETS } from "./verify-snippets.ts";

const keys = new Map<string, SigningKey>();

/** The workspace's signing key, derived so that it needs no storage and is the same in every process. */
export function workspaceKey(workspaceId: string): SigningKey {
  let key = keys.get(workspaceId);
  if (!key) {
    key = signingKey(signingSecret(workspaceId));
    keys.set(workspaceId, key);
  }
  return key;
}

/** What receivers verify signatures with: `whsec_…`. */
export function signingSecret(workspaceId: string, encryptionKey?: string): string {
  return `whsec_${derivedKey(`webhook signing of ${workspaceId}`, encryptionKey).toString("base64")}`;
}

const parsed = new WeakMap<object, StoredKey[]>();
const opened = new Map<string, SigningKey>();
const MAX_OPENED = 10_000;

/** The keys that sign a request now, the newest first. `stored` is the host's list as the database holds it. */
export function keysOf(workspaceId: string, stored: unknown, now: Date): readonly SigningKey[] {
  if (!Array.isArray(stored) || stored.length === 0) return [workspaceKey(workspaceId)];
  let list = parsed.get(stored);
  if (!list) {
    list = parseSigningKeys(stored);
    parsed.set(stored, list);
  }
  const active = activeKeys(list, now).map((key) => openKey(workspaceId, key));
  return active.length > 0 ? active : [workspaceKey(workspaceId)];
}

function openKey(workspaceId: string, stored: StoredKey): SigningKey {
  if (stored.sealed === null) return workspaceKey(workspaceId);
  let key = opened.get(stored.sealed);
  if (!key) {
    key = signingKey(open(stored.sealed));
    if (opened.size >= MAX_OPENED) opened.clear();
    opened.set(stored.sealed, key);
  }
  return key;
}

/** The keys of a host without their values, and how to check signatures. */
export async function getSigning(context: Context, key: string): Promise<SigningView> {
  const host = hostKey(key);
  return toView(host, parseSigningKeys(await hostSigning(context.workspaceId, host)), context.now);
}

/** Gives the host a new key. This answer is the only one that carries its value. */
export async function rotateSigning(
  context: Context,
  key: string,
  input: RotateSigning,
): Promise<SigningView & { secret: string }> {
  const host = hostKey(key);
  const secret = usableSecret(input.secret);
  const fresh = {
    key_id: newId(),
    sealed: seal(secret),
    created_at: context.now.toISOString(),
    until: null,
  };
  const before = parseSigningKeys(await hostSigning(context.workspaceId, host));
  const after = rotatedKeys(before, fresh, input.overlap_seconds, context.now);
  await inTransaction(async (sql) => {
    await storeHostSigning(sql, context.workspaceId, host, after, context.now);
    await recordAudit(
      context,
      {
        action: "host.signing_rotated",
        subject: { type: "host", id: host },
        after: { key_id: fresh.key_id, overlap_seconds: input.overlap_seconds },
      },
      sql,
    );
  });
  return { ...toView(host, after, context.now), secret };
}

/** The value receivers of this host need now; looking at it is recorded. */
export async function revealSigning(context: Context, key: string): Promise<{ secret: string }> {
  const host = hostKey(key);
  const [newest] = activeKeys(parseSigningKeys(await hostSigning(context.workspaceId, host)), context.now);
  const subject = { type: "host", id: host };
  await recordAudit(context, { action: "host.signing_revealed", subject });
  return { secret: newest?.sealed ? open(newest.sealed) : signingSecret(context.workspaceId) };
}

function usableSecret(given: string | undefined): string {
  const secret = given ?? newSigningSecret();
  try {
    signingKey(secret);
    return secret.startsWith("whsec_") ? secret : `whsec_${secret}`;
  } catch {
    throw invalid([
      {
        code: "invalid_signing_secret",
        field: "secret",
        message: "A signing secret is whsec_ followed by 24 to 64 bytes in base64.",
        hint: "Leave it out to get a new random one.",
      },
    ]);
  }
}

function toView(host: string, stored: readonly StoredKey[], now: Date): SigningView {
  const active = activeKeys(stored, now);
  const shown = active.map((key) => ({
    key_id: key.key_id,
    source: key.sealed === null ? ("workspace" as const) : ("host" as const),
    created_at: key.sealed === null ? null : key.created_at,
    until: key.until,
  }));
  const ofWorkspace = { key_id: "workspace", source: "workspace" as const, created_at: null, until: null };
  return { host, keys: shown.length > 0 ? shown : [ofWorkspace], verify: VERIFY_SNIPPETS };
}
