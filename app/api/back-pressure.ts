import { AppError } from "#lib/platform/errors.ts";
import { callersWaiting } from "#lib/platform/pressure.ts";

/** Calls that wait for a connection at most; those beyond would time out anyway and hold their bodies in memory. */
const MOST_WAITING = 300;
const RETRY_AFTER_SECONDS = 1;

/** Throws 429 with `Retry-After` for a change while this process has more to do than its database connections take. */
export function refuseWhenFull(method: string): void {
  if (method === "GET" || callersWaiting() < MOST_WAITING) return;
  const message = "The server has more calls waiting than it can work on; nothing was done.";
  throw new AppError("rate_limited", message, {
    errors: [{ code: "busy", message, hint: `Send the same call again in ${RETRY_AFTER_SECONDS} s.` }],
    headers: { "retry-after": String(RETRY_AFTER_SECONDS) },
  });
}
