/** What a page of the dashboard may load and run: ours alone. */

/** The header by which a page learns the nonce of its scripts. */
export const NONCE_HEADER = "x-nonce";

/**
 * Scripts run by the nonce of this very answer, and what those load; so no file and no receiver of this origin can be
 * made a script of. Mantine, the editors and the canvas write styles into elements. `dev` tools need eval.
 */
export function contentSecurityPolicy(nonce: string, dev: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
