import { handle } from "#app/api/handle.ts";
import { onLive } from "#lib/platform/live.ts";

export const dynamic = "force-dynamic";

const QUIET_MS = 250;
const KEEP_ALIVE_MS = 20_000;

/** Server-sent events: `data: deliveries,hosts` says which topics changed. Screens refetch what they show. */
export const GET = handle({ scope: null }, async (context, { request }) => {
  const encoder = new TextEncoder();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const flush = (): void => {
        timer = undefined;
        controller.enqueue(encoder.encode(`data: ${[...changed].join(",")}\n\n`));
        changed.clear();
      };
      const off = onLive(context.workspaceId, (topics) => {
        for (const topic of topics) changed.add(topic);
        // Under load there are many notices a second; a screen needs at most four.
        timer ??= setTimeout(flush, QUIET_MS);
      });
      const keepAlive = setInterval(
        () => controller.enqueue(encoder.encode(": still here\n\n")),
        KEEP_ALIVE_MS,
      );
      controller.enqueue(encoder.encode(": connected\n\n"));
      stop = () => {
        off();
        clearInterval(keepAlive);
        clearTimeout(timer);
      };
      request.signal.addEventListener("abort", stop);
    },
    cancel() {
      stop();
    },
  });
  return new Response(stream, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform" },
  });
});
