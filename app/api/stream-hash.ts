import { createHash } from "node:crypto";

/** A request whose body is hashed while somebody else reads it, so that no more of it is held than one part. */
export function hashedRequest(request: Request): { request: Request; digest: () => string } {
  const hash = createHash("sha256");
  const hashing = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, controller) {
      hash.update(part);
      controller.enqueue(part);
    },
  });
  const { method, headers, signal, url } = request;
  const body = request.body?.pipeThrough(hashing) ?? null;
  const init: RequestInit & { duplex: "half" } = { method, headers, signal, body, duplex: "half" };
  return { request: new Request(url, init), digest: () => hash.digest("hex") };
}

/** The hash of a body that nobody else reads; null when it is longer than any that was taken. */
export async function hashOfBody(
  body: AsyncIterable<Uint8Array> | null,
  maxBytes: number,
): Promise<string | null> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const part of body ?? []) {
    bytes += part.byteLength;
    if (bytes > maxBytes) return null;
    hash.update(part);
  }
  return hash.digest("hex");
}
