import { pool } from "./db.ts";

/** How many callers of this process wait for a database connection right now. */
export function callersWaiting(): number {
  return pool().waitingCount;
}
