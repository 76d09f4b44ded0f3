const HERE = "http://here.invalid";

/**
 * A path on this server, as a browser reads it; "/" for whatever leads elsewhere. Read by the URL parser and not by its
 * looks: browsers drop tabs and line feeds, and take backslashes for slashes (https://url.spec.whatwg.org/#url-parsing).
 */
export function ownPath(next: string | string[] | undefined): string {
  if (typeof next !== "string" || !URL.canParse(next, HERE)) return "/";
  const { origin, pathname, search, hash } = new URL(next, HERE);
  if (origin !== HERE || pathname.startsWith("//")) return "/";
  return `${pathname}${search}${hash}`;
}
