import { type Context, systemContext } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { ROLE_SCOPES, type Role } from "#lib/workspace/permissions.ts";

/** A workspace nobody else uses, and a context that may do everything in it. */
export async function createWorkspace(now: Date = new Date()): Promise<Context> {
  const id = newId();
  await pool().query("INSERT INTO workspaces (id, name, slug) VALUES ($1, $2, $1)", [
    id,
    `Workspace ${id.slice(-6)}`,
  ]);
  return systemContext(id, "test", now);
}

/** Adds a member and answers the context in which they act. */
export async function addMember(context: Context, name: string, role: Role): Promise<Context> {
  const userId = `${name}-${context.workspaceId}`;
  await pool().query(
    `WITH person AS (INSERT INTO users (id, name, email, email_verified, updated_at) VALUES ($1, $2, $3, true, now()))
     INSERT INTO members (id, workspace_id, user_id, role) VALUES ($4, $5, $1, $6)`,
    [userId, name, `${userId}@example.com`, newId(), context.workspaceId, role],
  );
  const actor = { kind: "user", userId, name, email: `${userId}@example.com`, role } as const;
  return { ...context, actor, scopes: ROLE_SCOPES[role] };
}

/** Counts the statements that `work` sends through the pool. */
export async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const { Client } = (await import("pg")).default;
  const original = Client.prototype.query;
  let count = 0;
  Client.prototype.query = function counted(this: unknown, ...args: unknown[]) {
    count++;
    return Reflect.apply(original, this, args);
  } as typeof original;
  try {
    await work();
  } finally {
    Client.prototype.query = original;
  }
  return count;
}
