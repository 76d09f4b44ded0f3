/** The body of an answer as text, decoded and kept within bounds. */
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";

/** What was received so far, as text that PostgreSQL can hold; an encoded body is decoded up to `keepBytes`. */
export function bodyText(
  chunks: Buffer[],
  encoding: string | string[] | undefined,
  incomplete: boolean,
  keepBytes: number,
): string {
  const [first] = chunks;
  if (!first) return "";
  const raw = chunks.length === 1 ? first : Buffer.concat(chunks);
  const plain =
    encoding === undefined || encoding === "identity"
      ? raw
      : decoded(raw, String(encoding), incomplete, keepBytes);
  // PostgreSQL text cannot hold NUL.
  return typeof plain === "string" ? plain : plain.toString("utf8").replaceAll("\u0000", "\ufffd");
}

const DECODERS: Record<string, (raw: Buffer, options: { maxOutputLength: number }) => Buffer> = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

// We ask for no encoding; an answer that comes encoded all the same is decoded only within what is kept.
function decoded(raw: Buffer, encoding: string, incomplete: boolean, keepBytes: number): Buffer | string {
  const decode = DECODERS[encoding.toLowerCase().trim()];
  if (!decode || incomplete) return `(${encoding} body of ${raw.length} bytes, not decoded)`;
  try {
    return decode(raw, { maxOutputLength: keepBytes });
  } catch {
    return `(${encoding} body of ${raw.length} bytes that is broken or larger than ${keepBytes} bytes)`;
  }
}
