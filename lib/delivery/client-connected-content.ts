/** Performs the calls of `connected_content` with the same guarded client that sends deliveries. */
import type { ConnectedContentRequest, ConnectedContentResponse } from "#lib/template/connected-content.ts";
import type { HttpClient } from "./client.ts";
import type { HttpResult } from "./client-exchange.ts";

export type ConnectedContentOptions = {
  client: HttpClient;
  userAgent: string;
  timeoutMs?: number;
};

const TIMEOUT_MS = 2_000;
const MAX_BYTES = 1024 * 1024;
const DEFAULT_CACHE_SECONDS = 300;
const MAX_CACHE_SECONDS = 4 * 3600;
const MAX_CACHED = 32;
/** Further tries of a call marked `:retry`. */
const RETRIES = 2;

type Cached = { until: number; answer: Promise<ConnectedContentResponse> };

/** A fetcher with a small cache: equal GET calls within five minutes (or `:cache_max_age`) are made once. */
export function connectedContentFetcher(
  options: ConnectedContentOptions,
): (request: ConnectedContentRequest) => Promise<ConnectedContentResponse> {
  const cache = new Map<string, Cached>();
  return (request) => {
    const seconds = cacheSeconds(request);
    if (seconds === 0) return call(request, options);
    const key = JSON.stringify([
      request.method,
      request.url,
      request.headers,
      request.body,
      request.content_type,
    ]);
    const known = cache.get(key);
    if (known && known.until > Date.now()) return known.answer;
    const answer = call(request, options);
    remember(cache, key, { until: Date.now() + seconds * 1000, answer });
    void answer.then((result) => {
      if (!result.ok) cache.delete(key);
    });
    return answer;
  };
}

function cacheSeconds(request: ConnectedContentRequest): number {
  if (request.no_cache) return 0;
  const fallback = request.method === "GET" ? DEFAULT_CACHE_SECONDS : 0;
  return Math.min(request.cache_max_age_seconds ?? fallback, MAX_CACHE_SECONDS);
}

function remember(cache: Map<string, Cached>, key: string, entry: Cached): void {
  const [oldest] = cache.keys();
  if (cache.size >= MAX_CACHED && oldest !== undefined) cache.delete(oldest);
  cache.set(key, entry);
}

async function call(
  request: ConnectedContentRequest,
  options: ConnectedContentOptions,
): Promise<ConnectedContentResponse> {
  const tries = request.retry ? 1 + RETRIES : 1;
  for (let attempt = 1; ; attempt++) {
    const result = await options.client.send({
      method: request.method,
      url: request.url,
      headers: headersOf(request, options.userAgent),
      body: request.body,
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      keepBytes: MAX_BYTES,
    });
    const failed = result.statusCode === null ? result.errorClass !== "blocked" : result.statusCode >= 500;
    if (failed && attempt < tries) continue;
    return answerOf(result, failed && request.retry);
  }
}

function headersOf(request: ConnectedContentRequest, userAgent: string): string[] {
  const own = Object.entries(request.headers).filter(([name]) => name.toLowerCase() !== "user-agent");
  const headers = [...own.flat(), "user-agent", userAgent];
  const typed = own.some(([name]) => name.toLowerCase() === "content-type");
  if (request.content_type !== null && !typed) headers.push("content-type", request.content_type);
  return headers;
}

function answerOf(result: HttpResult, abort: boolean): ConnectedContentResponse {
  const { statusCode } = result;
  if (statusCode === null) {
    return { ok: false, message: result.errorMessage ?? "No answer arrived.", abort };
  }
  const contentType = result.headers["content-type"];
  const content_type = Array.isArray(contentType) ? contentType[0] : contentType;
  if (statusCode === 404) return { ok: true, status_code: statusCode, body: "", content_type };
  if (statusCode < 200 || statusCode >= 300) {
    return {
      ok: false,
      status_code: statusCode,
      message: `The call was answered with ${statusCode}.`,
      abort,
    };
  }
  if (result.truncated) {
    return {
      ok: false,
      status_code: statusCode,
      message: "The answer is longer than 1 MiB or broke off.",
      abort,
    };
  }
  return { ok: true, status_code: statusCode, body: result.body, content_type };
}
