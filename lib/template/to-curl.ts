import type { RenderedRequest } from "./render-result.ts";

type CurlRequest = Pick<RenderedRequest, "method" | "url" | "headers" | "body">;

/** The request as a cURL command that can be pasted into a shell. */
export function toCurl({ method, url, headers, body }: CurlRequest): string {
  const parts = [method === "GET" && body === null ? "curl" : `curl -X ${method}`];
  // Brackets and braces in an address would otherwise be taken as patterns.
  if (/[[\]{}]/.test(url)) parts[0] += " --globoff";
  parts[0] += ` ${quote(url)}`;
  for (const [name, value] of headers)
    parts.push(`-H ${quote(value === "" ? `${name};` : `${name}: ${value}`)}`);
  if (body !== null) {
    // cURL would call any body a form unless told that it has no type.
    if (!headers.some(([name]) => name.toLowerCase() === "content-type")) parts.push("-H 'Content-Type:'");
    parts.push(`--data-raw ${quote(body)}`);
  }
  return parts.join(" \\\n  ");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
