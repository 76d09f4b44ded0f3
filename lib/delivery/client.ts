/**
 * Sends one HTTP request and reports what came back. The guard sits in the socket: literal addresses and every
 * DNS answer are checked before anything is dialled. Never follows redirects, never repeats a request.
 */
import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { Agent, buildConnector, type Dispatcher } from "undici";
import type { HeaderList } from "#lib/host/parse-rate-limit-headers.ts";
import { EgressBlockedError, errorClassOf, errorMessageOf } from "./client-errors.ts";
import { guardedLookup, type Resolve, systemResolve } from "./client-lookup.ts";
import { proxyConnector } from "./client-proxy.ts";
import { type EgressPolicy, isAllowed, literalAddress } from "./egress.ts";
import type { ErrorClass } from "./schema.ts";

export type HttpRequest = {
  method: string;
  url: string;
  /** Name, value, name, value. */
  headers: string[];
  body: string | null;
  timeoutMs: number;
  /** Bytes of the answer to keep; default 16 KiB. */
  keepBytes?: number | undefined;
  tls?: TlsMaterial | undefined;
};

/** A private certificate authority and the certificate by which we show who we are, in PEM. */
export type TlsMaterial = { ca?: string | undefined; cert?: string | undefined; key?: string | undefined };

export type Timings = { wait_ms: number; first_byte_ms: number | null; total_ms: number };

export type HttpResult = {
  startedAt: Date;
  durationMs: number;
  timings: Timings;
  statusCode: number | null;
  headers: HeaderList;
  body: string;
  /** The stored body is not all of it: too long, or the connection broke off. */
  truncated: boolean;
  /** Set only when no status line arrived. */
  errorClass: ErrorClass | null;
  /** Also set when an answer broke off after its status line. */
  errorMessage: string | null;
  /** False when not even a connection came about. */
  connected: boolean;
};

export type HttpClient = {
  send(request: HttpRequest): Promise<HttpResult>;
  /** Requests on the wire. */
  inFlight(): number;
  close(): Promise<void>;
};

export type HttpClientOptions = {
  egress: EgressPolicy;
  connectTimeoutMs?: number;
  /** Sockets per origin at most. */
  connections?: number;
  /** Replaces DNS in tests. */
  resolve?: Resolve;
};

export const STORED_BODY_BYTES = 16 * 1024;
/** Past this an answer is not read to its end: the socket is given up instead. */
const DRAIN_BYTES = 64 * 1024;
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

/** One request on its way: collects the answer and settles exactly once. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly deadline: number;
  readonly #startedAt = new Date();
  readonly #start = performance.now();
  readonly #keepBytes: number;
  readonly #settle: (result: HttpResult) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #sentAt: number | null = null;
  #firstByteAt: number | null = null;
  #statusCode: number | null = null;
  #headers: HeaderList = {};
  #chunks: Buffer[] = [];
  #kept = 0;
  #received = 0;

  constructor(request: HttpRequest, settle: (result: HttpResult) => void) {
    this.#settle = settle;
    this.#keepBytes = request.keepBytes ?? STORED_BODY_BYTES;
    this.deadline = this.#start + request.timeoutMs;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#sentAt = performance.now();
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error("settled before it was sent"));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // Interim answers (1xx) are followed by the real one.
    if (statusCode < 200 && statusCode !== 101) return;
    this.#firstByteAt = performance.now();
    this.#statusCode = statusCode;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#received += chunk.length;
    const room = this.#keepBytes - this.#kept;
    if (room > 0) {
      this.#chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
      this.#kept += Math.min(chunk.length, room);
    }
    if (this.#received > Math.max(DRAIN_BYTES, this.#keepBytes)) {
      this.#finish(null, null);
      controller.abort(new Error("answer longer than what is read"));
    }
  }

  onResponseEnd(): void {
    this.#finish(null, null);
  }

  onRequestUpgrade(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    _headers: unknown,
    socket: { destroy(): void },
  ): void {
    this.#statusCode = statusCode;
    socket.destroy();
    this.#finish(null, null);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  expire(): void {
    this.#finish("timeout", "No complete answer arrived within the time-out.");
    this.#controller?.abort(new Error("time-out"));
  }

  fail(error: unknown, errorClass?: ErrorClass): void {
    this.#finish(errorClass ?? errorClassOf(error), errorMessageOf(error));
  }

  #finish(errorClass: ErrorClass | null, errorMessage: string | null): void {
    if (this.#settled) return;
    this.#settled = true;
    const end = performance.now();
    const incomplete = errorClass !== null || this.#received > this.#kept;
    this.#settle({
      startedAt: this.#startedAt,
      durationMs: Math.round(end - this.#start),
      timings: {
        wait_ms: Math.round((this.#sentAt ?? end) - this.#start),
        first_byte_ms: this.#firstByteAt === null ? null : Math.round(this.#firstByteAt - this.#start),
        total_ms: Math.round(end - this.#start),
      },
      statusCode: this.#statusCode,
      headers: this.#headers,
      body: bodyText(this.#chunks, this.#headers["content-encoding"], incomplete, this.#keepBytes),
      truncated: this.#statusCode !== null && incomplete,
      errorClass: this.#statusCode === null ? errorClass : null,
      errorMessage,
      connected: this.#sentAt !== null,
    });
  }
}

function bodyText(
  chunks: Buffer[],
  encoding: string | string[] | undefined,
  incomplete: boolean,
  keepBytes: number,
): string {
  const [first] = chunks;
  if (!first) return "";
  const raw = chunks.length === 1 ? first : Buffer.concat(chunks);
  const plain =
    encoding === undefined || encoding === "identity"
      ? raw
      : decoded(raw, String(encoding), incomplete, keepBytes);
  // PostgreSQL text cannot hold NUL.
  return typeof plain === "string" ? plain : plain.toString("utf8").replaceAll("\u0000", "\ufffd");
}

const DECODERS: Record<string, (raw: Buffer, options: { maxOutputLength: number }) => Buffer> = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

// We ask for no encoding; an answer that comes encoded all the same is decoded only within what is kept.
function decoded(raw: Buffer, encoding: string, incomplete: boolean, keepBytes: number): Buffer | string {
  const decode = DECODERS[encoding.toLowerCase().trim()];
  if (!decode || incomplete) return `(${encoding} body of ${raw.length} bytes, not decoded)`;
  try {
    return decode(raw, { maxOutputLength: keepBytes });
  } catch {
    return `(${encoding} body of ${raw.length} bytes that is broken or larger than ${keepBytes} bytes)`;
  }
}

function guardedConnector(
  options: HttpClientOptions,
  tls: TlsMaterial | undefined,
): buildConnector.connector {
  const resolve = options.resolve ?? systemResolve();
  const byPort = new Map<string, buildConnector.connector>();
  const connectorFor = (port: string) => {
    let connector = byPort.get(port);
    if (!connector) {
      connector = buildConnector({
        allowH2: false,
        timeout: options.connectTimeoutMs ?? 5_000,
        autoSelectFamily: true,
        autoSelectFamilyAttemptTimeout: 250,
        noDelay: true,
        lookup: guardedLookup(resolve, options.egress, Number(port)),
        ...tls,
      } as buildConnector.BuildOptions);
      // A few hundred ports are plenty; hostile URLs must not grow this for ever.
      if (byPort.size > 256) byPort.clear();
      byPort.set(port, connector);
    }
    return connector;
  };
  return (target, callback) => {
    const port = target.port || (target.protocol === "https:" ? "443" : "80");
    const literal = literalAddress(target.hostname);
    if (literal !== null && !isAllowed(options.egress, literal, literal, Number(port))) {
      callback(new EgressBlockedError(), null);
      return;
    }
    connectorFor(port)(target, callback);
  };
}
