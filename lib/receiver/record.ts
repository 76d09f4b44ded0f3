/** What of a request is kept: readable text, bounded, with credentials covered. */
import { cut, storable } from "#lib/platform/text.ts";

const MAX_STORED_BODY = 64 * 1024;
const MAX_STORED_PATH = 8 * 1024;
const CREDENTIALS = /^(authorization|proxy-authorization|cookie|.*(api-?key|token|secret|password).*)$/i;
const SCHEME = /^([A-Za-z][A-Za-z0-9-]*) (.+)$/s;
const KEY_IN_PATH = /(\/key\/)[^/?#]+/g;
const SHOWN_END = 4;
const LONG_ENOUGH = 16;

/** The body as text, cut to what is kept. Bytes that are not UTF-8 become the replacement character. */
export function storableBody(bytes: Uint8Array): string {
  return storable(new TextDecoder().decode(bytes.subarray(0, MAX_STORED_BODY)));
}

/** The path with its query, cut to what is kept; a key that is part of it is covered. */
export function storablePath(path: string): string {
  return cut(path, MAX_STORED_PATH).replace(KEY_IN_PATH, "$1••••••");
}

/** Whether more arrived than was kept. */
export function wasCut(body: string, headers: Record<string, string>): boolean {
  const announced = Number(headers["content-length"] ?? "0");
  return announced > MAX_STORED_BODY && new TextEncoder().encode(body).length < announced;
}

/** Header values with credentials covered: the scheme and, of long ones, the end stay readable. */
export function coverCredentials(headers: Iterable<[string, string]>): Record<string, string> {
  return Object.fromEntries(
    [...headers].map(([name, value]) => [name, CREDENTIALS.test(name) ? cover(value) : value]),
  );
}

function cover(value: string): string {
  const [, scheme, rest] = SCHEME.exec(value) ?? [null, null, value];
  const hidden = rest ?? "";
  const end = hidden.length >= LONG_ENOUGH ? hidden.slice(-SHOWN_END) : "";
  return `${scheme ? `${scheme} ` : ""}••••••${end}`;
}
