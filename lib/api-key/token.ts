import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Makes and checks the secret text of API keys. A key is 256 random bits, so one fast hash protects it enough. */

const PREFIX = "sbx_";

export function newToken(): string {
  return PREFIX + randomBytes(32).toString("base64url");
}

/** The part that finds the row and is shown in lists. Of foreign keys, which may be short, only four characters. */
export function prefixOf(token: string): string {
  return token.slice(0, token.startsWith(PREFIX) && token.length >= 40 ? 12 : 4);
}

export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Compares in constant time. */
export function matchesHash(token: string, hash: string): boolean {
  return timingSafeEqual(createHash("sha256").update(token).digest(), Buffer.from(hash, "hex"));
}
