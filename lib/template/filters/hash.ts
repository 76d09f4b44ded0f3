import { createHash, createHmac } from "node:crypto";
import { toText } from "../rendered-text.ts";
import { type FilterTable, plain, withContext } from "./filter.ts";

const hash = (algorithm: string) =>
  plain((value) => createHash(algorithm).update(toText(value), "utf8").digest("hex"));

const hmac = (algorithm: string, encoding: "hex" | "base64") =>
  plain((value, key) => createHmac(algorithm, toText(key)).update(toText(value), "utf8").digest(encoding));

export const hashFilters: FilterTable = {
  md5: hash("md5"),
  sha1: hash("sha1"),
  sha2: hash("sha256"),
  sha256: hash("sha256"),
  sha512: hash("sha512"),
  hmac_sha1: hmac("sha1", "hex"),
  hmac_sha1_hex: hmac("sha1", "hex"),
  hmac_sha1_base64: hmac("sha1", "base64"),
  hmac_sha256: hmac("sha256", "hex"),
  hmac_sha256_hex: hmac("sha256", "hex"),
  hmac_sha256_base64: hmac("sha256", "base64"),
  hmac_sha512: hmac("sha512", "hex"),
  hmac_sha512_hex: hmac("sha512", "hex"),
  hmac_sha512_base64: hmac("sha512", "base64"),
  base64_encode: plain((value) => Buffer.from(toText(value), "utf8").toString("base64")),
  base64_decode: plain((value) => Buffer.from(toText(value), "base64").toString("utf8")),
  uuid: withContext((context, value) => {
    const { session } = context;
    session.uuidCount += 1;
    return nameUuid(`${session.data.delivery.id}:${context.field}:${session.uuidCount}:${toText(value)}`);
  }),
};

/** A UUID made from a name, so that rendering a delivery again gives the same one. */
function nameUuid(name: string): string {
  const bytes = createHash("sha1").update(name, "utf8").digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
