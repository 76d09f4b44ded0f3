/** The egress policy of this installation, from its settings. */
import { env, origin } from "#lib/platform/env.ts";
import { withReceivers } from "#lib/receiver/allow.ts";
import { type EgressPolicy, isAllowed, isNamed, literalAddress, parseEgressAllow } from "./egress.ts";

/** Throws an Error with the fix when EGRESS_ALLOW cannot be read. */
export function egressPolicy(): EgressPolicy {
  const { EGRESS_ALLOW: allow, EGRESS_PROXY: url, EGRESS_PROXY_RESOLVES: resolves } = env();
  const parsed = parseEgressAllow(withReceivers(allow, origin()));
  if (!parsed.ok) throw new Error(`EGRESS_ALLOW: ${parsed.message} ${parsed.hint}`);
  return url === undefined ? parsed.policy : { ...parsed.policy, proxy: { url, resolves } };
}

/** True for a private target that the settings list as written; undefined for others, which the guard decides after DNS. */
export function isListedTarget(host: string, port: number): boolean | undefined {
  const policy = egressPolicy();
  const address = literalAddress(host);
  const listed = address === null ? isNamed(policy, host, port) : isAllowed(policy, host, address, port);
  return listed || undefined;
}
