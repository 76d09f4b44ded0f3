/** A rendered request as text: as it goes over the wire, and as a command. Pure. */
import type { PreviewAnswer } from "#lib/campaign/preview-schema.ts";

type ShownRequest = Pick<NonNullable<PreviewAnswer["request"]>, "method" | "url" | "headers" | "body">;

/** The request as text, the body indented when it is JSON. */
export function asHttp(request: ShownRequest): string {
  return asSent({ ...request, body: pretty(request.body ?? "") }).trimEnd();
}

/** The request as text, the body byte by byte. */
export function asSent(request: ShownRequest): string {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  return [`${request.method} ${request.url}`, ...headers, "", request.body ?? ""].join("\n");
}

/** The request as a cURL command for a POSIX shell. */
export function asCurl(request: ShownRequest): string {
  const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  const headers = Object.entries(request.headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  const body = request.body === null ? [] : [`--data-raw ${quote(request.body)}`];
  return [`curl -X ${request.method} ${quote(request.url)}`, ...headers, ...body].join(" \\\n  ");
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
