/**
 * Decides what a receiver answers: its rate limit first, then its script, then the vendor it stands in for. What the
 * receiver remembers comes in as entries and goes out as writes; storing them is the caller's.
 */
import { harmless } from "./reply-headers.ts";
import type { ReceiverScript, ScriptedAnswer } from "./schema.ts";
import type { Allowance, Entries, Vendor, VendorAnswer, VendorRequest } from "./vendors/vendor.ts";

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
  delayMs: number;
  drop: boolean;
}

interface Window {
  startedAt: number;
  count: number;
}

const WINDOW = "window";
const PLAIN: VendorAnswer = { status: 200, body: { received: true } };
const TOO_MANY: VendorAnswer = { status: 429, body: { message: "Too many requests." } };

/** Which entries have to be loaded before `reply`. */
export function neededEntries(
  request: VendorRequest,
  script: ReceiverScript,
  vendor: Vendor | null,
): string[] {
  const limited = script.rate_limit ?? vendor?.limit;
  return [...(limited ? [WINDOW] : []), ...(vendor?.keys(request) ?? [])];
}

export function reply(
  request: VendorRequest,
  { script, scripted, vendor }: { script: ReceiverScript; scripted: ScriptedAnswer; vendor: Vendor | null },
  entries: Entries,
): { reply: Reply; writes: Entries } {
  const { allowance, window } = take(
    entries[WINDOW] as Window | undefined,
    limitOf(script, vendor),
    request.now,
  );
  const limitHeaders = allowance ? (vendor?.limitHeaders ?? plainHeaders)(allowance) : {};
  const counted = window ? { [WINDOW]: window } : {};
  if (allowance && allowance.remaining < 0) {
    const wait = { "retry-after": String(secondsUntil(allowance.resetAt, request.now)) };
    const refusal = vendor?.limited ?? { ...TOO_MANY, headers: wait };
    return {
      reply: toReply(refusal, limitHeaders, { ...scripted, drop: false, delay_ms: 0 }),
      writes: counted,
    };
  }
  const overruled = scripted.body !== null || scripted.status !== 200;
  if (!vendor || overruled) {
    return {
      reply: toReply(fromScript(scripted), { ...limitHeaders, ...lowerNames(scripted.headers) }, scripted),
      writes: counted,
    };
  }
  const { answer, writes } = vendor.handle(request, entries);
  const headers = { ...limitHeaders, ...answer.headers, ...lowerNames(scripted.headers) };
  return { reply: toReply({ ...answer, headers: {} }, headers, scripted), writes: { ...counted, ...writes } };
}

function limitOf(
  script: ReceiverScript,
  vendor: Vendor | null,
): { requests: number; perSeconds: number } | null {
  if (script.rate_limit)
    return { requests: script.rate_limit.requests, perSeconds: script.rate_limit.per_seconds };
  return vendor?.limit ?? null;
}

/** One more request in the current window, or the first of the next. */
function take(
  before: Window | undefined,
  limit: { requests: number; perSeconds: number } | null,
  now: Date,
): { allowance: Allowance | null; window: Window | null } {
  if (!limit) return { allowance: null, window: null };
  const isOver = !before || now.getTime() - before.startedAt >= limit.perSeconds * 1000;
  const window = isOver ? { startedAt: now.getTime(), count: 1 } : { ...before, count: before.count + 1 };
  const resetAt = new Date(window.startedAt + limit.perSeconds * 1000);
  return { allowance: { limit: limit.requests, remaining: limit.requests - window.count, resetAt }, window };
}

function plainHeaders({ limit, remaining, resetAt }: Allowance): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(Math.max(0, remaining)),
    "x-ratelimit-reset": String(Math.ceil(resetAt.getTime() / 1000)),
  };
}

function secondsUntil(moment: Date, now: Date): number {
  return Math.max(1, Math.ceil((moment.getTime() - now.getTime()) / 1000));
}

function fromScript({ status, body }: ScriptedAnswer): VendorAnswer {
  return { status, body: body ?? PLAIN.body };
}

function toReply(
  { status, headers, body }: VendorAnswer,
  extra: Record<string, string>,
  { delay_ms: delayMs, drop, fill_bytes: fillBytes }: ScriptedAnswer,
): Reply {
  const isText = typeof body === "string";
  // A scripted text is JSON more often than not, and says so itself when it is not.
  const type = isText && !/^\s*[{["]/.test(body) ? "text/plain; charset=utf-8" : "application/json";
  return {
    status,
    headers: harmless({ "content-type": type, ...headers, ...extra }),
    body: (isText ? body : JSON.stringify(body)).padEnd(fillBytes),
    delayMs,
    drop,
  };
}

/** Scripted names replace the defaults whatever their case. */
function lowerNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
