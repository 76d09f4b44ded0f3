import type { Context } from "#lib/platform/context.ts";
import { sha256Hex } from "#lib/platform/crypto.ts";
import { AppError } from "#lib/platform/errors.ts";
import { inTurn } from "#lib/platform/turn-store.ts";

/** Only for a route of one thing. */
export interface WithCurrent<Params> {
  /** The thing as GET answers it: gives answers an ETag, and lets writes be bound to one by If-Match. */
  current?: (context: Context, params: Params) => Promise<object>;
  /** Fields that only people change, where others change by themselves; all fields when left out. */
  settings?: readonly string[];
}

/**
 * Gives the answers about one thing an ETag, and does a write only while `If-Match` names its present state.
 * Writes to the same thing take turns, so of several that name the same state only the first is done, and a change
 * of some fields never puts back what another one has just changed. Without `current` there is nothing to compare with.
 */
export async function withEtag(
  request: Request,
  workspaceId: string,
  {
    current,
    settings,
  }: { current: (() => Promise<object>) | undefined; settings?: readonly string[] | undefined },
  work: () => Promise<Response>,
): Promise<Response> {
  if (!current) return work();
  const etagOf = (thing: object) => `"${sha256Hex(stateText(thing, settings)).slice(0, 32)}"`;
  const answered = async (): Promise<Response> => {
    const answer = await work();
    if (request.method !== "DELETE") answer.headers.set("etag", etagOf(await answer.clone().json()));
    return answer;
  };
  if (request.method === "GET") return answered();
  return inTurn(`${workspaceId} ${new URL(request.url).pathname}`, async () => {
    await requireMatch(request, async () => etagOf(await current()));
    return answered();
  });
}

/** What is compared of a thing. Fields in the order of the thing, so that a stored order never matters. */
function stateText(thing: object, settings: readonly string[] | undefined): string {
  if (!settings) return JSON.stringify(thing);
  return JSON.stringify(
    Object.fromEntries(Object.entries(thing).filter(([name]) => settings.includes(name))),
  );
}

/** Throws 412 when `If-Match` names another state of the thing than the present one. */
async function requireMatch(request: Request, present: () => Promise<string>): Promise<void> {
  const header = request.headers.get("if-match")?.trim();
  if (!header || header === "*") return;
  const etag = await present();
  const given = header.split(",").map((one) => one.trim().replace(/^W\//, ""));
  if (given.includes(etag)) return;
  const message = "It was changed since you read it; nothing was changed now.";
  throw new AppError("precondition_failed", message, {
    errors: [{ code: "stale", field: "If-Match", message, hint: "Read it again and repeat your change." }],
    headers: { etag },
  });
}
