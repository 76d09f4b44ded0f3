import { pool, prisma } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";

export interface ApiKeyRow {
  id: string;
  workspaceId: string;
  name: string;
  prefix: string;
  hash: string;
  scopes: string[];
  allowedAddresses: string[];
  createdBy: string | null;
  createdByUser: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  replacedBy: string | null;
}

export type NewApiKey = Pick<
  ApiKeyRow,
  | "workspaceId"
  | "name"
  | "prefix"
  | "hash"
  | "scopes"
  | "allowedAddresses"
  | "createdBy"
  | "createdByUser"
  | "expiresAt"
> & { createdAt: Date };

/** Candidates for a presented key. Runs on every API call, hence the prepared statement. */
export async function findByPrefix(prefix: string): Promise<ApiKeyRow[]> {
  const result = await pool().query<ApiKeyRow>({
    name: "api-key-by-prefix",
    text: `SELECT id, workspace_id AS "workspaceId", name, prefix, hash, scopes,
                  allowed_addresses AS "allowedAddresses", created_by AS "createdBy",
                  created_by_user AS "createdByUser", created_at AS "createdAt",
                  expires_at AS "expiresAt", revoked_at AS "revokedAt", last_used_at AS "lastUsedAt",
                  replaced_by AS "replacedBy"
           FROM api_keys WHERE prefix = $1`,
    values: [prefix],
  });
  return result.rows;
}

/** Notes the use of a key, at most once a minute however many processes see it. */
export async function touchApiKey(id: string, now: Date): Promise<void> {
  await pool().query({
    name: "api-key-touch",
    text: `UPDATE api_keys SET last_used_at = $2
           WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute')`,
    values: [id, now],
  });
}

export async function listApiKeys(workspaceId: string): Promise<ApiKeyRow[]> {
  return prisma().apiKey.findMany({
    where: { workspaceId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
}

export async function findApiKey(workspaceId: string, id: string): Promise<ApiKeyRow | null> {
  return prisma().apiKey.findFirst({ where: { workspaceId, id } });
}

export async function insertApiKey(key: NewApiKey): Promise<ApiKeyRow> {
  return prisma().apiKey.create({ data: { id: newId(), ...key } });
}

/** Adds the successor and lets the old key end at `oldEndsAt`, both or neither. */
export async function replaceApiKey(oldId: string, oldEndsAt: Date, key: NewApiKey): Promise<ApiKeyRow> {
  const id = newId();
  const [, created] = await prisma().$transaction([
    prisma().apiKey.update({ where: { id: oldId }, data: { expiresAt: oldEndsAt, replacedBy: id } }),
    prisma().apiKey.create({ data: { id, ...key } }),
  ]);
  return created;
}

export async function updateApiKey(
  workspaceId: string,
  id: string,
  change: Partial<Pick<ApiKeyRow, "name" | "scopes" | "allowedAddresses" | "expiresAt" | "revokedAt">>,
): Promise<ApiKeyRow | null> {
  const [updated] = await prisma().apiKey.updateManyAndReturn({ where: { workspaceId, id }, data: change });
  return updated ?? null;
}
