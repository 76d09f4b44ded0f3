// Which headers an author may set. Used when a message is saved and again when it is rendered.

import { type ProblemKey, type ProblemText, problemText } from "#lib/i18n/problem-words.ts";

export const HEADER_LIMITS = { count: 100, valueBytes: 4096, totalBytes: 16 * 1024 } as const;

export type HeaderProblem = ProblemText & { code: string };

type HeaderCode = Extract<ProblemKey, `header.${string}`>;

// RFC 9110, 5.6.2
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const RESERVED = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "upgrade",
  "te",
  "trailer",
  "expect",
  "accept-encoding",
]);
const RESERVED_PREFIX = "webhook-";

/** True for headers the sender sets itself. */
export function isReservedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return RESERVED.has(lower) || lower.startsWith(RESERVED_PREFIX);
}

/** Why a header of this name cannot be sent, or null. */
export function headerNameProblem(name: string): HeaderProblem | null {
  if (name === "") {
    return { code: "header.invalid_name", ...problemText("header.invalid_name.none") };
  }
  if (!TOKEN.test(name)) {
    return problem("header.invalid_name", { name });
  }
  if (!isReservedHeader(name)) return null;
  return problem("header.reserved", { name });
}

function problem(code: HeaderCode, values: Record<string, string | number>): HeaderProblem {
  return { code, ...problemText(code, values) };
}

/** Names that occur more than once when case, and spaces around them, are ignored. */
export function duplicateHeaders(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => {
    const lower = name.trim().toLowerCase();
    if (seen.has(lower)) return true;
    seen.add(lower);
    return false;
  });
}

/** Why a header value cannot be sent, or null. The value itself is never repeated: it may be a secret. */
export function headerValueProblem(name: string, value: string): HeaderProblem | null {
  if (/[\r\n]/.test(value)) {
    return problem("header.line_break", { name });
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) {
    return problem("header.control_character", { name });
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range ends where Latin-1 does
  if (/[^\u0000-\u00ff]/.test(value)) {
    return problem("header.not_latin1", { name });
  }
  const limit = HEADER_LIMITS.valueBytes;
  return value.length > limit ? problem("header.too_long", { name, limit }) : null;
}

/** Why the headers together cannot be sent, or null. */
export function headerTotalProblem(headers: readonly (readonly [string, string])[]): HeaderProblem | null {
  if (headers.length > HEADER_LIMITS.count) {
    return problem("header.too_many", { count: headers.length, limit: HEADER_LIMITS.count });
  }
  const total = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  if (total <= HEADER_LIMITS.totalBytes) return null;
  return problem("header.total_too_long", { limit: HEADER_LIMITS.totalBytes });
}
