/** The host of an address that may contain Liquid. Pure. */
import { parseHostKey } from "#lib/host/schema.ts";

/** Null while it is incomplete, or when the host itself is personalised. */
export function hostOfUrl(url: string): string | null {
  const [, scheme = "", authority = ""] = /^(https?):\/\/([^/?#]+)/i.exec(url.trim()) ?? [];
  if (authority === "" || authority.includes("{")) return null;
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  const standard = scheme.toLowerCase() === "https" ? ":443" : ":80";
  return parseHostKey(host.endsWith(standard) ? host.slice(0, -standard.length) : host);
}
