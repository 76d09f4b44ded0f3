import { callerAddress } from "#app/api/authenticate.ts";
import { takeFromLimit } from "#app/api/rate-limit.ts";
import { AppError } from "#lib/platform/errors.ts";
import { openShared, type Shared } from "#lib/review/service-share.ts";

const LIMIT = { bucket: "shared-links", limit: 60, windowSeconds: 60 };

/** The review behind a link, for as many tries as one address may make in a minute. */
export async function openLimited(
  token: string,
  headers: Headers,
  now: Date,
): Promise<Shared | { ok: false; reason: "tooMany" }> {
  const address = callerAddress(new Request("http://localhost/shared", { headers }));
  try {
    takeFromLimit(LIMIT, address ?? "unknown", now);
  } catch (error) {
    if (error instanceof AppError) return { ok: false, reason: "tooMany" };
    throw error;
  }
  return openShared(token, address, now);
}
