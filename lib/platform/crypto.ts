import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { env } from "./env.ts";

interface Key {
  id: string;
  bytes: Buffer;
}

let keys: Key[] | undefined;

function keyring(): Key[] {
  keys ??= [env().SIGNALBOX_ENCRYPTION_KEY, ...env().SIGNALBOX_OLD_ENCRYPTION_KEYS.split(",")]
    .filter((text) => text !== "")
    .map((text) => {
      const bytes = Buffer.from(text, "base64");
      return { id: createHash("sha256").update(bytes).digest("hex").slice(0, 8), bytes };
    });
  return keys;
}

/**
 * Encrypts text with AES-256-GCM. The result names the key it was made with, so that keys can be rotated:
 * `v1.<key id>.<nonce>.<tag>.<ciphertext>`, base64url parts.
 */
export function seal(text: string): string {
  const [key] = keyring();
  if (!key) throw new Error("SIGNALBOX_ENCRYPTION_KEY is missing.");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, nonce);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return [
    "v1",
    key.id,
    nonce.toString("base64url"),
    cipher.getAuthTag().toString("base64url"),
    body.toString("base64url"),
  ].join(".");
}

/** Opens what `seal` made. Throws when the key is unknown or the text was changed. */
export function open(sealed: string): string {
  const [version, keyId, nonce, tag, body] = sealed.split(".");
  const key = keyring().find((candidate) => candidate.id === keyId);
  if (version !== "v1" || !key || !nonce || !tag || body === undefined) {
    throw new Error(
      "This value was sealed with a key that is not configured (SIGNALBOX_ENCRYPTION_KEY, SIGNALBOX_OLD_ENCRYPTION_KEYS).",
    );
  }
  const decipher = createDecipheriv("aes-256-gcm", key.bytes, Buffer.from(nonce, "base64url"));
  decipher.setAuthTag(Buffer.from(tag, "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(body, "base64url")), decipher.final()]).toString("utf8");
}

/** A key derived for one purpose, so that the encryption key itself is used for nothing else. */
export function derivedKey(purpose: string, key: string = env().SIGNALBOX_ENCRYPTION_KEY): Buffer {
  return createHmac("sha256", Buffer.from(key, "base64")).update(purpose).digest();
}

/** How every text begins that was sealed with the key in use now. */
export function sealPrefix(): string {
  const [key] = keyring();
  if (!key) throw new Error("SIGNALBOX_ENCRYPTION_KEY is missing.");
  return `v1.${key.id}.`;
}

export function sha256Hex(text: string | Buffer): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Compares two texts in constant time. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}

/** `bytes` random bytes as base64url. */
export function randomToken(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}
