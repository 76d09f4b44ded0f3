/**
 * One request to try a message, outside of queue, pace and health: the answer comes back at once. The request is made
 * by the code that makes the deliveries', with the host's credentials, TLS and signing keys.
 */
import type { HostFacts } from "#lib/host/host-facts.ts";
import { readHostFacts } from "#lib/host/service-facts.ts";
import type { Context } from "#lib/platform/context.ts";
import { invalid } from "#lib/platform/errors.ts";
import { VERSION } from "#lib/platform/version.ts";
import { secretsFor } from "#lib/secret/service.ts";
import type { FetchConnectedContent } from "#lib/template/connected-content.ts";
import type { RenderedRequest } from "#lib/template/render-result.ts";
import { createHttpClient } from "./client.ts";
import { connectedContentFetcher } from "./client-connected-content.ts";
import type { AttemptView } from "./schema.ts";
import { type Answered, type Call, type CallTools, callHost, type NotSent } from "./service-call.ts";
import { HostCredentials } from "./service-credentials.ts";
import { egressPolicy } from "./service-egress.ts";
import type { MessagePlan, ReadyRequest } from "./service-prepare.ts";
import { attemptOf } from "./settlement.ts";
import { shownHeaders } from "./shown-headers.ts";

export interface TestAttempt {
  attempt: AttemptView;
  /** The request as sent, secrets masked. */
  request: { method: string; url: string; headers: Record<string, string>; body: string | null } | null;
}

interface TestRequest {
  id: string;
  plan: MessagePlan;
  request: RenderedRequest & Pick<ReadyRequest, "secrets">;
  shown: RenderedRequest | null;
}

let tools: CallTools | undefined;
let fetcher: FetchConnectedContent | undefined;

/** Calls of `connected_content` for previews: guard, cache, time-out and size are those of the worker. */
export function connectedContent(): FetchConnectedContent {
  fetcher ??= connectedContentFetcher({ client: callTools().client, userAgent: `Signalbox/${VERSION}` });
  return fetcher;
}

/**
 * Sends it through the same guard as the worker and says what our rules make of the answer. Throws 422 when the
 * credentials of the host cannot be used: nothing was sent then.
 */
export async function sendTest(
  context: Context,
  { id, plan, request, shown }: TestRequest,
): Promise<TestAttempt> {
  const { host } = new URL(request.url);
  const facts = await readHostFacts(context.workspaceId, host);
  const call = { id, workspaceId: context.workspaceId, plan, request: { ...request, host } };
  const { result, verdict, conceal } = await answerOf(call, facts, context.now);
  const made = attemptOf(result, conceal);
  const { startedAt } = made;
  const { auth } = facts.settings;
  return {
    attempt: {
      number: 1,
      kind: "test",
      started_at: startedAt.toISOString(),
      duration_ms: made.durationMs,
      timings: made.timings,
      status_code: made.statusCode,
      error_class: made.errorClass,
      error_message: made.errorMessage,
      request_headers:
        shown &&
        shownHeaders(shown.headers, { deliveryId: id, body: shown.body, startedAt, auth, version: VERSION }),
      response:
        made.statusCode === null
          ? null
          : {
              headers: made.responseHeaders ?? {},
              body: made.responseBody,
              truncated: made.responseTruncated,
            },
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

async function answerOf(call: Call, facts: HostFacts, now: Date): Promise<Answered> {
  const answered = await callHost(call, facts, callTools(), now);
  if (!answered.ok) throw unusable(answered);
  const { result, token } = answered;
  const renewed = result.statusCode === 401 && token && (await callTools().credentials.refused(token));
  if (!renewed) return answered;
  const again = await callHost(call, facts, callTools(), now);
  if (!again.ok) throw unusable(again);
  return again;
}

function unusable({ problem, detail }: NotSent) {
  const hint = "Correct the credentials in the settings of the host, or the secret they name.";
  return invalid([{ code: problem, field: "url", message: detail, hint }]);
}

/** One client for the process, so that tests reuse connections and tokens. */
function callTools(): CallTools {
  if (!tools) {
    const client = createHttpClient({ egress: egressPolicy() });
    tools = { client, credentials: new HostCredentials(client, secretsFor), version: VERSION };
  }
  return tools;
}
