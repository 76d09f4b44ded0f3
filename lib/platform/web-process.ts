import { subscribe } from "node:diagnostics_channel";
import { startTracing } from "./tracing.ts";

/** What a web process needs besides its routes. */
export async function prepareWebProcess(): Promise<void> {
  // Route handlers never see the socket, and X-Forwarded-For can be written by anybody. This notes who really
  // connected, before anything else reads the request.
  subscribe("http.server.request.start", (message) => {
    const { request, socket } = message as {
      request: { headers: Record<string, string | undefined> };
      socket: { remoteAddress?: string };
    };
    request.headers["x-signalbox-peer"] = socket.remoteAddress;
  });
  await startTracing("signalbox-web");
}
