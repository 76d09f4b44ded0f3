import ipaddr from "ipaddr.js";

/** Decides whether a caller's address is on an allow-list of addresses and CIDR ranges. */

/** "10.0.0.0/8", "2001:db8::/32" or a single address. */
export function isAddressRule(text: string): boolean {
  const [address = ""] = text.split("/");
  // The short forms that the library also reads ("10.0.0", "0x7f.1") are more often typing errors.
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;
  return !text.includes("/") || ipaddr.isValidCIDR(text);
}

/** An empty list allows everybody; an unknown caller is not on any list. */
export function addressAllowed(address: string | null, rules: readonly string[]): boolean {
  if (rules.length === 0) return true;
  if (address === null || !ipaddr.isValid(address)) return false;
  // ::ffff:10.0.0.4 is 10.0.0.4 seen through a dual-stack socket.
  const caller = ipaddr.process(address);
  return rules.some((rule) => matches(caller, rule));
}

function matches(caller: ipaddr.IPv4 | ipaddr.IPv6, rule: string): boolean {
  if (!isAddressRule(rule)) return false;
  const [network, bits] = rule.includes("/") ? ipaddr.parseCIDR(rule) : single(rule);
  return network.kind() === caller.kind() && caller.match(network, bits);
}

function single(rule: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const address = ipaddr.process(rule);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

/**
 * The caller behind trusted proxies: the last hop that is not one of them. Whatever stands left of it in
 * `X-Forwarded-For` was written by the caller and proves nothing.
 */
export function clientAddress(
  peer: string | null,
  forwardedFor: string | null,
  trustedProxies: readonly string[],
): string | null {
  const hops = (forwardedFor ?? "")
    .split(",")
    .map((hop) => hop.trim())
    .filter(Boolean);
  let address = peer;
  while (address !== null && hops.length > 0 && trustedProxies.length > 0) {
    if (!addressAllowed(address, trustedProxies)) break;
    address = hops.pop() ?? null;
  }
  return address;
}

/** Whether a request was made on this very machine: through a proxy it has come from elsewhere. */
export function isLocal(peer: string | null, forwardedFor: string | null): boolean {
  const hops = (forwardedFor ?? "").split(",").map((hop) => hop.trim());
  return peer !== null && [peer, ...hops.filter(Boolean)].every(isLoopback);
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}
