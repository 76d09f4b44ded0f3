/**
 * Credentials of a host, put on a request at the last moment: they are never part of the frozen request, so a rotated
 * secret counts for every attempt that follows and nothing of them is stored.
 */
import { createHash } from "node:crypto";
import type { AuthPreset, HostSettings } from "#lib/host/schema.ts";
import { mayReceiveSecret } from "#lib/secret/allowed-host.ts";
import type { HttpClient } from "./client.ts";
import type { TlsMaterial } from "./client-exchange.ts";
import { basicCredentials } from "./conceal.ts";
import type { UsableSecret } from "./service-prepare.ts";
import { credentialHeader } from "./shown-headers.ts";

export type Credentials =
  | {
      ok: true;
      /** Name, value, name, value. */
      headers: string[];
      tls: TlsMaterial | undefined;
      /** The token in the headers that can be renewed when it is refused. */
      token: string | undefined;
      /** Values that the headers carry, and what is made of them. */
      secrets: string[];
    }
  | { ok: false; problem: "secret_missing" | "secret_not_allowed" | "token_refused"; detail: string }
  | { ok: false; problem: "token_unavailable"; detail: string };

type Secrets = (workspaceId: string) => Promise<ReadonlyMap<string, UsableSecret>>;
type OAuth = Extract<AuthPreset, { type: "oauth2" }>;
type Token = { value: string; until: number };

const NONE: Extract<Credentials, { ok: true }> = {
  ok: true,
  headers: [],
  tls: undefined,
  token: undefined,
  secrets: [],
};
const DEFAULT_TOKEN_SECONDS = 300;
/** A token is renewed this long before it ends, so that none ends on its way. */
const RENEW_BEFORE_MS = 10_000;
const MAX_TOKENS = 5_000;

/** Lives as long as its worker; keeps the tokens it fetched. */
export class HostCredentials {
  readonly #client: HttpClient;
  readonly #secrets: Secrets;
  readonly #tokens = new Map<string, Promise<Token>>();
  readonly #refused = new Set<string>();

  constructor(client: HttpClient, secrets: Secrets) {
    this.#client = client;
    this.#secrets = secrets;
  }

  /** What to add to a request for `host`. Headers the message sets itself are left alone. */
  async of(
    workspaceId: string,
    host: string,
    settings: HostSettings,
    ownHeaders: readonly (readonly [string, string])[],
  ): Promise<Credentials> {
    const { auth, tls } = settings;
    if (auth.type === "none" && tls === null) return NONE;
    const secrets = await this.#secrets(workspaceId);
    const value = (name: string): string => secretValue(secrets, name, host);
    try {
      const material = tls
        ? {
            ca: tls.ca,
            cert: tls.client_certificate,
            key: tls.client_key_secret && value(tls.client_key_secret),
          }
        : undefined;
      const name = credentialHeader(auth);
      if (auth.type === "none" || name === null) return { ...NONE, tls: material };
      if (ownHeaders.some(([own]) => own.toLowerCase() === name.toLowerCase())) {
        return { ...NONE, tls: material };
      }
      if (auth.type === "oauth2") {
        // The client's secret goes to the token endpoint, and only the token to the host.
        const secret = secretValue(secrets, auth.secret, new URL(auth.token_url).host);
        const token = await this.#token(keyOf(workspaceId, host, auth, secret), auth, secret);
        const headers = [name, `Bearer ${token.value}`];
        return { ok: true, headers, tls: material, token: token.value, secrets: [token.value] };
      }
      const written = headerValue(auth, value);
      const carried = [value(auth.secret), ...basicCredentials([[name, written]])];
      return { ok: true, headers: [name, written], tls: material, token: undefined, secrets: carried };
    } catch (error) {
      if (error instanceof CredentialProblem)
        return { ok: false, problem: error.problem, detail: error.message };
      throw error;
    }
  }

  /** A receiver refused this token with 401: true when it is one that we fetched, so that a new one is worth a try. */
  async refused(token: string): Promise<boolean> {
    // Of many requests that carried it, the first to come back renews it for all.
    if (this.#refused.has(token)) return true;
    for (const [key, kept] of this.#tokens) {
      const current = await kept.catch(() => null);
      if (current?.value !== token) continue;
      this.#tokens.delete(key);
      if (this.#refused.size >= MAX_TOKENS) this.#refused.clear();
      this.#refused.add(token);
      return true;
    }
    return false;
  }

  #token(key: string, auth: OAuth, secret: string): Promise<Token> {
    const kept = this.#tokens.get(key);
    const fresh = (): Promise<Token> => {
      const token = this.#fetchToken(auth, secret);
      if (this.#tokens.size >= MAX_TOKENS) this.#tokens.clear();
      this.#tokens.set(key, token);
      token.catch(() => this.#tokens.delete(key));
      return token;
    };
    if (!kept) return fresh();
    return kept.then((token) => (token.until - RENEW_BEFORE_MS > Date.now() ? token : fresh()));
  }

  async #fetchToken(auth: OAuth, secret: string): Promise<Token> {
    const form = new URLSearchParams({ grant_type: "client_credentials" });
    if (auth.scope) form.set("scope", auth.scope);
    if (auth.audience) form.set("audience", auth.audience);
    const headers = ["content-type", "application/x-www-form-urlencoded", "accept", "application/json"];
    if (auth.client_authentication === "basic") {
      headers.push("authorization", basic(encodeURIComponent(auth.client_id), encodeURIComponent(secret)));
    } else {
      form.set("client_id", auth.client_id);
      form.set("client_secret", secret);
    }
    const answer = await this.#client.send({
      method: "POST",
      url: auth.token_url,
      headers,
      body: form.toString(),
      timeoutMs: 10_000,
    });
    if (
      answer.statusCode !== null &&
      answer.statusCode >= 400 &&
      answer.statusCode < 500 &&
      answer.statusCode !== 429
    ) {
      throw new CredentialProblem(
        "token_refused",
        `The token endpoint refused our client (${answer.statusCode}).`,
      );
    }
    const token = answer.statusCode === 200 || answer.statusCode === 201 ? readToken(answer.body) : null;
    if (!token) throw new CredentialProblem("token_unavailable", "The token endpoint gave no token.");
    return token;
  }
}

class CredentialProblem extends Error {
  readonly problem: Extract<Credentials, { ok: false }>["problem"];
  constructor(problem: CredentialProblem["problem"], message: string) {
    super(message);
    this.problem = problem;
  }
}

function secretValue(secrets: ReadonlyMap<string, UsableSecret>, name: string, host: string): string {
  const secret = secrets.get(name);
  if (!secret)
    throw new CredentialProblem(
      "secret_missing",
      `The secret "${name}" of the host's settings does not exist.`,
    );
  if (!mayReceiveSecret(secret.allowedHosts, host)) {
    throw new CredentialProblem("secret_not_allowed", `The secret "${name}" may not be sent to ${host}.`);
  }
  return secret.value;
}

function headerValue(auth: AuthPreset, value: (name: string) => string): string {
  switch (auth.type) {
    case "bearer":
      return `Bearer ${value(auth.secret)}`;
    case "basic":
      return basic(auth.username, value(auth.secret));
    case "header":
      return value(auth.secret);
    default:
      return "";
  }
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

function keyOf(workspaceId: string, host: string, auth: OAuth, secret: string): string {
  return createHash("sha256")
    .update(JSON.stringify([workspaceId, host, auth, secret]))
    .digest("base64");
}

function readToken(body: string): Token | null {
  try {
    const { access_token: value, expires_in: seconds } = JSON.parse(body) as Record<string, unknown>;
    if (typeof value !== "string" || !/^[\x21-\x7e]{1,8000}$/.test(value)) return null;
    const lasts = typeof seconds === "number" && seconds > 0 ? seconds : DEFAULT_TOKEN_SECONDS;
    return { value, until: Date.now() + Math.max(lasts * 1000, RENEW_BEFORE_MS + 1_000) };
  } catch {
    return null;
  }
}
