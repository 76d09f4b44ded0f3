/** What the request log keeps of one call: how it was asked and how it ended, never its body. */
import { callerAddress } from "#app/api/authenticate.ts";
import type { ApiRequestEntry } from "#lib/api-log/schema.ts";
import { recordRequest } from "#lib/api-log/service.ts";
import { AppError, type KeyCaller } from "#lib/platform/errors.ts";
import { isId } from "#lib/platform/id.ts";
import { log } from "#lib/platform/log.ts";
import { cut } from "#lib/platform/text.ts";

export interface LoggedCall {
  request: Request;
  requestId: string;
  now: Date;
  params: Record<string, string | string[]>;
  sends: boolean;
  /** Known once the key was found; only calls of keys are logged. */
  caller?: KeyCaller | undefined;
  body?: unknown;
}

const MOST_ERRORS = 5;
const MOST_TEXT = 300;

/** Notes a call with its answer, and with what was thrown where it failed. Never costs the call its answer. */
export async function logCall(call: LoggedCall, answer: Response, error?: unknown): Promise<void> {
  try {
    await note(call, answer, error);
  } catch (reason) {
    log().warn({ err: reason, requestId: call.requestId }, "a call could not be noted");
  }
}

async function note(call: LoggedCall, answer: Response, error: unknown): Promise<void> {
  const caller = call.caller ?? (error instanceof AppError ? error.caller : undefined);
  if (!caller) return;
  const { request, now } = call;
  const path = new URL(request.url).pathname.replace(/^\/api\/v1/, "");
  recordRequest({
    id: call.requestId,
    workspace_id: caller.workspaceId,
    at: now,
    method: request.method,
    route: routeOf(path, call.params).slice(0, MOST_TEXT),
    path: path.slice(0, MOST_TEXT),
    status: answer.status,
    duration_ms: Math.max(0, Date.now() - now.getTime()),
    api_key_id: caller.apiKeyId,
    caller: caller.name,
    address: callerAddress(request)?.slice(0, 100) ?? null,
    idempotency_key: request.headers.get("idempotency-key")?.slice(0, 255) ?? null,
    replayed: answer.headers.has("idempotent-replayed"),
    errors: errorsOf(error),
    ...(call.sends ? await sendFacts(call.body, answer) : NO_SEND),
  });
}

/** `/campaigns/0190…/launch` as `/campaigns/{campaign_id}/launch`. */
function routeOf(path: string, params: LoggedCall["params"]): string {
  const names = new Map(
    Object.entries(params).flatMap(([name, value]) => [value].flat().map((one) => [one, name] as const)),
  );
  const named = (part: string): string => {
    const name = names.get(part) ?? names.get(decoded(part));
    return name === undefined
      ? part
      : `{${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}}`;
  };
  return path.split("/").map(named).join("/");
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Messages of the JSON reader quote the body, so they stay out. */
function errorsOf(error: unknown): ApiRequestEntry["errors"] {
  if (error === undefined) return [];
  if (!(error instanceof AppError)) return [{ code: "internal", message: "It failed on our side." }];
  return error.errors.slice(0, MOST_ERRORS).map(({ code, field, message }) => ({
    code,
    ...(field === undefined ? {} : { field: cut(field, MOST_TEXT) }),
    message: code === "invalid_json" ? "The body is not valid JSON." : cut(message, MOST_TEXT),
  }));
}

type SendFacts = Pick<
  ApiRequestEntry,
  "campaign_id" | "canvas_id" | "dispatch_id" | "send_id" | "recipients" | "accepted"
>;

const NO_SEND: SendFacts = {
  campaign_id: null,
  canvas_id: null,
  dispatch_id: null,
  send_id: null,
  recipients: null,
  accepted: null,
};

async function sendFacts(body: unknown, answer: Response): Promise<SendFacts> {
  const asked = fieldsOf(body);
  const answered = answer.ok ? fieldsOf(await answer.clone().json()) : {};
  const results = Array.isArray(answered.results) ? answered.results.map(fieldsOf) : null;
  const named = [asked.recipients, asked.external_user_ids, asked.user_aliases].filter(Array.isArray).flat();
  return {
    campaign_id: idIn(asked.campaign_id),
    canvas_id: idIn(asked.canvas_id),
    dispatch_id: idIn(answered.dispatch_id),
    send_id: typeof asked.send_id === "string" ? cut(asked.send_id, 255) : null,
    recipients: named.length,
    accepted: results?.filter(({ status }) => status === "accepted").length ?? null,
  };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function idIn(value: unknown): string | null {
  return typeof value === "string" && isId(value) ? value : null;
}
