// Checks a rendered address and brings it to the form that is sent.

import { type ProblemKey, type ProblemText, problemText, type WordValues } from "#lib/i18n/problem-words.ts";
import { MASK } from "./emitters.ts";
import type { RenderFailureReason } from "./render-result.ts";

export type FinishedUrl =
  | { ok: true; url: string; host: string }
  | ({ ok: false; reason: RenderFailureReason; code: string } & ProblemText);

/** How a name and a password go into a header. */
export const LOGIN_HEADER = "Basic {{ secrets.login | base64_encode }}";

/** Parses the address: http or https, a host, no credentials, no part that climbs up the path. */
export function finishUrl(rendered: string, limitBytes: number, masked: boolean): FinishedUrl {
  const text = rendered.trim();
  if (text === "") return refuse("missing_hostname", "url.empty");
  if (Buffer.byteLength(text) > limitBytes) {
    return refuse("payload_too_large", "url.too_long", { limit: limitBytes });
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    return refuse("invalid_url", "url.control_character", { example: "{%- … -%}" });
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https" && !/^[^/]+:\d/.test(text)) {
    return refuse("blocked_webhook_url", "url.scheme", { scheme });
  }
  if (!/^https?:\/\//i.test(text)) {
    return refuse("missing_hostname", "url.no_scheme");
  }
  // A URL parser would skip the extra slashes and take the first part of the path for the host.
  if (/^https?:\/\/(?:[/\\?#:]|$)/i.test(text)) {
    return refuse("missing_hostname", "url.no_host");
  }
  return masked && text.includes(MASK) ? maskedUrl(text) : parsedUrl(text);
}

function parsedUrl(text: string): FinishedUrl {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refuse("invalid_url", "url.invalid");
  }
  if (url.username !== "" || url.password !== "") {
    return refuse("blocked_webhook_url", "url.userinfo", { example: LOGIN_HEADER });
  }
  if (hasDotSegment(text)) {
    return refuse("invalid_url", "url.dot_segment");
  }
  url.hash = "";
  return { ok: true, url: url.href, host: url.host };
}

/** An address that is only shown: hidden parts keep it from being parsed. */
function maskedUrl(text: string): FinishedUrl {
  const host = /^https?:\/\/([^/?#]*)/i.exec(text)?.[1] ?? "";
  return { ok: true, url: text, host: host.toLowerCase() };
}

function hasDotSegment(text: string): boolean {
  const path = /^https?:\/\/[^/?#\\]*([^?#]*)/i.exec(text)?.[1] ?? "";
  return path.split(/[/\\]/).some((part) => /^\.{1,2}$/.test(part.replace(/%2e/gi, ".")));
}

/** Offset of a value that left the path with an empty part, or null. */
export function emptySegmentAt(
  rendered: string,
  candidates: readonly { offset: number; source: number }[],
): { offset: number; source: number } | null {
  for (const candidate of candidates) {
    const before = rendered[candidate.offset - 1];
    const after = rendered[candidate.offset];
    if (before === "/" && (after === undefined || /[/?#\s]/.test(after))) return candidate;
  }
  return null;
}

function refuse(reason: RenderFailureReason, code: ProblemKey, values?: WordValues): FinishedUrl {
  return { ok: false, reason, code, ...problemText(code, values) };
}
