// The shapes rendering answers with.

import type { Words } from "#lib/i18n/problem-words.ts";

export type RenderWarning = {
  code: string;
  field: string;
  message: string;
  /** The same apart from the language. */
  words: Words;
  variable?: string | undefined;
};

export type RenderedRequest = {
  method: "POST" | "GET" | "PUT" | "PATCH" | "DELETE";
  url: string;
  /** Lower-case hostname, with `:port` unless it is the scheme's own. */
  host: string;
  headers: [name: string, value: string][];
  body: string | null;
};

/** Why a message could not become a request; the names are shown in delivery lists and used in filters. */
export type RenderFailureReason =
  | "liquid_abort_message"
  | "template_parse_error"
  | "template_render_error"
  | "template_limit_exceeded"
  | "invalid_json"
  | "invalid_header"
  | "invalid_url"
  | "missing_hostname"
  | "blocked_webhook_url"
  | "payload_too_large"
  | "secret_not_allowed"
  | "exhausted_cc_retries";

export type SourcePosition = { line: number; column: number };

export type RenderFailure = {
  ok: false;
  /** abort: the template asked for it; error: the message or its data is at fault. */
  kind: "abort" | "error";
  reason: RenderFailureReason;
  /** Finer than the reason and stable, such as `url.empty_segment`. */
  code: string;
  field: string;
  message: string;
  hint: string;
  /** Message and hint apart from the language; none where the author wrote the message. */
  words?: Words | undefined;
  /** Where in the author's text, or in the rendered body for `invalid_json`. */
  position?: SourcePosition | undefined;
  warnings: RenderWarning[];
  extras: Record<string, string>;
};

export type RenderSuccess = {
  ok: true;
  request: RenderedRequest;
  warnings: RenderWarning[];
  /** Pairs set with `message_extras`. */
  extras: Record<string, string>;
};

export type RenderResult = RenderSuccess | RenderFailure;
