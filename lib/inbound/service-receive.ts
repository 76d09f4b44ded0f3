/** Taking one call of another system: check it, store its events, answer fast. */
import { LOOP_HEADER, loopDepth } from "#lib/event/loop-guard.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import { type Context, systemContext } from "#lib/platform/context.ts";
import { open, sha256Hex } from "#lib/platform/crypto.ts";
import { AppError, conflict, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { cut, storable } from "#lib/platform/text.ts";
import { mapCall } from "./map-call.ts";
import type { InboundCallView } from "./schema.ts";
import { endpointOrThrow, toCallView } from "./service.ts";
import {
  cameAs,
  findCall,
  findEndpointByToken,
  type InboundCallRow,
  type InboundRow,
  insertCall,
  pruneCalls,
  settleCall,
  wasAccepted,
} from "./store.ts";
import { challengeOf, verify } from "./verify.ts";

export interface IncomingCall {
  headers: Headers;
  body: Buffer;
}

/** `unknown` is for a token nobody has. */
export type Outcome = "accepted" | "duplicate" | "rejected" | "forged" | "unknown";

type Taken = Pick<InboundCallRow, "status" | "reason" | "event_key" | "events_count">;

/** The body of a call before, under another id that nobody signed. */
const EQUAL_BODY = "equal_body";
const KEPT_CALLS = 500;
const PRUNE_EVERY = 50;
const KEPT_BODY = 64 * 1024;
/** What proves the origin is not shown again. */
const CREDENTIALS = /^(authorization|cookie|x-webhook-token)$|signature|hmac/;
const SHOWN = /^(content-type|user-agent|webhook-|x-(?!forwarded|real|signalbox)|stripe-|lob-)/;

/** Checks the origin, maps the body and stores the events. The same call again changes nothing. */
export async function receiveInbound(token: string, call: IncomingCall, now: Date): Promise<Outcome> {
  const endpoint = await findEndpointByToken(token);
  if (!endpoint) return "unknown";
  const signed = { header: (name: string) => call.headers.get(name), body: call.body };
  const secret = endpoint.sealed_secret === null ? "" : open(endpoint.sealed_secret);
  const verdict = verify(endpoint.scheme, secret, signed, now);
  const text = call.body.toString("utf8");
  const taken: Taken = verdict.ok
    ? await explained(
        endpoint,
        await take(endpoint, text, verdict.key, now, loopDepth(call.headers.get(LOOP_HEADER))),
        verdict.delivery,
      )
    : { status: "rejected", reason: verdict.reason, event_key: null, events_count: 0 };
  await insertCall(endpoint.id, {
    id: newId(),
    received_at: now,
    ...taken,
    headers: shownHeaders(call.headers),
    body: storable(text.slice(0, KEPT_BODY)),
  });
  if (Math.random() * PRUNE_EVERY < 1) await pruneCalls(endpoint.id, KEPT_CALLS);
  return verdict.ok ? taken.status : "forged";
}

/** A repeat that the sender calls another delivery is marked: nothing that is signed tells whether it is one. */
async function explained(
  endpoint: InboundRow,
  taken: Taken,
  delivery: { header: string; id: string } | undefined,
): Promise<Taken> {
  if (taken.status !== "duplicate" || !delivery || taken.event_key === null) return taken;
  const known = await cameAs(endpoint.id, taken.event_key, delivery);
  return known ? taken : { ...taken, reason: EQUAL_BODY };
}

/** What to answer to a system that checks the address before it sends; null when it may not. */
export async function answerChallenge(token: string, query: URLSearchParams): Promise<string | null> {
  const endpoint = await findEndpointByToken(token);
  return endpoint?.scheme === "messenger" ? challengeOf(query, token) : null;
}

/** Takes a call after all that was rejected, or has the body of another, by today's mapping: whoever asks vouches for it. */
export async function acceptAgain(context: Context, id: string, callId: string): Promise<InboundCallView> {
  const endpoint = await endpointOrThrow(context, id);
  const call = isId(callId) ? await findCall(endpoint.id, callId) : null;
  if (!call) throw notFound("inbound call");
  const another = call.status === "duplicate" && call.reason === EQUAL_BODY;
  if (call.status !== "rejected" && !another)
    throw conflict("already_accepted", "This call was accepted already.");
  if (call.body.length >= KEPT_BODY) throw conflict("body_cut", "Only the start of its body was kept.");
  const taken = await take(endpoint, call.body, another ? call.id : (call.event_key ?? call.id), context.now);
  if (taken.status === "rejected")
    throw conflict(taken.reason ?? "rejected", "The mapping still does not fit this call.");
  await settleCall(call.id, taken.status, taken.events_count);
  return toCallView({ ...call, ...taken });
}

async function take(
  endpoint: InboundRow,
  text: string,
  key: string | null,
  now: Date,
  depth = 0,
): Promise<Taken> {
  const refused = (reason: string): Taken => ({
    status: "rejected",
    reason,
    event_key: key,
    events_count: 0,
  });
  const parsed = parse(text);
  if (!parsed.ok) return refused("body_not_json");
  const mapped = mapCall(parsed.value, endpoint.mapping, key);
  if (!mapped.ok) return refused(mapped.reason);
  const eventKey = key ?? keyOfAll(mapped.events.map((event) => event.event_id));
  if (eventKey !== null && (await wasAccepted(endpoint.id, eventKey)))
    return { status: "duplicate", reason: null, event_key: eventKey, events_count: 0 };
  if (mapped.events.length === 0)
    return { status: "accepted", reason: "no_events", event_key: eventKey, events_count: 0 };
  const events = mapped.events.map((event) => ({
    ...event,
    ...(event.event_id === undefined ? {} : { event_id: cut(`${endpoint.id}:${event.event_id}`, 255) }),
    ...(endpoint.mapping.unknown_person === "refuse" ? { _update_existing_only: true } : {}),
  }));
  try {
    const context = systemContext(endpoint.workspace_id, `inbound:${endpoint.id}`, now);
    const answer = await track(context, TrackBody.parse({ events }), depth);
    const [problem] = answer.errors ?? [];
    return {
      status: "accepted",
      reason: problem?.code ?? null,
      event_key: eventKey,
      events_count: answer.events_processed ?? 0,
    };
  } catch (error) {
    if (error instanceof AppError) return refused(error.errors[0]?.code ?? error.code);
    throw error;
  }
}

/** A call without an id of its own is the same when all of its events are: one more event makes it another. */
function keyOfAll(ids: readonly (string | undefined)[]): string | null {
  const [first] = ids;
  if (first === undefined || ids.includes(undefined)) return null;
  return ids.length === 1 ? first : sha256Hex(JSON.stringify(ids));
}

function parse(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

function shownHeaders(headers: Headers): Record<string, string> {
  const shown = [...headers].filter(([name]) => SHOWN.test(name));
  return Object.fromEntries(
    shown.map(([name, value]) => [name, CREDENTIALS.test(name) ? "•••" : value.slice(0, 500)]),
  );
}
