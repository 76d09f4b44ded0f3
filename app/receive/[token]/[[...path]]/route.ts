import { asksForServiceWorker, HARMLESS } from "#lib/receiver/reply-headers.ts";
import { receive } from "#lib/receiver/service-receive.ts";

const MAX_BYTES = 1024 * 1024;

type Extra = { params: Promise<{ token: string; path?: string[] }> };

/** The public end of a built-in receiver: whoever knows the token may post anything to it. */
async function answer(request: Request, extra: Extra): Promise<Response> {
  if (asksForServiceWorker(request.headers))
    return Response.json({ message: "A receiver serves no service workers." }, { status: 403 });
  const { token } = await extra.params;
  const body = await readBytes(request);
  if (body === null) return Response.json({ message: "The body is larger than 1 MiB." }, { status: 413 });
  const url = new URL(request.url);
  const path = url.pathname.split("/").slice(3).join("/");
  const reply = await receive(
    token,
    { method: request.method, path: `/${path}${url.search}`, headers: request.headers, body },
    new Date(),
  );
  if (!reply) return Response.json({ message: "There is no such receiver." }, { status: 404 });
  if (reply.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, reply.delayMs));
  if (reply.drop) return new Response(brokenStream(), { status: reply.status, headers: HARMLESS });
  const bodiless = reply.status === 204 || reply.status === 205 || reply.status === 304;
  return new Response(bodiless || request.method === "HEAD" ? null : reply.body, {
    status: reply.status,
    headers: reply.headers,
  });
}

/** Ends in the middle of the answer, which resets the connection. */
function brokenStream(): ReadableStream {
  return new ReadableStream({
    pull: (controller) => controller.error(new Error("The script of this receiver breaks the connection.")),
  });
}

async function readBytes(request: Request): Promise<Uint8Array | null> {
  if (Number(request.headers.get("content-length") ?? "0") > MAX_BYTES) return null;
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
