/** One thing that is wrong with a request: where, and how to fix it. */
export interface ApiErrorItem {
  code: string;
  field?: string | undefined;
  message: string;
  hint?: string | undefined;
  /** The same apart from the language: a name for the sentence, and what stands in it. */
  words?: { key: string; values: Record<string, unknown> } | undefined;
}

const STATUS = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 412,
  payload_too_large: 413,
  invalid: 422,
  rate_limited: 429,
  unavailable: 503,
} as const;

export type AppErrorCode = keyof typeof STATUS;

/** Whose API key it was. For the request log; never part of an answer. */
export interface KeyCaller {
  workspaceId: string;
  apiKeyId: string;
  name: string;
}

/**
 * A failure that the caller of the API is told about, mapped to an answer once, in the route wrapper.
 * `details` are extra top-level fields of the answer; `caller` is known when a key was refused.
 */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly status: number;
  readonly errors: ApiErrorItem[];
  readonly headers: Record<string, string>;
  readonly details: Record<string, unknown>;
  readonly caller: KeyCaller | undefined;

  constructor(
    code: AppErrorCode,
    message: string,
    extra: {
      errors?: ApiErrorItem[];
      headers?: Record<string, string>;
      details?: Record<string, unknown>;
      caller?: KeyCaller | undefined;
    } = {},
  ) {
    super(message);
    this.name = "AppError";
    this.code = code;
    this.status = STATUS[code];
    this.errors = extra.errors ?? [{ code, message }];
    this.headers = extra.headers ?? {};
    this.details = extra.details ?? {};
    this.caller = extra.caller;
  }
}

/** "There is no such campaign": the same answer for a foreign workspace and for an id that never was. */
export function notFound(what: string): AppError {
  return new AppError("not_found", `There is no such ${what}.`, {
    errors: [
      {
        code: `${what.replaceAll(" ", "_")}_not_found`,
        message: `There is no such ${what}.`,
        hint: "Check the id, and that the key belongs to the right workspace.",
      },
    ],
  });
}

/** A request whose content breaks a rule: 422 with one item per problem. */
export function invalid(errors: ApiErrorItem[]): AppError {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return new AppError("invalid", `${first?.message ?? "The request is not valid."}${more}`, { errors });
}

/** The request is fine but the thing is in the wrong state for it: 409. */
export function conflict(code: string, message: string, hint?: string): AppError {
  return new AppError("conflict", message, { errors: [{ code, message, hint }] });
}
