import { hashedRequest, hashOfBody } from "#app/api/stream-hash.ts";
import type { Context } from "#lib/platform/context.ts";
import { open, seal, sha256Hex } from "#lib/platform/crypto.ts";
import { AppError, conflict } from "#lib/platform/errors.ts";
import {
  claimIdempotencyKey,
  completeIdempotencyKey,
  releaseIdempotencyKey,
  renewIdempotencyKey,
} from "#lib/platform/idempotency-store.ts";
import { log } from "#lib/platform/log.ts";

const WAIT_MS = 10_000;
const POLL_MS = 50;

/** Stands for an answer that is not kept, since it was no JSON. */
const NOT_KEPT = { $not_kept: true };
/** While the work runs its claim is renewed, long before it counts as abandoned. */
const RENEW_MS = 30_000;

export interface IdempotencyRules {
  /** The body is read by the work, and hashed meanwhile. */
  stream?: string | undefined;
  /** How long such a body may be. */
  maxBytes?: number | undefined;
  /** The answer holds a secret: it is kept sealed. */
  secret?: boolean | undefined;
}

/**
 * Runs a POST at most once per `Idempotency-Key`: the same key, caller and body get the first answer again for
 * 24 h, the same key with another body or of another caller is a 409. Calls that arrive while the first is still
 * running wait for its answer. Only 2xx answers are kept, since nothing was done otherwise; those that hold a
 * secret are sealed, as secrets are everywhere. The body of an upload is known when it has been stored: until then
 * the key is held by the address alone, and a repeat is read, and compared, after the first call was answered.
 */
export async function withIdempotency(
  request: Request,
  bodyText: string,
  context: Context,
  rules: IdempotencyRules,
  work: (request: Request) => Promise<Response>,
): Promise<Response> {
  const key = request.headers.get("idempotency-key");
  if (request.method !== "POST" || key === null) return work(request);
  if (key.length === 0 || key.length > 255) {
    throw new AppError("bad_request", "The Idempotency-Key must have 1 to 255 characters.");
  }
  const { pathname, search } = new URL(request.url);
  const what = `${callerOf(context)}\n${pathname}${search}\n`;
  const claim = { workspaceId: context.workspaceId, key };
  return rules.stream === undefined
    ? onceByText(request, { ...claim, hash: sha256Hex(`${what}${bodyText}`) }, rules, work)
    : onceByStream(request, { ...claim, hash: `${sha256Hex(what)}:` }, rules, work);
}

async function onceByText(
  request: Request,
  claim: Claim,
  rules: IdempotencyRules,
  work: (request: Request) => Promise<Response>,
): Promise<Response> {
  const earlier = await claimOrWait(claim, (hash) => hash === claim.hash);
  if (earlier) return replayed(earlier);
  const answer = await runClaimed(claim, () => work(request));
  if (answer.ok) await keep(claim, answer, rules);
  else await releaseIdempotencyKey(claim.workspaceId, claim.key);
  return answer;
}

async function onceByStream(
  request: Request,
  claim: Claim,
  rules: IdempotencyRules,
  work: (request: Request) => Promise<Response>,
): Promise<Response> {
  const earlier = await claimOrWait(claim, (hash) => hash.startsWith(claim.hash));
  if (earlier) {
    const body = await hashOfBody(request.body, rules.maxBytes ?? Number.POSITIVE_INFINITY);
    if (earlier.requestHash !== `${claim.hash}${body}`) throw reused();
    return replayed(earlier);
  }
  const hashed = hashedRequest(request);
  const answer = await runClaimed(claim, () => work(hashed.request));
  if (answer.ok) await keep({ ...claim, hash: `${claim.hash}${hashed.digest()}` }, answer, rules);
  else await releaseIdempotencyKey(claim.workspaceId, claim.key);
  return answer;
}

interface Claim {
  workspaceId: string;
  key: string;
  /** Of the request; of an upload that runs, the part that is known. */
  hash: string;
}

/** Whose answer it is: two callers never share one. */
export function callerOf({ actor }: Context): string {
  switch (actor.kind) {
    case "api_key":
      return actor.apiKeyId;
    case "user":
      return actor.userId;
    case "system":
      return "system";
  }
}

async function runClaimed({ workspaceId, key }: Claim, work: () => Promise<Response>): Promise<Response> {
  const renewing = setInterval(() => {
    renewIdempotencyKey(workspaceId, key).catch((error: unknown) =>
      log().warn({ err: error }, "the claim of an Idempotency-Key could not be renewed"),
    );
  }, RENEW_MS);
  try {
    return await work();
  } catch (error) {
    await releaseIdempotencyKey(workspaceId, key);
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

/** The work is done: whatever fails now, the key is never given back and the caller gets the answer. */
async function keep(
  { workspaceId, key, hash }: Claim,
  answer: Response,
  rules: IdempotencyRules,
): Promise<void> {
  try {
    const body = await bodyOf(answer.clone());
    const kept = rules.secret === true ? { $sealed: seal(JSON.stringify(body)) } : body;
    await completeIdempotencyKey(workspaceId, key, { requestHash: hash, status: answer.status, body: kept });
  } catch (error) {
    log().error({ err: error, workspaceId, key }, "the answer of an Idempotency-Key could not be kept");
  }
}

async function bodyOf(answer: Response): Promise<unknown> {
  if (answer.status === 204) return null;
  return answer.headers.get("content-type")?.startsWith("application/json") ? answer.json() : NOT_KEPT;
}

function replayed({ status, body: kept }: { status: number; body: unknown }): Response {
  const body = unsealed(kept);
  if (typeof body === "object" && body !== null && "$not_kept" in body) {
    throw conflict(
      "already_done",
      "The request with this Idempotency-Key was done; its answer was not kept.",
      "Look at what was made, or use a new key to do it again.",
    );
  }
  const headers = { "idempotent-replayed": "true" };
  return status === 204 ? new Response(null, { status, headers }) : Response.json(body, { status, headers });
}

/** A seal of a key that the installation no longer has says nothing more. */
function unsealed(kept: unknown): unknown {
  if (typeof kept !== "object" || kept === null || !("$sealed" in kept)) return kept;
  try {
    return JSON.parse(open(String(kept.$sealed)));
  } catch {
    return NOT_KEPT;
  }
}

function reused(): AppError {
  return conflict(
    "idempotency_key_reused",
    "This Idempotency-Key was used with another request or by another caller.",
    "Use a new key for a new request.",
  );
}

/** Null when the request is ours to do; the answer of the first call when it is done. */
async function claimOrWait(
  { workspaceId, key, hash }: Claim,
  isSame: (requestHash: string) => boolean,
): Promise<{ requestHash: string; status: number; body: unknown } | null> {
  const deadline = Date.now() + WAIT_MS;
  while (true) {
    const claim = await claimIdempotencyKey(workspaceId, key, hash);
    if (claim.state === "claimed") return null;
    if (!isSame(claim.requestHash)) throw reused();
    if (claim.state === "completed") return claim;
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
