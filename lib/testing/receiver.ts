/** A receiver on a real socket whose answers follow a script and which remembers every request it got. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";

export type Answer = {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  /** Wait before answering. */
  delayMs?: number;
  /** Reset the connection instead of answering: at once, or after the status line. */
  reset?: "before" | "after_headers";
  /** Raw bytes instead of an HTTP answer. */
  raw?: string;
  /** One byte of the body every so many milliseconds. */
  dripMs?: number;
  /** Compress the body and say so. */
  gzip?: boolean;
  /** Never answer. */
  hang?: boolean;
};

export type Received = {
  at: number;
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  rawHeaders: string[];
  body: string;
  /** Which connection carried it. */
  connection: number;
};

export type Receiver = {
  url: string;
  host: string;
  port: number;
  requests: Received[];
  /** Highest number of requests being answered at the same time. */
  maxConcurrent: number;
  connections: number;
  /** Answers in order for a path; the last one repeats. */
  script(path: string, answers: (Answer | number)[]): void;
  /** What every unscripted path gets. */
  answerWith(answer: Answer | number | ((request: Received, index: number) => Answer | number)): void;
  /** Resolves once `count` requests (that satisfy `match`) have arrived. */
  waitFor(
    count: number,
    options?: { timeoutMs?: number; match?: (request: Received) => boolean },
  ): Promise<Received[]>;
  close(): Promise<void>;
};

type State = {
  scripts: Map<string, (Answer | number)[]>;
  fallback: (request: Received, index: number) => Answer | number;
  waiters: Set<() => void>;
  active: number;
  connectionIds: WeakMap<Socket, number>;
  timers: Set<NodeJS.Timeout>;
};

export async function startReceiver(
  options: { port?: number; keepRequests?: boolean } = {},
): Promise<Receiver> {
  const state: State = {
    scripts: new Map(),
    fallback: () => 200,
    waiters: new Set(),
    active: 0,
    connectionIds: new WeakMap(),
    timers: new Set(),
  };
  const server = createServer();
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const receiver = receiverOn(server, port, state);
  server.on("connection", (socket) => {
    receiver.connections += 1;
    state.connectionIds.set(socket, receiver.connections);
    socket.on("error", () => undefined);
  });
  server.on("request", (incoming, outgoing) => receive(receiver, state, incoming, outgoing));
  return receiver;
}

function receiverOn(server: Server, port: number, state: State): Receiver {
  const requests: Received[] = [];
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    port,
    requests,
    maxConcurrent: 0,
    connections: 0,
    script(path, answers) {
      state.scripts.set(path, [...answers]);
    },
    answerWith(answer) {
      state.fallback = typeof answer === "function" ? answer : () => answer;
    },
    waitFor(count, { timeoutMs = 10_000, match = () => true } = {}) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          state.waiters.delete(check);
          reject(
            new Error(`${requests.filter(match).length} of ${count} requests arrived within ${timeoutMs} ms`),
          );
        }, timeoutMs);
        const check = () => {
          const found = requests.filter(match);
          if (found.length < count) return;
          clearTimeout(timer);
          state.waiters.delete(check);
          resolve(found);
        };
        state.waiters.add(check);
        check();
      });
    },
    async close() {
      for (const timer of state.timers) clearTimeout(timer);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function receive(
  receiver: Receiver,
  state: State,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const chunks: Buffer[] = [];
  state.active += 1;
  receiver.maxConcurrent = Math.max(receiver.maxConcurrent, state.active);
  outgoing.on("close", () => {
    state.active -= 1;
  });
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("error", () => undefined);
  incoming.on("end", () => {
    const request: Received = {
      at: performance.now(),
      method: incoming.method ?? "",
      url: incoming.url ?? "",
      headers: incoming.headers,
      rawHeaders: incoming.rawHeaders,
      body: Buffer.concat(chunks).toString("utf8"),
      connection: state.connectionIds.get(incoming.socket) ?? 0,
    };
    receiver.requests.push(request);
    const answer = nextAnswer(state, request, receiver.requests.length - 1);
    for (const check of state.waiters) check();
    later(state, answer.delayMs, () => respond(state, answer, incoming.socket, outgoing));
  });
}

function nextAnswer(state: State, request: Received, index: number): Answer {
  const path = request.url.split("?")[0] ?? "";
  const script = state.scripts.get(path);
  const answer = script ? (script.length > 1 ? script.shift() : script[0]) : state.fallback(request, index);
  return typeof answer === "number" ? { status: answer } : (answer ?? {});
}

function respond(state: State, answer: Answer, socket: Socket, outgoing: ServerResponse): void {
  if (answer.hang) return;
  if (answer.reset === "before") {
    socket.resetAndDestroy();
    return;
  }
  if (answer.raw !== undefined) {
    socket.end(answer.raw);
    return;
  }
  const plain = Buffer.from(answer.body ?? "");
  const body = answer.gzip ? gzipSync(plain) : plain;
  const headers = { ...answer.headers, ...(answer.gzip ? { "content-encoding": "gzip" } : {}) };
  outgoing.writeHead(answer.status ?? 200, headers);
  if (answer.reset === "after_headers") {
    outgoing.write("x", () => later(state, 20, () => socket.resetAndDestroy()));
    return;
  }
  if (answer.dripMs !== undefined) drip(state, body, answer.dripMs, outgoing);
  else outgoing.end(body);
}

function drip(state: State, body: Buffer, everyMs: number, outgoing: ServerResponse, offset = 0): void {
  if (outgoing.destroyed) return;
  if (offset >= body.length) {
    outgoing.end();
    return;
  }
  outgoing.write(body.subarray(offset, offset + 1));
  later(state, everyMs, () => drip(state, body, everyMs, outgoing, offset + 1));
}

function later(state: State, ms: number | undefined, work: () => void): void {
  if (!ms) {
    work();
    return;
  }
  const timer = setTimeout(() => {
    state.timers.delete(timer);
    work();
  }, ms);
  state.timers.add(timer);
}
