/**
 * Which headers a receiver answers with. Receivers live on the dashboard's origin, where a scripted page must not become
 * a page of the dashboard.
 */

/** Names that Node sets by itself, or that would break the connection when made up. */
const SET_BY_SERVER: ReadonlySet<string> = new Set([
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "upgrade",
]);

/** Names that change what a browser keeps of the dashboard, or does next. */
const STEERS_BROWSER: ReadonlySet<string> = new Set([
  "set-cookie",
  "service-worker-allowed",
  "clear-site-data",
  "refresh",
]);

/** On every answer, whatever the script says: a browser that opens it runs nothing and guesses nothing. */
export const HARMLESS: Readonly<Record<string, string>> = {
  "content-security-policy": "sandbox; default-src 'none'",
  "x-content-type-options": "nosniff",
};

export function isSetByServer(name: string): boolean {
  return SET_BY_SERVER.has(name.toLowerCase());
}

export function steersBrowser(name: string): boolean {
  return STEERS_BROWSER.has(name.toLowerCase());
}

/** The headers of an answer as they leave, also of scripts that were saved when more was allowed. */
export function harmless(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !steersBrowser(name));
  return { ...Object.fromEntries(kept), ...HARMLESS };
}

/** Whether a browser asks for a script that would stay in front of every page of this origin. */
export function asksForServiceWorker(headers: Headers): boolean {
  return headers.has("service-worker") || headers.get("sec-fetch-dest") === "serviceworker";
}
