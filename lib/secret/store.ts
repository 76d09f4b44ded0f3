import { type PrismaTx, pool, prisma } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";

export interface SecretRow {
  id: string;
  workspaceId: string;
  name: string;
  note: string;
  allowedHosts: string[];
  createdAt: Date;
  updatedAt: Date;
  lastUsedAt: Date | null;
}

const VISIBLE = {
  id: true,
  workspaceId: true,
  name: true,
  note: true,
  allowedHosts: true,
  createdAt: true,
  updatedAt: true,
  lastUsedAt: true,
} as const;

export async function listSecretRows(workspaceId: string): Promise<SecretRow[]> {
  return prisma().secret.findMany({ where: { workspaceId }, orderBy: { name: "asc" }, select: VISIBLE });
}

/** By id when `key` can be one, else by name. */
export async function findSecret(
  workspaceId: string,
  key: { id: string } | { name: string },
): Promise<SecretRow | null> {
  return prisma().secret.findFirst({ where: { workspaceId, ...key }, select: VISIBLE });
}

/** Null when the name is taken. */
export async function insertSecret(
  tx: PrismaTx,
  secret: {
    workspaceId: string;
    name: string;
    note: string;
    sealed: string;
    allowedHosts: string[];
    now: Date;
  },
): Promise<SecretRow | null> {
  const { now, ...fields } = secret;
  const { count } = await tx.secret.createMany({
    data: [{ id: newId(), ...fields, createdAt: now, updatedAt: now }],
    skipDuplicates: true,
  });
  if (count === 0) return null;
  return tx.secret.findFirst({
    where: { workspaceId: secret.workspaceId, name: secret.name },
    select: VISIBLE,
  });
}

export async function updateSecret(
  tx: PrismaTx,
  workspaceId: string,
  id: string,
  change: { note?: string; sealed?: string; allowedHosts?: string[]; updatedAt: Date },
): Promise<void> {
  await tx.secret.updateMany({ where: { workspaceId, id }, data: change });
}

export async function deleteSecretRow(tx: PrismaTx, workspaceId: string, id: string): Promise<void> {
  await tx.secret.deleteMany({ where: { workspaceId, id } });
}

export interface SealedSecret {
  name: string;
  sealed: string;
  allowedHosts: string[];
}

export async function loadSealedSecrets(workspaceId: string): Promise<SealedSecret[]> {
  const { rows } = await pool().query<{ name: string; sealed: string; allowed_hosts: string[] }>({
    name: "load-secrets",
    text: "SELECT name, sealed, allowed_hosts FROM secrets WHERE workspace_id = $1",
    values: [workspaceId],
  });
  return rows.map((row) => ({ name: row.name, sealed: row.sealed, allowedHosts: row.allowed_hosts }));
}

/** Remembers that values left the building; at most one write a minute for each. */
export async function touchSecrets(workspaceId: string, names: readonly string[], at: Date): Promise<void> {
  await pool().query(
    `UPDATE secrets SET last_used_at = $3
     WHERE workspace_id = $1 AND (name = ANY($2::text[]) OR '*' = ANY($2::text[]))
       AND (last_used_at IS NULL OR last_used_at < $3::timestamptz - interval '1 minute')`,
    [workspaceId, names, at],
  );
}
