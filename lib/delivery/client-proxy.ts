/**
 * Opens sockets through an outbound proxy (HTTP CONNECT). The guard keeps its meaning: addresses are judged here, and
 * the proxy is asked for the address that was judged, so no second lookup can lead elsewhere. What the operator listed
 * as allowed although private lies inside and is called directly. Where names can only be resolved by the proxy
 * (`resolves`), it gets names, and must itself refuse private addresses.
 */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { buildConnector } from "undici";
import { EgressBlockedError } from "./client-errors.ts";
import { type Resolve, systemResolve } from "./client-lookup.ts";
import { noteConnection, rounded } from "./client-phases.ts";
import {
  type EgressPolicy,
  type EgressProxy,
  isAllowed,
  isMetadataName,
  isNamed,
  isPublicAddress,
  literalAddress,
} from "./egress.ts";

/** The proxy itself is at fault, not the receiver: nothing was tried. */
class ProxyError extends Error {
  readonly code = "PROXY_UNAVAILABLE";
}

/** The proxy tried, and the receiver could not be reached. */
class UnreachableError extends Error {
  readonly code: "EHOSTUNREACH" | "ETIMEDOUT";
  constructor(status: number) {
    super(`The outbound proxy could not reach the host (${status}).`);
    this.code = status === 504 ? "ETIMEDOUT" : "EHOSTUNREACH";
  }
}

type Options = { egress: EgressPolicy; connectTimeoutMs?: number; resolve?: Resolve };
type Tls = { ca?: string | undefined; cert?: string | undefined; key?: string | undefined };

const CONNECT_MS = 5_000;
/** Addresses of one name that are tried. */
const MAX_PLACES = 4;

/** A connector that goes through the proxy of the policy; `direct` is used for what lies inside, and without a proxy. */
export function proxyConnector(
  options: Options,
  tls: Tls | undefined,
  direct: buildConnector.connector,
): buildConnector.connector {
  const { proxy } = options.egress;
  if (!proxy) return direct;
  const resolve = options.resolve ?? systemResolve();
  const timeout = options.connectTimeoutMs ?? CONNECT_MS;
  const secure = buildConnector({ allowH2: false, timeout, ...tls } as buildConnector.BuildOptions);
  return (target, callback) => {
    const port = Number(target.port || (target.protocol === "https:" ? 443 : 80));
    placesOf(target.hostname, port, options.egress, proxy, resolve)
      .then(async (places) => {
        if (places === null) return direct(target, callback);
        const start = performance.now();
        const socket = await firstTunnel(proxy, places, port, timeout);
        const tunnelled = performance.now();
        const connect_ms = rounded(tunnelled - start);
        if (target.protocol !== "https:") {
          noteConnection(socket, { dns_ms: null, connect_ms, tls_ms: null });
          return callback(null, socket);
        }
        const servername = target.servername || (literalAddress(target.hostname) ? "" : target.hostname);
        secure({ ...target, servername, httpSocket: socket }, (...[error, opened]) => {
          if (error) return callback(error, null);
          const tls_ms = rounded(performance.now() - tunnelled);
          noteConnection(opened, { dns_ms: null, connect_ms, tls_ms });
          callback(null, opened);
        });
      })
      .catch((error: Error) => callback(error, null));
  };
}

/** What the proxy is asked for, one after the other; null: inside, no proxy. Throws when the guard refuses. */
async function placesOf(
  hostname: string,
  port: number,
  egress: EgressPolicy,
  proxy: EgressProxy,
  resolve: Resolve,
): Promise<string[] | null> {
  const literal = literalAddress(hostname);
  if (isMetadataName(hostname)) throw new EgressBlockedError();
  if (literal === null && isNamed(egress, hostname, port)) return null;
  if (literal === null && proxy.resolves) return [hostname];
  const addresses = literal === null ? (await resolve(hostname)).map(({ address }) => address) : [literal];
  const allowed = addresses.filter((address) => isAllowed(egress, hostname, address, port));
  if (allowed.length === 0) throw new EgressBlockedError();
  const outside = allowed.filter(isPublicAddress);
  if (outside.length === 0) return null;
  const [v6, v4] = [outside.filter(isV6), outside.filter((address) => !isV6(address))];
  // Proxies more often have IPv4 alone.
  return [...v4, ...v6.map((address) => `[${address}]`)].slice(0, MAX_PLACES);
}

function isV6(address: string): boolean {
  return address.includes(":");
}

/** A tunnel to the first of the places that the proxy reaches. */
async function firstTunnel(
  proxy: EgressProxy,
  [place = "", ...others]: readonly string[],
  port: number,
  timeoutMs: number,
): Promise<Socket> {
  try {
    return await tunnel(proxy, `${place}:${port}`, timeoutMs);
  } catch (error) {
    if (others.length === 0 || !(error instanceof UnreachableError)) throw error;
    return firstTunnel(proxy, others, port, timeoutMs);
  }
}

function tunnel(proxy: EgressProxy, place: string, timeoutMs: number): Promise<Socket> {
  const url = new URL(proxy.url);
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  const authorization =
    url.username === ""
      ? {}
      : {
          "proxy-authorization": `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString("base64")}`,
        };
  return new Promise((resolve, reject) => {
    const asked = request({
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port || (url.protocol === "https:" ? 443 : 80),
      method: "CONNECT",
      path: place,
      headers: { host: place, ...authorization },
      agent: false,
      timeout: timeoutMs,
    });
    const unusable = (why: string) => reject(new ProxyError(`The outbound proxy cannot be used: ${why}.`));
    asked.once("connect", (answer: IncomingMessage, socket: Socket) => {
      const problem = refusalOf(answer);
      if (!problem) return resolve(socket.setTimeout(0));
      socket.on("error", () => undefined).destroy();
      reject(problem);
    });
    // Some proxies answer a refusal like any other request.
    asked.once("response", (answer) => {
      answer.destroy();
      reject(refusalOf(answer) ?? new ProxyError("The outbound proxy opened no tunnel."));
    });
    asked.once("timeout", () => asked.destroy(new Error("it did not answer in time")));
    asked.once("error", (error) => unusable(error.message));
    asked.end();
  });
}

/** What an answer to CONNECT means: null, the tunnel is open. */
function refusalOf({ statusCode = 0, headers }: IncomingMessage): Error | null {
  if (statusCode === 200) return null;
  // Smokescreen says 407 for what its rules forbid, with a header of its own.
  if (statusCode === 403 || (statusCode === 407 && headers["x-smokescreen-error"]))
    return new EgressBlockedError();
  if (statusCode === 401 || statusCode === 407)
    return new ProxyError(`The outbound proxy refuses our credentials (${statusCode}).`);
  if (statusCode >= 500) return new UnreachableError(statusCode);
  return new ProxyError(`The outbound proxy answered ${statusCode}.`);
}
