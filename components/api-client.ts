import type { z } from "zod";
import type { ApiErrorItem } from "#lib/platform/errors.ts";

/** An answer that is not 2xx, or no answer at all (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: ApiErrorItem[];
  readonly requestId: string | undefined;
  readonly details: Record<string, unknown>;

  constructor(
    status: number,
    message: string,
    errors: ApiErrorItem[] = [],
    requestId?: string | undefined,
    details: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.errors = errors;
    this.requestId = requestId;
    this.details = details;
  }
}

interface ApiInit {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  file?: { content: Blob; type: string };
  query?: Record<string, string | number | boolean | null | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/**
 * The browser's one way to the server: calls `/api/v1` + path with the session cookie and parses the answer
 * with `schema`. Throws ApiError for every other outcome.
 */
export async function api<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  init: ApiInit = {},
): Promise<z.output<Schema>> {
  return (await apiWithHeaders(schema, path, init)).data;
}

/** As `api`, with the answer's headers (ETag, rate limits). */
export async function apiWithHeaders<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  init: ApiInit = {},
): Promise<{ data: z.output<Schema>; headers: Headers }> {
  const response = await send(path, init);
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw toError(response.status, body);
  return { data: schema.parse(body), headers: response.headers };
}

async function send(path: string, init: ApiInit): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json", ...init.headers };
  if (init.body !== undefined) headers["content-type"] = "application/json";
  if (init.file) headers["content-type"] = init.file.type;
  try {
    return await fetch(`/api/v1${path}${queryString(init.query)}`, {
      method: init.method ?? "GET",
      headers,
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
      ...(init.file ? { body: init.file.content } : {}),
      ...(init.signal ? { signal: init.signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "The server cannot be reached.");
  }
}

function queryString(query: ApiInit["query"]): string {
  const entries = Object.entries(query ?? {}).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  if (entries.length === 0) return "";
  return `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()}`;
}

function toError(status: number, body: unknown): ApiError {
  if (typeof body !== "object" || body === null)
    return new ApiError(status, `The server answered ${status}.`);
  const { message, errors, request_id: requestId, ...details } = body as Record<string, unknown>;
  return new ApiError(
    status,
    typeof message === "string" ? message : `The server answered ${status}.`,
    Array.isArray(errors) ? (errors as ApiErrorItem[]) : [],
    typeof requestId === "string" ? requestId : undefined,
    details,
  );
}
