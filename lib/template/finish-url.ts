// Checks a rendered address and brings it to the form that is sent.

import { MASK } from "./emitters.ts";
import type { RenderFailureReason } from "./render-result.ts";

export type FinishedUrl =
  | { ok: true; url: string; host: string }
  | { ok: false; reason: RenderFailureReason; code: string; message: string; hint: string };

/** Parses the address: http or https, a host, no credentials, no part that climbs up the path. */
export function finishUrl(rendered: string, limitBytes: number, masked: boolean): FinishedUrl {
  const text = rendered.trim();
  if (text === "")
    return refuse(
      "missing_hostname",
      "url.empty",
      "The address is empty.",
      "Enter an address that starts with https://.",
    );
  if (Buffer.byteLength(text) > limitBytes) {
    return refuse(
      "payload_too_large",
      "url.too_long",
      `The address is longer than ${limitBytes} bytes.`,
      "Move values to the body.",
    );
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    return refuse(
      "invalid_url",
      "url.control_character",
      "The address contains a line break or control character.",
      "Write it on one line; `{%- … -%}` removes the space around tags.",
    );
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https" && !/^[^/]+:\d/.test(text)) {
    return refuse(
      "blocked_webhook_url",
      "url.scheme",
      `Addresses that start with "${scheme}:" cannot be called.`,
      "Use https:// or http://.",
    );
  }
  if (!/^https?:\/\//i.test(text)) {
    return refuse(
      "missing_hostname",
      "url.no_scheme",
      "The address does not start with https:// or http://.",
      "Put https:// in front.",
    );
  }
  // A URL parser would skip the extra slashes and take the first part of the path for the host.
  if (/^https?:\/\/(?:[/\\?#:]|$)/i.test(text)) {
    return refuse(
      "missing_hostname",
      "url.no_host",
      "The address has no host after https://.",
      "Write the host, such as https://api.example.com.",
    );
  }
  return masked && text.includes(MASK) ? maskedUrl(text) : parsedUrl(text);
}

function parsedUrl(text: string): FinishedUrl {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refuse(
      "invalid_url",
      "url.invalid",
      "The address has a host or port that cannot exist.",
      "Check the part between // and the next slash.",
    );
  }
  if (url.username !== "" || url.password !== "") {
    return refuse(
      "blocked_webhook_url",
      "url.userinfo",
      "The address contains a user name or password before the host.",
      "Move them to a header: Authorization with `Basic {{ secrets.login | base64_encode }}`.",
    );
  }
  if (hasDotSegment(text)) {
    return refuse(
      "invalid_url",
      "url.dot_segment",
      'The path of the address has a part that is "." or "..".',
      "Such a part would call another path. Check the value printed there.",
    );
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

function refuse(reason: RenderFailureReason, code: string, message: string, hint: string): FinishedUrl {
  return { ok: false, reason, code, message, hint };
}
