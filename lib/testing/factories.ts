import { type Context, systemContext } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";

/** A workspace nobody else uses, and a context that may do everything in it. */
export async function createWorkspace(now: Date = new Date()): Promise<Context> {
  const id = newId();
  await pool().query("INSERT INTO workspaces (id, name, slug) VALUES ($1, $2, $1)", [
    id,
    `Workspace ${id.slice(-6)}`,
  ]);
  return systemContext(id, "test", now);
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
