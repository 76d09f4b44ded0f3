import { sha256Hex } from "#lib/platform/crypto.ts";
import { AppError } from "#lib/platform/errors.ts";

/**
 * Gives the answers about one thing an ETag, and does a write only while `If-Match` names its present state.
 * Without `current` there is nothing to compare with.
 */
export async function withEtag(
  request: Request,
  current: (() => Promise<object>) | undefined,
  work: () => Promise<Response>,
): Promise<Response> {
  if (!current) return work();
  if (request.method !== "GET") await requireMatch(request, current);
  const answer = await work();
  if (request.method !== "DELETE") answer.headers.set("etag", etagOfText(await answer.clone().text()));
  return answer;
}

/** The ETag of an answer: a hash of its text. */
function etagOfText(text: string): string {
  return `"${sha256Hex(text).slice(0, 32)}"`;
}

/** Throws 412 when `If-Match` names another state of the thing than `current`. */
async function requireMatch(request: Request, current: () => Promise<object>): Promise<void> {
  const header = request.headers.get("if-match")?.trim();
  if (!header || header === "*") return;
  const etag = etagOfText(JSON.stringify(await current()));
  const given = header.split(",").map((one) => one.trim().replace(/^W\//, ""));
  if (given.includes(etag)) return;
  const message = "It was changed since you read it; nothing was changed now.";
  throw new AppError("precondition_failed", message, {
    errors: [{ code: "stale", field: "If-Match", message, hint: "Read it again and repeat your change." }],
    headers: { etag },
  });
}
