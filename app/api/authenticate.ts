import { clientAddress, isLocal, servesThisMachine } from "#lib/api-key/addresses.ts";
import { contextFromApiKey } from "#lib/api-key/service.ts";
import type { Context } from "#lib/platform/context.ts";
import { env } from "#lib/platform/env.ts";
import { AppError } from "#lib/platform/errors.ts";
import { contextFromSession } from "#lib/workspace/service.ts";

/**
 * Who is calling: an API key in `Authorization: Bearer`, else the browser's session cookie.
 * Throws 401 when there is neither, 403 when a browser request that changes something comes from another site.
 */
export async function authenticate(request: Request, requestId: string, now: Date): Promise<Context> {
  const authorization = request.headers.get("authorization");
  if (authorization) {
    const [scheme, token] = authorization.split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !token)
      throw unauthorized("The Authorization header must read: Bearer <API key>.");
    return contextFromApiKey(token, callerAddress(request), requestId, now);
  }
  const context = await contextFromSession(request.headers, requestId, now);
  if (!context) throw unauthorized("Sign in, or send an API key.");
  if (!["GET", "HEAD"].includes(request.method) && crossSite(request)) {
    throw new AppError("forbidden", "This request came from another site.", {
      errors: [
        {
          code: "cross_site",
          message: "This request came from another site.",
          hint: "Use an API key from scripts and servers.",
        },
      ],
    });
  }
  return context;
}

/** The address of the connection; set by `instrumentation.ts`, so callers cannot choose it. */
const PEER_HEADER = "x-signalbox-peer";

/** The caller's address: the connection's own, or what a trusted proxy says it is. */
export function callerAddress(request: Request): string | null {
  const forwardedFor = request.headers.get("x-forwarded-for");
  const peer = request.headers.get(PEER_HEADER) ?? forwardedFor?.split(",").at(-1)?.trim() ?? null;
  const trusted = env()
    .TRUSTED_PROXIES.split(",")
    .map((range) => range.trim());
  return clientAddress(peer, forwardedFor, trusted);
}

/** Whether somebody on the machine of the server asks, with nothing in between, and the server serves nobody else. */
export function calledLocally(headers: Headers): boolean {
  return servesThisMachine(env()) && isLocal(headers.get(PEER_HEADER), headers);
}

/** A cookie travels with requests that other sites start; those carry a foreign Origin or Sec-Fetch-Site. */
export function crossSite(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site) return site !== "same-origin" && site !== "none";
  const origin = request.headers.get("origin");
  if (!origin) return true;
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  return URL.canParse(origin) ? new URL(origin).host !== host : true;
}

function unauthorized(message: string): AppError {
  return new AppError("unauthorized", message, {
    errors: [{ code: "unauthorized", message, hint: "Create a key under Developers → API keys." }],
    headers: { "www-authenticate": "Bearer" },
  });
}
