/** Runs once per web process, before the first request. */
export async function register(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: the bundler replaces this name and drops the rest for other runtimes
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startTracing } = await import("#lib/platform/tracing.ts");
  await startTracing("signalbox-web");
  const { subscribe } = await import("node:diagnostics_channel");
  // Route handlers never see the socket, and X-Forwarded-For can be written by anybody. This notes who really
  // connected, before anything else reads the request.
  subscribe("http.server.request.start", (message) => {
    const { request, socket } = message as {
      request: { headers: Record<string, string | undefined> };
      socket: { remoteAddress?: string };
    };
    request.headers["x-signalbox-peer"] = socket.remoteAddress;
  });
}
