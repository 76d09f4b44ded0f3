/** What is asked of the HTTP client, what it reports, and one request on its way between the two. */
import type { Dispatcher } from "undici";
import type { HeaderList } from "#lib/host/parse-rate-limit-headers.ts";
import { bodyText } from "./client-body.ts";
import { errorClassOf, errorMessageOf } from "./client-errors.ts";
import { type ConnectionPhases, expectConnection } from "./client-phases.ts";
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
  /** The moment the attempt is known by; default now. What the headers say of time is then what is recorded. */
  startedAt?: Date | undefined;
};

/** A private certificate authority and the certificate by which we show who we are, in PEM. */
export type TlsMaterial = { ca?: string | undefined; cert?: string | undefined; key?: string | undefined };

export type Timings = {
  /** Until the request was on its way: a place among the connections, and opening one. */
  wait_ms: number;
  first_byte_ms: number | null;
  total_ms: number;
  /** What opening the connection took; null when it was open already, left out when none came about. */
  connection?: ConnectionPhases | null;
};

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

export const STORED_BODY_BYTES = 16 * 1024;
/** Past this an answer is not read to its end: the socket is given up instead. */
const DRAIN_BYTES = 64 * 1024;

/** One request on its way: collects the answer and settles exactly once. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly deadline: number;
  readonly #startedAt: Date;
  readonly #start = performance.now();
  readonly #keepBytes: number;
  readonly #settle: (result: HttpResult) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #sentAt: number | null = null;
  #connection: ConnectionPhases | null | undefined;
  #firstByteAt: number | null = null;
  #statusCode: number | null = null;
  #headers: HeaderList = {};
  #chunks: Buffer[] = [];
  #kept = 0;
  #received = 0;

  constructor(request: HttpRequest, settle: (result: HttpResult) => void) {
    this.#settle = settle;
    this.#startedAt = request.startedAt ?? new Date();
    this.#keepBytes = request.keepBytes ?? STORED_BODY_BYTES;
    this.deadline = this.#start + request.timeoutMs;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#sentAt = performance.now();
    this.#controller = controller;
    expectConnection((opened) => {
      this.#connection = opened;
    });
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
        ...(this.#connection === undefined ? {} : { connection: this.#connection }),
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
