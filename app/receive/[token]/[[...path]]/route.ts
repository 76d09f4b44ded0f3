import { receive } from "#lib/receiver/service-receive.ts";

const MAX_BYTES = 1024 * 1024;

type Extra = { params: Promise<{ token: string; path?: string[] }> };

/** The public end of a built-in receiver: whoever knows the token may post anything to it. */
async function answer(request: Request, extra: Extra): Promise<Response> {
  const { token } = await extra.params;
  const body = await readBytes(request);
  if (body === null) return Response.json({ message: "The body is larger than 1 MiB." }, { status: 413 });
  const url = new URL(request.url);
  const path = url.pathname.split("/").slice(3).join("/");
  const scripted = await receive(
    token,
    { method: request.method, path: `/${path}${url.search}`, headers: request.headers, body },
    new Date(),
  );
  if (!scripted) return Response.json({ message: "There is no such receiver." }, { status: 404 });
  if (scripted.delay_ms > 0) await new Promise((resolve) => setTimeout(resolve, scripted.delay_ms));
  const bodiless = scripted.status === 204 || scripted.status === 205 || scripted.status === 304;
  const text = scripted.body ?? JSON.stringify({ received: true });
  return new Response(bodiless || request.method === "HEAD" ? null : text, {
    status: scripted.status,
    headers: { "content-type": "application/json", ...lowerNames(scripted.headers) },
  });
}

/** Scripted names replace the defaults whatever their case. */
function lowerNames(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
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
