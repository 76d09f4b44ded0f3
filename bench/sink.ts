/**
 * The receiver that every measurement sends to, a process of its own: the least that is still HTTP, so that it is
 * never what is measured. Told what to do and asked what it saw over the process channel.
 */
import { createServer, type Socket } from "node:net";

/** Asked of the sink. */
export type SinkAsk = { ask: "count" | "reset" | "arrivals" };
/** Answered by the sink; `arrivals` are wall-clock milliseconds by webhook-id or x-bench-id. */
export type SinkAnswer = {
  port?: number;
  count: number;
  firstAt: number;
  lastAt: number;
  arrivals?: [string, number][];
};

const ANSWER = Buffer.from("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok");
const HEAD_END = Buffer.from("\r\n\r\n");
const MAX_ARRIVALS = 20_000;

let count = 0;
let firstAt = 0;
let lastAt = 0;
let arrivals: [string, number][] = [];

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => {});
  let pending: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    pending = take(pending.length === 0 ? chunk : Buffer.concat([pending, chunk]), socket);
  });
});

// Any loopback address reaches it, so that many hosts can be played by one port.
server.listen(0, "0.0.0.0", () => {
  const address = server.address();
  process.send?.({ ...answer(), port: typeof address === "object" && address ? address.port : 0 });
});

process.on("message", ({ ask }: SinkAsk) => {
  if (ask === "reset") {
    count = 0;
    firstAt = 0;
    lastAt = 0;
    arrivals = [];
  }
  process.send?.(ask === "arrivals" ? { ...answer(), arrivals } : answer());
});
process.on("disconnect", () => process.exit(0));

/** Answers every whole request in the buffer and gives back what is left. */
function take(buffer: Buffer, socket: Socket): Buffer {
  let rest = buffer;
  while (rest.length > 0) {
    const headEnd = rest.indexOf(HEAD_END);
    if (headEnd < 0) return rest;
    const head = rest.toString("latin1", 0, headEnd);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    const end = headEnd + HEAD_END.length + length;
    if (rest.length < end) return rest;
    // A path that begins with /hang is never answered.
    if (!head.startsWith("POST /hang")) {
      arrived(head);
      socket.write(ANSWER);
    }
    rest = rest.subarray(end);
  }
  return rest;
}

function arrived(head: string): void {
  lastAt = Date.now();
  if (count === 0) firstAt = lastAt;
  count++;
  if (arrivals.length >= MAX_ARRIVALS) return;
  const id = /\r\nx-bench-id: *([^\r]+)/i.exec(head)?.[1];
  if (id) arrivals.push([id, lastAt]);
}

function answer(): SinkAnswer {
  return { count, firstAt, lastAt };
}
