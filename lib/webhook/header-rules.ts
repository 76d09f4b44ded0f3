// Which headers an author may set. Used when a message is saved and again when it is rendered.

export const HEADER_LIMITS = { count: 100, valueBytes: 4096, totalBytes: 16 * 1024 } as const;

export type HeaderProblem = { code: string; message: string; hint: string };

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
    return {
      code: "header.invalid_name",
      message: "A header has no name.",
      hint: "Write a name such as X-Source, or remove the row.",
    };
  }
  if (!TOKEN.test(name)) {
    return {
      code: "header.invalid_name",
      message: `"${name}" cannot be a header name.`,
      hint: "Use letters, digits and hyphens only: no spaces, colons, accents or Liquid.",
    };
  }
  if (!isReservedHeader(name)) return null;
  return {
    code: "header.reserved",
    message: `"${name}" is set by the sender and cannot be changed.`,
    hint: "Remove this header.",
  };
}

/** Names that occur more than once when case is ignored. */
export function duplicateHeaders(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => {
    const lower = name.toLowerCase();
    if (seen.has(lower)) return true;
    seen.add(lower);
    return false;
  });
}

/** Why a header value cannot be sent, or null. The value itself is never repeated: it may be a secret. */
export function headerValueProblem(name: string, value: string): HeaderProblem | null {
  if (/[\r\n]/.test(value)) {
    return {
      code: "header.line_break",
      message: `The value of header "${name}" contains a line break.`,
      hint: "Remove it with `| strip_newlines`, or encode the value with `| url_param_escape`.",
    };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) {
    return {
      code: "header.control_character",
      message: `The value of header "${name}" contains a control character.`,
      hint: "Encode the value with `| url_param_escape` or `| base64_encode`.",
    };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range ends where Latin-1 does
  if (/[^\u0000-\u00ff]/.test(value)) {
    return {
      code: "header.not_latin1",
      message: `The value of header "${name}" contains characters headers cannot carry.`,
      hint: "Encode the value with `| url_param_escape` or `| base64_encode`, or move it to the body.",
    };
  }
  return value.length > HEADER_LIMITS.valueBytes ? tooLong(name) : null;
}

function tooLong(name: string): HeaderProblem {
  return {
    code: "header.too_long",
    message: `The value of header "${name}" is longer than ${HEADER_LIMITS.valueBytes} bytes.`,
    hint: "Move it to the body.",
  };
}

/** Why the headers together cannot be sent, or null. */
export function headerTotalProblem(headers: readonly (readonly [string, string])[]): HeaderProblem | null {
  if (headers.length > HEADER_LIMITS.count) {
    return {
      code: "header.too_many",
      message: `There are ${headers.length} headers; at most ${HEADER_LIMITS.count} can be sent.`,
      hint: "Remove some, or move the values to the body.",
    };
  }
  const total = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  if (total <= HEADER_LIMITS.totalBytes) return null;
  return {
    code: "header.total_too_long",
    message: `The headers together are longer than ${HEADER_LIMITS.totalBytes} bytes.`,
    hint: "Move values to the body.",
  };
}
