/** Use cases around secrets: keep, rotate, forget, and hand the values to whoever renders. */
import type { Context } from "#lib/platform/context.ts";
import { open, seal } from "#lib/platform/crypto.ts";
import { inPrismaTransaction, sqlOf } from "#lib/platform/db.ts";
import { conflict, notFound } from "#lib/platform/errors.ts";
import { isId } from "#lib/platform/id.ts";
import { log } from "#lib/platform/log.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import type { CreateSecret, PatchSecret, SecretView } from "./schema.ts";
import {
  deleteSecretRow,
  findSecret,
  insertSecret,
  listSecretRows,
  loadSealedSecrets,
  type SecretRow,
  touchSecrets,
  updateSecret,
} from "./store.ts";

export async function listSecrets(context: Context): Promise<SecretView[]> {
  return (await listSecretRows(context.workspaceId)).map(toView);
}

/** One secret by id or name, without its value. */
export async function getSecret(context: Context, key: string): Promise<SecretView> {
  return toView(await secretOrThrow(context, key));
}

export async function createSecret(context: Context, input: CreateSecret): Promise<SecretView> {
  const row = await inPrismaTransaction(async (tx) => {
    const inserted = await insertSecret(tx, {
      workspaceId: context.workspaceId,
      name: input.name,
      note: input.note,
      sealed: seal(input.value),
      allowedHosts: input.allowed_hosts,
      now: context.now,
    });
    if (!inserted) {
      throw conflict(
        "secret_name_taken",
        `There is already a secret named "${input.name}".`,
        "Change that one, or choose another name.",
      );
    }
    const subject = { type: "secret", id: inserted.id };
    await recordAudit(context, { action: "secret.created", subject, after: toView(inserted) }, sqlOf(tx));
    return inserted;
  });
  forget(context.workspaceId);
  return toView(row);
}

/** Changes the note or the hosts, or rotates the value. */
export async function changeSecret(context: Context, key: string, patch: PatchSecret): Promise<SecretView> {
  const before = await secretOrThrow(context, key);
  const after: SecretRow = {
    ...before,
    note: patch.note ?? before.note,
    allowedHosts: patch.allowed_hosts ?? before.allowedHosts,
    updatedAt: context.now,
  };
  await inPrismaTransaction(async (tx) => {
    await updateSecret(tx, context.workspaceId, before.id, {
      note: after.note,
      allowedHosts: after.allowedHosts,
      updatedAt: after.updatedAt,
      ...(patch.value === undefined ? {} : { sealed: seal(patch.value) }),
    });
    const action = patch.value === undefined ? "secret.changed" : "secret.rotated";
    const subject = { type: "secret", id: before.id };
    await recordAudit(context, { action, subject, before: toView(before), after: toView(after) }, sqlOf(tx));
  });
  forget(context.workspaceId);
  return toView(after);
}

export async function removeSecret(context: Context, key: string): Promise<void> {
  const row = await secretOrThrow(context, key);
  await inPrismaTransaction(async (tx) => {
    await deleteSecretRow(tx, context.workspaceId, row.id);
    const subject = { type: "secret", id: row.id };
    await recordAudit(context, { action: "secret.deleted", subject, before: toView(row) }, sqlOf(tx));
  });
  forget(context.workspaceId);
}

/** Secret name → hosts it is bound to, for checks that must not see values. */
export async function secretBindings(workspaceId: string): Promise<Map<string, string[]>> {
  const rows = await listSecretRows(workspaceId);
  return new Map(rows.map((row) => [row.name, row.allowedHosts]));
}

/** Stands in for each value where nothing is sent. */
const HIDDEN = "••••";

/** The workspace's secrets by name without their values: for whoever renders and does not send. */
export async function hiddenSecretsFor(workspaceId: string): Promise<ReadonlyMap<string, UsableSecret>> {
  const bindings = await secretBindings(workspaceId);
  return new Map([...bindings].map(([name, allowedHosts]) => [name, { value: HIDDEN, allowedHosts }]));
}

export interface UsableSecret {
  value: string;
  allowedHosts: readonly string[];
}

/** How long another process may go on using a value after it was rotated. */
const CACHE_MS = 1_000;
const MAX_CACHED = 1_000;
const cache = new Map<string, { loadedAt: number; secrets: Promise<ReadonlyMap<string, UsableSecret>> }>();

/** The workspace's secrets by name, opened. Never log, store or answer what this returns. */
export function secretsFor(workspaceId: string): Promise<ReadonlyMap<string, UsableSecret>> {
  const cached = cache.get(workspaceId);
  if (cached && Date.now() - cached.loadedAt < CACHE_MS) return cached.secrets;
  if (cache.size >= MAX_CACHED) cache.clear();
  const secrets = loadSecrets(workspaceId);
  cache.set(workspaceId, { loadedAt: Date.now(), secrets });
  secrets.catch(() => forget(workspaceId));
  return secrets;
}

/** How often the time a secret was last sent is written, by each process. */
const NOTE_MS = 60_000;
const notedAt = new Map<string, number>();

/**
 * Remembers when secrets were last sent: at most one write a minute for each, and nothing that a send waits for.
 * `*` stands for all of them (a name computed while rendering).
 */
export function noteSecretsUsed(workspaceId: string, names: readonly string[], at: Date): void {
  const due = names.filter((name) => at.getTime() - (notedAt.get(`${workspaceId} ${name}`) ?? 0) >= NOTE_MS);
  if (due.length === 0) return;
  if (notedAt.size > MAX_CACHED) notedAt.clear();
  for (const name of due) notedAt.set(`${workspaceId} ${name}`, at.getTime());
  touchSecrets(workspaceId, due, at).catch((error: unknown) => {
    log().warn({ err: error }, "cannot note that secrets were used");
  });
}

async function loadSecrets(workspaceId: string): Promise<ReadonlyMap<string, UsableSecret>> {
  const rows = await loadSealedSecrets(workspaceId);
  return new Map(rows.map((row) => [row.name, { value: open(row.sealed), allowedHosts: row.allowedHosts }]));
}

function forget(workspaceId: string): void {
  cache.delete(workspaceId);
}

async function secretOrThrow(context: Context, key: string): Promise<SecretRow> {
  const row = await findSecret(context.workspaceId, isId(key) ? { id: key } : { name: key });
  if (!row) throw notFound("secret");
  return row;
}

function toView(row: SecretRow): SecretView {
  return {
    secret_id: row.id,
    name: row.name,
    note: row.note,
    allowed_hosts: row.allowedHosts,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  };
}
