import type { Context } from "#lib/platform/context.ts";
import { sha256Hex } from "#lib/platform/crypto.ts";
import { AppError, conflict } from "#lib/platform/errors.ts";
import {
  claimIdempotencyKey,
  completeIdempotencyKey,
  releaseIdempotencyKey,
} from "#lib/platform/idempotency-store.ts";

const WAIT_MS = 10_000;
const POLL_MS = 50;

/**
 * Runs a POST at most once per `Idempotency-Key`: the same key and body get the first answer again for 24 h, the
 * same key with another body is a 409. Calls that arrive while the first is still running wait for its answer.
 * Only 2xx answers are kept, since nothing was done otherwise.
 */
export async function withIdempotency(
  request: Request,
  bodyText: string,
  context: Context,
  work: () => Promise<Response>,
): Promise<Response> {
  const key = request.headers.get("idempotency-key");
  if (request.method !== "POST" || key === null) return work();
  if (key.length === 0 || key.length > 255) {
    throw new AppError("bad_request", "The Idempotency-Key must have 1 to 255 characters.");
  }
  const { pathname, search } = new URL(request.url);
  const hash = sha256Hex(`${pathname}${search}\n${bodyText}`);
  const earlier = await claimOrWait(context.workspaceId, key, hash);
  if (earlier)
    return Response.json(earlier.body, {
      status: earlier.status,
      headers: { "idempotent-replayed": "true" },
    });
  try {
    const answer = await work();
    if (answer.ok)
      await completeIdempotencyKey(context.workspaceId, key, answer.status, await answer.clone().json());
    else await releaseIdempotencyKey(context.workspaceId, key);
    return answer;
  } catch (error) {
    await releaseIdempotencyKey(context.workspaceId, key);
    throw error;
  }
}

async function claimOrWait(
  workspaceId: string,
  key: string,
  hash: string,
): Promise<{ status: number; body: unknown } | null> {
  const deadline = Date.now() + WAIT_MS;
  while (true) {
    const claim = await claimIdempotencyKey(workspaceId, key, hash);
    if (claim.state === "claimed") return null;
    if (claim.requestHash !== hash) {
      throw conflict(
        "idempotency_key_reused",
        "This Idempotency-Key was used with another request.",
        "Use a new key for a new request.",
      );
    }
    if (claim.state === "completed") return { status: claim.status, body: claim.body };
    if (Date.now() > deadline) {
      throw conflict(
        "idempotency_in_progress",
        "The first request with this Idempotency-Key is still running.",
        "Try again shortly.",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
