import { turnPool } from "./db.ts";

/** Runs `work` while nobody else, in this process or another, runs work under the same name. */
export async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const client = await turnPool().connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [name]);
    return await work();
  } finally {
    await client.query("COMMIT").catch((error: Error) => {
      broken = error;
    });
    client.release(broken);
  }
}
