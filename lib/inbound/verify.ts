/** Whether a call comes from who it says: the signature schemes of other systems over the raw body. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { InboundScheme } from "./schema.ts";

/** How far the time in a signature may be from ours. */
const WINDOW_MS = 5 * 60_000;

/** Of the name a sender gives a call, so much is compared. */
export const MAX_ID = 200;

export interface SignedCall {
  header: (name: string) => string | null;
  body: Buffer;
}

/**
 * `key` tells calls apart, where the scheme signs something that does: an id in a header that is not signed can be
 * changed by whoever repeats a captured call, so there it is the body. GitHub and Shopify sign nothing else: two real
 * deliveries with equal bodies cannot be told from a repeated one, and count once. `delivery` is what the sender
 * calls it, so that a repeat under another name is shown as one and a person may take it after all.
 */
export type Verdict =
  | { ok: true; key: string | null; delivery?: { header: string; id: string } }
  | { ok: false; reason: string };

const missing: Verdict = { ok: false, reason: "signature_missing" };
const wrong: Verdict = { ok: false, reason: "signature_invalid" };
const late: Verdict = { ok: false, reason: "outside_replay_window" };

/** Checks one call. Comparisons take the same time whether or not they match. */
export function verify(scheme: InboundScheme, secret: string, call: SignedCall, now: Date): Verdict {
  const { header, body } = call;
  switch (scheme) {
    case "standard_webhooks":
      return standardWebhooks(secret, call, now);
    case "stripe":
      return stripe(secret, call, now);
    case "github":
      return byBody(
        header("x-hub-signature-256")?.replace(/^sha256=/, ""),
        hex(secret, body),
        call,
        "x-github-delivery",
      );
    case "messenger":
      return single(header("x-hub-signature-256")?.replace(/^sha256=/, ""), hex(secret, body), null);
    case "shopify":
      return byBody(header("x-shopify-hmac-sha256"), base64(secret, body), call, "x-shopify-webhook-id");
    case "line":
      return single(header("x-line-signature"), base64(secret, body), null);
    case "lob":
      return lob(secret, call, now);
    case "token":
      return token(secret, header);
    case "none":
      return { ok: true, key: null };
  }
}

/** What Messenger is told to send when it checks an address. */
export function verifyTokenOf(token: string): string {
  return createHmac("sha256", token).update("messenger-verify-token").digest("hex").slice(0, 32);
}

/** The text to answer a check of the address with (`hub.mode=subscribe`), or null when it does not prove itself. */
export function challengeOf(query: URLSearchParams, token: string): string | null {
  const given = query.get("hub.verify_token") ?? "";
  const challenge = query.get("hub.challenge");
  if (query.get("hub.mode") !== "subscribe" || challenge === null) return null;
  return same(given, verifyTokenOf(token)) ? challenge.slice(0, 1_000) : null;
}

function standardWebhooks(secret: string, { header, body }: SignedCall, now: Date): Verdict {
  const [id, time, signatures] = ["id", "timestamp", "signature"].map((part) => header(`webhook-${part}`));
  if (!id || !time || !signatures) return missing;
  if (!isRecent(Number(time) * 1000, now)) return late;
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret);
  const expected = base64(key, Buffer.concat([Buffer.from(`${id}.${time}.`), body]));
  const given = signatures.split(" ").flatMap((one) => (one.startsWith("v1,") ? [one.slice(3)] : []));
  return given.some((one) => same(one, expected)) ? { ok: true, key: id } : wrong;
}

function stripe(secret: string, { header, body }: SignedCall, now: Date): Verdict {
  const parts = (header("stripe-signature") ?? "").split(",").map((part) => part.trim().split("="));
  const time = parts.find(([name]) => name === "t")?.[1];
  const given = parts.flatMap(([name, value]) => (name === "v1" && value ? [value] : []));
  if (!time || given.length === 0) return missing;
  if (!isRecent(Number(time) * 1000, now)) return late;
  const expected = hex(secret, Buffer.concat([Buffer.from(`${time}.`), body]));
  return given.some((one) => same(one, expected)) ? { ok: true, key: null } : wrong;
}

function lob(secret: string, { header, body }: SignedCall, now: Date): Verdict {
  const time = header("lob-signature-timestamp");
  if (!time) return missing;
  if (!isRecent(Number(time), now)) return late;
  return single(header("lob-signature"), hex(secret, Buffer.concat([Buffer.from(`${time}.`), body])), null);
}

function token(secret: string, header: SignedCall["header"]): Verdict {
  const given = header("x-webhook-token") ?? header("authorization")?.replace(/^Bearer\s+/i, "");
  return single(given, secret, null);
}

function single(given: string | null | undefined, expected: string, key: string | null): Verdict {
  if (!given) return missing;
  return same(given, expected) ? { ok: true, key } : wrong;
}

/** Signed over the body alone; the id of the delivery stands in a header that anybody may change. */
function byBody(
  given: string | null | undefined,
  expected: string,
  call: SignedCall,
  header: string,
): Verdict {
  const verdict = single(given, expected, digest(call.body));
  const name = call.header(header)?.slice(0, MAX_ID);
  return verdict.ok && name ? { ...verdict, delivery: { header, id: name } } : verdict;
}

function isRecent(time: number, now: Date): boolean {
  return Math.abs(now.getTime() - time) <= WINDOW_MS;
}

function digest(body: Buffer): string {
  return createHash("sha256").update(body).digest("hex");
}

function hex(secret: string | Buffer, text: Buffer): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}

function base64(secret: string | Buffer, text: Buffer): string {
  return createHmac("sha256", secret).update(text).digest("base64");
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
