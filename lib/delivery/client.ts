/**
 * Sends one HTTP request and reports what came back. The guard sits in the socket: literal addresses and every
 * DNS answer are checked before anything is dialled. Never follows redirects, never repeats a request.
 */
import { createHash } from "node:crypto";
import { Agent, type Dispatcher } from "undici";
import { type ConnectorOptions, guardedConnector } from "./client-connector.ts";
import { Exchange, type HttpRequest, type HttpResult, type TlsMaterial } from "./client-exchange.ts";
import { proxyConnector } from "./client-proxy.ts";

export type HttpClient = {
  send(request: HttpRequest): Promise<HttpResult>;
  /** Requests on the wire. */
  inFlight(): number;
  close(): Promise<void>;
};

export type HttpClientOptions = ConnectorOptions & {
  /** Sockets per origin at most. */
  connections?: number;
  /** So long a busy connection serves at most, after which the name is looked up again. */
  connectionTtlMs?: number;
};

const SWEEP_EVERY_MS = 20;

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const agents = agentPool(options);
  const open = new Set<Exchange>();
  const sweep = deadlineSweep(open);
  return {
    send(request) {
      return new Promise((resolve) => {
        const exchange = new Exchange(request, (result) => {
          open.delete(exchange);
          resolve(result);
        });
        open.add(exchange);
        sweep.start();
        dispatch(agents.for(request.tls), request, exchange);
      });
    },
    inFlight: () => open.size,
    async close() {
      sweep.stop();
      await agents.destroy();
    },
  };
}

/** Agents with TLS of their own; more are not kept, so that settings that change often never pile up sockets. */
const MAX_TLS_AGENTS = 50;

function agentPool(options: HttpClientOptions) {
  const shared = newAgent(options, undefined);
  const byTls = new Map<string, Agent>();
  return {
    for(tls: TlsMaterial | undefined): Agent {
      if (!tls) return shared;
      const key = createHash("sha256").update(JSON.stringify(tls)).digest("base64");
      const agent = byTls.get(key) ?? newAgent(options, tls);
      // Put last again: the one not used for longest is the one that goes.
      byTls.delete(key);
      byTls.set(key, agent);
      const [oldest] = byTls;
      if (byTls.size > MAX_TLS_AGENTS && oldest) {
        byTls.delete(oldest[0]);
        void oldest[1].close();
      }
      return agent;
    },
    async destroy(): Promise<void> {
      const closing = new Error("the client is closing");
      await Promise.all([shared, ...byTls.values()].map((agent) => agent.destroy(closing)));
    },
  };
}

function newAgent(options: HttpClientOptions, tls: TlsMaterial | undefined): Agent {
  return new Agent({
    connections: options.connections ?? 512,
    pipelining: 1,
    allowH2: false,
    connect: proxyConnector(options, tls, guardedConnector(options, tls)),
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 10_000,
    keepAliveMaxTimeout: 60_000,
    keepAliveTimeoutThreshold: 500,
    clientTtl: options.connectionTtlMs ?? 60_000,
    maxHeaderSize: 32 * 1024,
  });
}

function dispatch(agent: Agent, request: HttpRequest, exchange: Exchange): void {
  try {
    const url = new URL(request.url);
    if (url.protocol !== "http:" && url.protocol !== "https:")
      throw new TypeError("The URL must be http or https.");
    if (url.username || url.password)
      throw new TypeError("The URL must not contain a user name or password.");
    agent.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method as Dispatcher.HttpMethod,
        headers: request.headers,
        body: request.body,
      },
      exchange,
    );
  } catch (error) {
    exchange.fail(error, "invalid_request");
  }
}

// One timer for all requests: a timer and a signal for each of them would cost a fifth of the throughput.
function deadlineSweep(open: Set<Exchange>) {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const tick = () => {
    if (open.size === 0) return stop();
    const now = performance.now();
    for (const exchange of open) if (now >= exchange.deadline) exchange.expire();
  };
  return {
    start() {
      timer ??= setInterval(tick, SWEEP_EVERY_MS);
    },
    stop,
  };
}
