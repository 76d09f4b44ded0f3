/** Headers that prove who sent a request and let the receiver drop repeats (Standard Webhooks 1.0.0). */
import { createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";

/** Made once per secret: building the key for every request costs more than the signature. */
export type SigningKey = { readonly key: KeyObject };

const PREFIX = "whsec_";
const MIN_BYTES = 24;
const MAX_BYTES = 64;

/** A key from `whsec_<base64>`, with or without the prefix. Throws when it is not 24 to 64 bytes of base64. */
export function signingKey(secret: string): SigningKey {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const bytes = Buffer.from(text, "base64");
  const isBase64 = bytes.toString("base64").replace(/=+$/, "") === text.replace(/=+$/, "");
  if (!isBase64 || bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
    throw new Error("A signing secret is whsec_ followed by 24 to 64 bytes in base64.");
  }
  return { key: createSecretKey(bytes) };
}

export function newSigningSecret(): string {
  return PREFIX + randomBytes(32).toString("base64");
}

export type SignedParts = {
  id: string;
  body: string | null;
  now: Date;
  keys: readonly SigningKey[];
  userAgent: string;
};

/** The header lines for one attempt, as name, value, name, value. During a rotation there is one signature per key. */
export function signedHeaders({ id, body, now, keys, userAgent }: SignedParts): string[] {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const headers = [
    "webhook-id",
    id,
    "webhook-timestamp",
    timestamp,
    "idempotency-key",
    id,
    "user-agent",
    userAgent,
  ];
  if (keys.length > 0) {
    const content = `${id}.${timestamp}.${body ?? ""}`;
    headers.push("webhook-signature", keys.map((key) => signature(key, content)).join(" "));
  }
  return headers;
}

/**
 * The header lines of one attempt: those of the message and our own. A message may name its own idempotency key,
 * because some receivers must know repeats by person and occasion rather than by delivery.
 */
export function allHeaders(
  message: readonly (readonly [string, string])[],
  own: readonly string[],
): string[] {
  const names = new Set(message.map(([name]) => name.toLowerCase()));
  const lines = message.filter(([name]) => name.toLowerCase() !== "user-agent").flat();
  for (let at = 0; at < own.length; at += 2) {
    const [name = "", value = ""] = own.slice(at, at + 2);
    if (name !== "idempotency-key" || !names.has(name)) lines.push(name, value);
  }
  return lines;
}

function signature({ key }: SigningKey, content: string): string {
  return `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
}
