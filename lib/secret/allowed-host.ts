/** Where a secret may be sent: `api.example.com`, `api.example.com:8443`, or `*.example.com` for all below it. */

/** Whether a secret bound to these hosts may go to `host` (name, with port unless it is the scheme's own). */
export function mayReceiveSecret(allowedHosts: readonly string[], host: string): boolean {
  return allowedHosts.length === 0 || allowedHosts.some((pattern) => hostMatches(pattern, host));
}

function hostMatches(pattern: string, host: string): boolean {
  const wanted = pattern.toLowerCase();
  const full = host.toLowerCase();
  const name = full.replace(/:\d+$/, "");
  if (wanted === full || wanted === name) return true;
  if (!wanted.startsWith("*.")) return false;
  const suffix = wanted.slice(1);
  return /:\d+$/.test(suffix) ? full.endsWith(suffix) : name.endsWith(suffix);
}
