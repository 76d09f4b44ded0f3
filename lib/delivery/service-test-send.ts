/** One request to try a message, outside of queue, pace and health: the answer comes back at once. */
import type { Context } from "#lib/platform/context.ts";
import { VERSION } from "#lib/platform/version.ts";
import type { FetchConnectedContent } from "#lib/template/connected-content.ts";
import type { RenderedRequest } from "#lib/template/render-result.ts";
import { classify } from "./classify-response.ts";
import { createHttpClient, type HttpClient } from "./client.ts";
import { connectedContentFetcher } from "./client-connected-content.ts";
import { attemptOf } from "./service-dispatch.ts";
import { egressPolicy } from "./service-egress.ts";
import type { MessagePlan } from "./service-prepare.ts";
import { workspaceKeys } from "./service-signing.ts";
import { allHeaders, signedHeaders } from "./sign.ts";

export interface TestAttempt {
  attempt: Record<string, unknown>;
  /** The request as sent, secrets masked. */
  request: { method: string; url: string; headers: Record<string, string>; body: string | null } | null;
}

interface TestRequest {
  id: string;
  plan: MessagePlan;
  request: RenderedRequest;
  shown: RenderedRequest | null;
}

let client: HttpClient | undefined;
let fetcher: FetchConnectedContent | undefined;

const guardedClient = (): HttpClient => {
  client ??= createHttpClient({ egress: egressPolicy() });
  return client;
};

/** Calls of `connected_content` for previews: guard, cache, time-out and size are those of the worker. */
export function connectedContent(): FetchConnectedContent {
  fetcher ??= connectedContentFetcher({ client: guardedClient(), userAgent: `Signalbox/${VERSION}` });
  return fetcher;
}

/** Sends it through the same guard as the worker and says what our rules make of the answer. */
export async function sendTest(
  context: Context,
  { id, plan, request, shown }: TestRequest,
): Promise<TestAttempt> {
  const own = signedHeaders({
    id,
    body: request.body,
    now: context.now,
    keys: await workspaceKeys(context.workspaceId, context.now),
    userAgent: `Signalbox/${VERSION}`,
  });
  const result = await guardedClient().send({
    method: request.method,
    url: request.url,
    headers: allHeaders(request.headers, own),
    body: request.body,
    timeoutMs: plan.retry.timeout_ms,
  });
  const verdict = classify(
    result.statusCode === null
      ? { kind: "error", errorClass: result.errorClass ?? "network_error" }
      : { kind: "response", statusCode: result.statusCode, body: result.body },
    [plan.outcomeRules],
  );
  const made = attemptOf(result);
  return {
    attempt: {
      number: 1,
      kind: "test",
      started_at: made.startedAt.toISOString(),
      duration_ms: made.durationMs,
      timings: made.timings,
      status_code: made.statusCode,
      error_class: made.errorClass,
      error_message: made.errorMessage,
      response:
        made.statusCode === null
          ? null
          : { headers: made.responseHeaders, body: made.responseBody, truncated: made.responseTruncated },
      outcome: verdict.outcome,
      rule: verdict.rule,
      next_attempt_at: null,
      next_reason: null,
    },
    request: shown && {
      method: shown.method,
      url: shown.url,
      headers: Object.fromEntries(shown.headers),
      body: shown.body,
    },
  };
}
