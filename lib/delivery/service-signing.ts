/** Keys by which receivers know us: those of the workspace, or own ones of a host. Both are rotated with an overlap. */
import { hostKey } from "#lib/host/service.ts";
import { hostSigning, lockHostSigning, ownKeyHosts, storeHostSigning } from "#lib/host/service-signing.ts";
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
  type WorkspaceSigningView,
} from "./signing-keys.ts";
import { lockWorkspaceSigning, saveWorkspaceSigning, workspaceSigning } from "./store-signing.ts";
import { VERIFY_SNIPPETS } from "./verify-snippets.ts";

const derived = new Map<string, SigningKey>();

/** The first key of a workspace, derived so that it needs no storage and is the same in every process. */
function derivedSigningKey(workspaceId: string): SigningKey {
  let key = derived.get(workspaceId);
  if (!key) {
    key = signingKey(signingSecret(workspaceId));
    derived.set(workspaceId, key);
  }
  return key;
}

/** The value of that first key: `whsec_…`. */
export function signingSecret(workspaceId: string, encryptionKey?: string): string {
  return `whsec_${derivedKey(`webhook signing of ${workspaceId}`, encryptionKey).toString("base64")}`;
}

const parsed = new WeakMap<object, StoredKey[]>();
const opened = new Map<string, SigningKey>();
const MAX_OPENED = 10_000;

interface Known {
  loadedAt: number;
  keys: Promise<StoredKey[]>;
}
const known = new Map<string, Known>();
const REMEMBER_MS = 1_000;
const MAX_KNOWN = 10_000;

/** The stored list of a workspace, remembered for a second so that a rotation counts for all workers soon. */
function storedKeysOf(workspaceId: string): Promise<StoredKey[]> {
  const present = known.get(workspaceId);
  if (present && Date.now() - present.loadedAt < REMEMBER_MS) return present.keys;
  const keys = workspaceSigning(workspaceId).then(parseSigningKeys);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(workspaceId, { loadedAt: Date.now(), keys });
  keys.catch(() => known.delete(workspaceId));
  return keys;
}

/** The keys of a workspace that sign now, the newest first. */
export async function workspaceKeys(workspaceId: string, now: Date): Promise<readonly SigningKey[]> {
  const active = activeKeys(await storedKeysOf(workspaceId), now);
  if (active.length === 0) return [derivedSigningKey(workspaceId)];
  return active.map((key) => (key.sealed === null ? derivedSigningKey(workspaceId) : openKey(key.sealed)));
}

/** The keys that sign a request now, the newest first. `stored` is the host's list as the database holds it. */
export async function keysOf(
  workspaceId: string,
  stored: unknown,
  now: Date,
): Promise<readonly SigningKey[]> {
  const ofWorkspace = await workspaceKeys(workspaceId, now);
  if (!Array.isArray(stored) || stored.length === 0) return ofWorkspace;
  let list = parsed.get(stored);
  if (!list) {
    list = parseSigningKeys(stored);
    parsed.set(stored, list);
  }
  const active = activeKeys(list, now).flatMap((key) =>
    key.sealed === null ? ofWorkspace : [openKey(key.sealed)],
  );
  return active.length > 0 ? active : ofWorkspace;
}

function openKey(sealed: string): SigningKey {
  let key = opened.get(sealed);
  if (!key) {
    key = signingKey(open(sealed));
    if (opened.size >= MAX_OPENED) opened.clear();
    opened.set(sealed, key);
  }
  return key;
}

/** The keys of the workspace without their values, and how to check signatures. */
export async function getWorkspaceSigning(context: Context): Promise<WorkspaceSigningView> {
  const { workspaceId, now } = context;
  const [stored, hosts] = await Promise.all([workspaceSigning(workspaceId), ownKeyHosts(workspaceId)]);
  return toWorkspaceView(parseSigningKeys(stored), hosts, now);
}

/** Gives the workspace a new key; hosts with keys of their own keep those. This answer is the only one with its value. */
export async function rotateWorkspaceSigning(
  context: Context,
  input: RotateSigning,
): Promise<WorkspaceSigningView & { secret: string }> {
  const { workspaceId, now } = context;
  const { fresh, secret } = freshKey(input, now);
  const after = await inTransaction(async (sql) => {
    const before = parseSigningKeys(await lockWorkspaceSigning(sql, workspaceId));
    const after = rotatedKeys(before, fresh, input.overlap_seconds, now);
    await saveWorkspaceSigning(sql, workspaceId, after);
    const change = { key_id: fresh.key_id, overlap_seconds: input.overlap_seconds };
    const subject = { type: "workspace", id: workspaceId };
    await recordAudit(context, { action: "workspace.signing_rotated", subject, after: change }, sql);
    return after;
  });
  known.delete(workspaceId);
  return { ...toWorkspaceView(after, await ownKeyHosts(workspaceId), now), secret };
}

/** The value receivers of the workspace need now; looking at it is recorded. */
export async function revealWorkspaceSigning(context: Context): Promise<{ secret: string }> {
  const { workspaceId } = context;
  const secret = await newestWorkspaceSecret(context);
  const subject = { type: "workspace", id: workspaceId };
  await recordAudit(context, { action: "workspace.signing_revealed", subject });
  return { secret };
}

async function newestWorkspaceSecret({ workspaceId, now }: Context): Promise<string> {
  const [newest] = activeKeys(parseSigningKeys(await workspaceSigning(workspaceId)), now);
  return newest?.sealed ? open(newest.sealed) : signingSecret(workspaceId);
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
  const { fresh, secret } = freshKey(input, context.now);
  const after = await inTransaction(async (sql) => {
    const before = parseSigningKeys(await lockHostSigning(sql, context.workspaceId, host, context.now));
    const after = rotatedKeys(before, fresh, input.overlap_seconds, context.now);
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
    return after;
  });
  return { ...toView(host, after, context.now), secret };
}

/** The value receivers of this host need now; looking at it is recorded. */
export async function revealSigning(context: Context, key: string): Promise<{ secret: string }> {
  const host = hostKey(key);
  const [newest] = activeKeys(parseSigningKeys(await hostSigning(context.workspaceId, host)), context.now);
  const subject = { type: "host", id: host };
  await recordAudit(context, { action: "host.signing_revealed", subject });
  return { secret: newest?.sealed ? open(newest.sealed) : await newestWorkspaceSecret(context) };
}

function freshKey(input: RotateSigning, now: Date): { fresh: StoredKey; secret: string } {
  const secret = usableSecret(input.secret);
  return {
    secret,
    fresh: { key_id: newId(), sealed: seal(secret), created_at: now.toISOString(), until: null },
  };
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
  const shown = activeKeys(stored, now).map((key) => ({
    key_id: key.key_id,
    source: key.sealed === null ? ("workspace" as const) : ("host" as const),
    created_at: key.sealed === null ? null : key.created_at,
    until: key.until,
  }));
  return { host, keys: shown.length > 0 ? shown : [FIRST_KEY], verify: VERIFY_SNIPPETS };
}

const FIRST_KEY = { key_id: "workspace", source: "workspace" as const, created_at: null, until: null };

function toWorkspaceView(stored: readonly StoredKey[], ownHosts: string[], now: Date): WorkspaceSigningView {
  const shown = activeKeys(stored, now).map((key) => ({
    key_id: key.key_id,
    source: "workspace" as const,
    created_at: key.sealed === null ? null : key.created_at,
    until: key.until,
  }));
  return { keys: shown.length > 0 ? shown : [FIRST_KEY], own_key_hosts: ownHosts, verify: VERIFY_SNIPPETS };
}
