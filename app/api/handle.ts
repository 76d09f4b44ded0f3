import { z } from "zod";
import { authenticate } from "#app/api/authenticate.ts";
import { refuseWhenFull } from "#app/api/back-pressure.ts";
import { dryRunAnswer, isDryRun } from "#app/api/dry-run.ts";
import { type WithCurrent, withEtag } from "#app/api/etag.ts";
import { callerOf, withIdempotency } from "#app/api/idempotency.ts";
import { DEFAULT_RATE_LIMIT, type RateLimitRule, takeFromLimit } from "#app/api/rate-limit.ts";
import { readJson, readText } from "#app/api/read-body.ts";
import { type LoggedCall, logCall } from "#app/api/request-log.ts";
import { validate } from "#app/api/validate.ts";
import { LOOP_HEADER, loopDepth } from "#lib/event/loop-guard.ts";
import { allows, type Context } from "#lib/platform/context.ts";
import { isDuplicate, isUnstorableText, isWriteConflict } from "#lib/platform/database-fault.ts";
import { AppError, invalid, type KeyCaller } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";
import { log } from "#lib/platform/log.ts";
import { maskPersonal } from "#lib/workspace/mask-personal.ts";
import type { Scope } from "#lib/workspace/permissions.ts";
import { personalHidden, seesPeople } from "#lib/workspace/service-personal.ts";

const KIB = 1024;
const DEFAULT_MAX_BYTES = 1024 * KIB;

export interface RouteOptions<Body extends z.ZodType = z.ZodType, Query extends z.ZodType = z.ZodType> {
  /** Permission needed; `null` lets any signed-in caller of the workspace in. */
  scope: Scope | null;
  /** A narrower permission, named after this route alone, that is enough as well. */
  alsoScope?: Scope;
  body?: Body;
  /** Query parameters, as strings; use z.coerce for numbers. */
  query?: Query;
  /** Takes text of this media type instead of a JSON body. */
  text?: string;
  /** Takes a body of this media type as it arrives, in `request.body`; the use case keeps to its own limit. */
  stream?: string;
  /** Answers with a secret: what is kept of it for repeats is sealed. */
  secret?: boolean;
  maxBytes?: number;
  rateLimit?: RateLimitRule;
  /** The limit of this very call, for routes on which some calls cost much more than others. */
  rateLimitOf?(body: z.output<Body>): RateLimitRule | null;
  /**
   * Answers with values of people: masked for callers without `users.personal`, refused where they come as text.
   * `texts` names further keys of this answer whose words quote such values.
   */
  personal?: true | { texts: readonly string[] };
  /** Checks If-Match itself, against the revision of a draft. */
  revised?: boolean;
  /** Takes `dry_run=true`: every check of the write, and no write. Its use case writes in transactions alone. */
  dryRun?: boolean;
  /** Sends to people: the request log says of which campaign, to how many, and how many were taken. */
  sends?: boolean;
}

interface RouteInput<Params, Body extends z.ZodType, Query extends z.ZodType> {
  params: Params;
  body: z.output<Body>;
  query: z.output<Query>;
  /** The body as it was sent. */
  text: string;
  request: Request;
}

/** A route as the server calls it. Its options stay readable, since the API document is made from them. */
export interface RouteHandler<Params> {
  (request: Request, extra: { params: Promise<Params> }): Promise<Response>;
  options: RouteOptions;
}

/**
 * The one wrapper of every API route: authenticates (API key or session), checks the scope, counts against the
 * rate limit, reads and validates query and body, replays answers by Idempotency-Key, and turns an AppError
 * into its answer. The use case only sees data that is already valid.
 */
export function handle<
  Params extends Record<string, string | string[]> = Record<never, never>,
  Body extends z.ZodType = z.ZodUnknown,
  Query extends z.ZodType = z.ZodUnknown,
>(
  options: RouteOptions<Body, Query> & WithCurrent<Params>,
  useCase: (context: Context, input: RouteInput<Params, Body, Query>) => Promise<Response>,
): RouteHandler<Params> {
  const answer = async (request: Request, extra: { params: Promise<Params> }): Promise<Response> => {
    const requestId = newId();
    const now = new Date();
    const call: LoggedCall = { request, requestId, now, params: {}, sends: options.sends === true };
    let limitHeaders: Record<string, string> = {};
    try {
      const caller = await authenticate(request, requestId, now);
      const context = { ...caller, loopDepth: loopDepth(request.headers.get(LOOP_HEADER)) };
      call.caller = keyOf(context);
      const params = await extra.params;
      // Next gives none to a route whose address has none.
      call.params = params ?? {};
      if (options.scope !== null && !mayCall(context, options)) throw missingScope(options.scope);
      limitHeaders = takeFromLimit(options.rateLimit ?? DEFAULT_RATE_LIMIT, callerOf(context), now);
      refuseWhenFull(request.method);
      const dry = isDryRun(request, options.dryRun === true);
      const query = validate(options.query ?? z.unknown(), queryOf(request)) as z.output<Query>;
      const raw = await readBody(options, request);
      call.body = raw.value;
      const body = (options.body ? validate(options.body, raw.value) : undefined) as z.output<Body>;
      const own = options.rateLimitOf?.(body);
      if (own) limitHeaders = takeFromLimit(own, callerOf(context), now);
      const { current, settings } = options;
      const bound = { current: current && (() => current(context, params)), settings };
      const work = (read: Request) =>
        useCase(context, { params, body, query, text: raw.text, request: read });
      const result = await withEtag(request, context.workspaceId, bound, () =>
        dry ? dryRunAnswer(() => work(request)) : withIdempotency(request, raw.text, context, options, work),
      );
      await logCall(call, result);
      const shown = options.personal ? await withoutPersonal(context, result, options.personal) : result;
      return decorate(shown, requestId, limitHeaders);
    } catch (error) {
      const result = errorAnswer(error, requestId, request);
      await logCall(call, result, error);
      return decorate(result, requestId, limitHeaders);
    }
  };
  return Object.assign(answer, { options });
}

function mayCall({ scopes }: Context, { scope, alsoScope }: RouteOptions): boolean {
  return [scope, alsoScope].some((one) => one != null && allows(scopes, one));
}

/** Answers of JSON keep their shape. */
async function withoutPersonal(
  context: Context,
  answer: Response,
  personal: NonNullable<RouteOptions["personal"]>,
): Promise<Response> {
  if (!answer.ok || answer.status === 204 || seesPeople(context)) return answer;
  if (!answer.headers.get("content-type")?.startsWith("application/json"))
    throw personalHidden("This file names people, and you may not see their data.");
  const { status, headers } = answer;
  const texts = personal === true ? [] : personal.texts;
  return Response.json(maskPersonal(await answer.json(), texts), { status, headers: withoutLength(headers) });
}

function withoutLength(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete("content-length");
  return kept;
}

async function readBody(options: RouteOptions, request: Request): Promise<{ text: string; value: unknown }> {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  if (options.body) return readJson(request, maxBytes);
  return { text: options.text === undefined ? "" : await readText(request, maxBytes), value: undefined };
}

function keyOf({ actor, workspaceId }: Context): KeyCaller | undefined {
  if (actor.kind !== "api_key") return undefined;
  return { workspaceId, apiKeyId: actor.apiKeyId, name: actor.name };
}

/** Repeated parameters become a list; the rest are strings. No column holds a NUL, so none is looked for. */
function queryOf(request: Request): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const [name, value] of new URL(request.url).searchParams) {
    if (value.includes("\u0000")) throw nulIn(name);
    const before = query[name];
    if (before === undefined) query[name] = value;
    else query[name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return query;
}

function nulIn(field: string): AppError {
  const message = "It contains a NUL character.";
  return invalid([{ code: "invalid_value", field, message, hint: "Remove it: %00 in the address." }]);
}

function unstorableText(): AppError {
  const message =
    "A text in the request contains a NUL character or half of a surrogate pair (a broken emoji).";
  return invalid([{ code: "unstorable_text", message, hint: "Remove it: nothing was stored." }]);
}

function writeConflict(): AppError {
  const message = "Another call changed the same at this moment. Nothing was stored.";
  return new AppError("unavailable", message, {
    errors: [{ code: "busy", message, hint: "Send the same call again in 1 s." }],
    headers: { "retry-after": "1" },
  });
}

export function missingScope(scope: string): AppError {
  const message = `This needs the permission "${scope}".`;
  return new AppError("forbidden", message, {
    errors: [
      {
        code: "missing_scope",
        message,
        hint: "Use a key with that scope, or ask an admin for a role that has it.",
      },
    ],
  });
}

/** Maps any failure to the one error shape. What we did not expect is logged and hidden behind its request id. */
export function errorAnswer(error: unknown, requestId: string, request: Request): Response {
  if (error instanceof AppError) {
    return Response.json(
      { message: error.message, errors: error.errors, request_id: requestId, ...error.details },
      { status: error.status, headers: error.headers },
    );
  }
  if (isUnstorableText(error)) return errorAnswer(unstorableText(), requestId, request);
  if (isWriteConflict(error) || isDuplicate(error)) return errorAnswer(writeConflict(), requestId, request);
  log().error(
    { err: error, requestId, method: request.method, path: new URL(request.url).pathname },
    "request failed",
  );
  const message = "Something went wrong on our side.";
  return Response.json(
    {
      message,
      errors: [
        {
          code: "internal",
          message,
          hint: "Try again; if it stays, look for the request id in the server's log.",
        },
      ],
      request_id: requestId,
    },
    { status: 500 },
  );
}

function decorate(answer: Response, requestId: string, limitHeaders: Record<string, string>): Response {
  answer.headers.set("x-request-id", requestId);
  answer.headers.set("cache-control", answer.headers.get("cache-control") ?? "no-store");
  for (const [name, value] of Object.entries(limitHeaders)) {
    if (!answer.headers.has(name)) answer.headers.set(name, value);
  }
  return answer;
}
