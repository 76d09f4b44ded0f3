/**
 * Where the time of a new connection went. Measured at the socket, and handed to the request that is the first to use it;
 * every later one finds it open. undici says on a diagnostics channel which socket carries a request, within the same
 * call that starts the request.
 */
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import type { buildConnector } from "undici";

export type ConnectionPhases = { dns_ms: number | null; connect_ms: number; tls_ms: number | null };

/** Null: the connection was open before. Undefined: not known. */
type Opened = ConnectionPhases | null;

const sockets = new WeakMap<Socket, Opened>();
let starting: ((opened: Opened) => void) | null = null;

subscribe("undici:client:sendHeaders", (message) => {
  const { socket } = message as { socket: Socket };
  const tell = starting;
  starting = null;
  const opened = sockets.get(socket);
  if (!tell || opened === undefined) return;
  sockets.set(socket, null);
  tell(opened);
});

/** To be called when a request starts; `tell` hears of its connection before the call of undici ends. */
export function expectConnection(tell: (opened: Opened) => void): void {
  starting = tell;
}

/** A connector that notes how long names, connections and handshakes take. */
export function timed(connector: buildConnector.connector): buildConnector.connector {
  return (target, callback) => {
    const start = performance.now();
    let namedAt: number | null = null;
    let connectedAt: number | null = null;
    const socket = connector(target, (...[error, opened]) => {
      if (error) return callback(error, null);
      const end = performance.now();
      const connected = connectedAt ?? end;
      noteConnection(opened, {
        dns_ms: namedAt === null ? null : rounded(namedAt - start),
        connect_ms: rounded(connected - (namedAt ?? start)),
        tls_ms: target.protocol === "https:" ? rounded(end - connected) : null,
      });
      callback(null, opened);
    }) as Socket | undefined;
    socket?.once("lookup", () => {
      namedAt = performance.now();
    });
    socket?.once("connect", () => {
      connectedAt = performance.now();
    });
  };
}

export function noteConnection(socket: Socket, phases: ConnectionPhases): void {
  sockets.set(socket, phases);
}

export function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
