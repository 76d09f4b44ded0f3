import { pool } from "#lib/platform/db.ts";
import { type CountedTry, TRY_PREFIX, type TryCount } from "./sign-in-limits.ts";

/** Counts a try before it is made, so that many at once count as many. A window that is over begins anew. */
export async function countTry(tries: readonly CountedTry[], now: Date): Promise<TryCount[]> {
  const { rows } = await pool().query<{ key: string; count: number; ends: string }>(
    `INSERT INTO rate_limits AS r (id, key, count, last_request)
     SELECT key, key, 1, ends FROM unnest($1::text[], $2::bigint[]) AS t (key, ends) ORDER BY key
     ON CONFLICT (key) DO UPDATE SET
       count = CASE WHEN r.last_request <= $3 THEN 1 ELSE r.count + 1 END,
       last_request = CASE WHEN r.last_request <= $3 THEN excluded.last_request ELSE r.last_request END
     RETURNING key, count, last_request AS ends`,
    [tries.map(({ key }) => key), tries.map(({ windowMs }) => now.getTime() + windowMs), now.getTime()],
  );
  return rows.map(({ key, count, ends }) => ({ key, count, endsAt: new Date(Number(ends)) }));
}

/** A right password: the tries of its own pair are forgotten, and it was no wrong one for the others. */
export async function forgetTries(forgotten: readonly string[], refunded: readonly string[]): Promise<void> {
  await pool().query(
    `WITH gone AS (DELETE FROM rate_limits WHERE key = ANY($1))
     UPDATE rate_limits SET count = count - 1 WHERE key = ANY($2) AND count > 0`,
    [forgotten, refunded],
  );
}

/** Counters that ended; they are written by whoever knocks, so they must not stay. */
export async function pruneTries(now: Date): Promise<void> {
  await pool().query("DELETE FROM rate_limits WHERE starts_with(key, $1) AND last_request <= $2", [
    TRY_PREFIX,
    now.getTime(),
  ]);
}

/** Whether the account is signed in from this address. */
export async function signedInFrom(address: string, email: string): Promise<boolean> {
  const { rows } = await pool().query(
    `SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id
      WHERE u.email = lower($1) AND s.ip_address = $2 AND s.expires_at > now() LIMIT 1`,
    [email.trim(), address],
  );
  return rows.length > 0;
}
