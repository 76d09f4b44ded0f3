/** The header lines of an attempt that was made, as far as they may be shown. Pure. */
import type { AuthPreset } from "#lib/host/schema.ts";
import { allHeaders, signedHeaders } from "./sign.ts";

const HIDDEN = "••••";

/** The header that carries the credentials of a host's preset; null without one. */
export function credentialHeader(auth: AuthPreset): string | null {
  if (auth.type === "none") return null;
  return auth.type === "header" ? auth.name : "authorization";
}

/**
 * All lines that went out with the request, in their order, apart from what HTTP itself needs (Host, Content-Length,
 * Connection). Signatures and credentials are hidden. `auth` is the preset of the host, and `version` that of the
 * product, as they are now.
 */
export function shownHeaders(
  message: readonly (readonly [string, string])[],
  sent: { deliveryId: string; body: string | null; startedAt: Date; auth: AuthPreset; version: string },
): Record<string, string> {
  const { deliveryId: id, body, startedAt: now, auth, version } = sent;
  const own = signedHeaders({ id, body, now, keys: [], userAgent: `Signalbox/${version}` });
  own.push("webhook-signature", `v1,${HIDDEN}`);
  const credentials = credentialHeader(auth)?.toLowerCase();
  if (credentials && !message.some(([name]) => name.toLowerCase() === credentials)) {
    own.push(credentials, HIDDEN);
  }
  const lines = allHeaders(message, own);
  return Object.fromEntries(
    Array.from({ length: lines.length / 2 }, (_, index) => [lines[2 * index], lines[2 * index + 1]]),
  );
}
