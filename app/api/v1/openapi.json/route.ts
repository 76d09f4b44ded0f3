import { openApiDocument } from "#app/api/openapi/document.ts";

/** Open to everybody: it says what the product can do, nothing about a workspace. */
export function GET(request: Request): Response {
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  const protocol = request.headers.get("x-forwarded-proto") ?? new URL(request.url).protocol.replace(":", "");
  return Response.json(openApiDocument(`${protocol}://${host ?? new URL(request.url).host}`), {
    headers: { "cache-control": "no-cache" },
  });
}
