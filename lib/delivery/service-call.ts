/**
 * One HTTP request to a host the way the host wants it: credentials and TLS of its settings, its signing keys, our
 * headers. Deliveries and tests share it, so that what a test shows is what a delivery does.
 */
import type { HostFacts } from "#lib/host/host-facts.ts";
import { classify, type Verdict } from "./classify-response.ts";
import type { HttpClient } from "./client.ts";
import type { HttpResult } from "./client-exchange.ts";
import { basicCredentials, type Conceal, concealer } from "./conceal.ts";
import type { Credentials, HostCredentials } from "./service-credentials.ts";
import type { MessagePlan, ReadyRequest } from "./service-prepare.ts";
import { keysOf } from "./service-signing.ts";
import { allHeaders, signedHeaders } from "./sign.ts";

export interface Call {
  /** The webhook-id. */
  id: string;
  workspaceId: string;
  request: ReadyRequest;
  plan: Pick<MessagePlan, "retry" | "outcomeRules">;
  /** More of our own headers: name, value, name, value. */
  extraHeaders?: readonly string[];
}

export interface CallTools {
  client: HttpClient;
  credentials: HostCredentials;
  /** Of this program, for the User-Agent. */
  version: string;
}

export type Answered = {
  ok: true;
  result: HttpResult;
  verdict: Verdict;
  /** The token it was sent with, when it can be renewed. */
  token: string | undefined;
  /** Hides the secrets of the request in what is kept or shown of the answer. */
  conceal: Conceal;
};
/** Nothing was sent. */
export type NotSent = Extract<Credentials, { ok: false }>;

/** Sends it once and says what the message's rules, then the host's, make of the answer. */
export async function callHost(
  { id, workspaceId, request, plan, extraHeaders = [] }: Call,
  { settings, signing }: HostFacts,
  { client, credentials, version }: CallTools,
  now: Date,
): Promise<Answered | NotSent> {
  const proof = await credentials.of(workspaceId, request.host, settings, request.headers);
  if (!proof.ok) return proof;
  const own = signedHeaders({
    id,
    body: request.body,
    now,
    keys: await keysOf(workspaceId, signing, now),
    userAgent: `Signalbox/${version}`,
  });
  const result = await client.send({
    method: request.method,
    url: request.url,
    headers: allHeaders(request.headers, [...own, ...proof.headers, ...extraHeaders]),
    body: request.body,
    timeoutMs: plan.retry.timeout_ms,
    tls: proof.tls,
    startedAt: now,
  });
  const verdict = classify(
    result.statusCode === null
      ? { kind: "error", errorClass: result.errorClass ?? "network_error" }
      : { kind: "response", statusCode: result.statusCode, body: result.body },
    [plan.outcomeRules, settings.outcome_rules],
  );
  return { ok: true, result, verdict, token: proof.token, conceal: concealer(carriedBy(request, proof)) };
}

/** The values of secrets in a request, those that a host adds included. */
function carriedBy(
  { secrets = [], headers }: ReadyRequest,
  proof: Extract<Credentials, { ok: true }>,
): string[] {
  if (secrets.length === 0) return proof.secrets;
  return [...secrets, ...basicCredentials(headers), ...proof.secrets];
}
