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

/**
 * Whether a request was made on this very machine: through a proxy it has come from elsewhere. A proxy need not say
 * for whom it asks, so the name that was asked for and the page that asks have to be of this machine too.
 */
export function isLocal(peer: string | null, headers: Headers): boolean {
  if (peer === null || headers.has("forwarded") || headers.has("via")) return false;
  const hops = ["x-forwarded-for", "x-real-ip"].flatMap((name) => listIn(headers, name));
  const names = ["host", "x-forwarded-host", "origin"].flatMap((name) => listIn(headers, name));
  return [peer, ...hops].every(isLoopback) && names.every(namesThisMachine);
}

interface Served {
  HOST: string;
  SIGNALBOX_ORIGIN?: string | undefined;
}

/** Whether a server is set up for its own machine alone: another address or name means that others come. */
export function servesThisMachine({ HOST, SIGNALBOX_ORIGIN }: Served): boolean {
  const named = SIGNALBOX_ORIGIN === undefined || namesThisMachine(SIGNALBOX_ORIGIN);
  return (isLoopback(HOST) || namesThisMachine(HOST)) && named;
}

function listIn(headers: Headers, name: string): string[] {
  const parts = (headers.get(name) ?? "").split(",").map((part) => part.trim());
  return parts.filter(Boolean);
}

function namesThisMachine(hostOrOrigin: string): boolean {
  const origin = hostOrOrigin.includes("://") ? hostOrOrigin : `http://${hostOrOrigin}`;
  if (!URL.canParse(origin)) return false;
  const name = new URL(origin).hostname.replace(/^\[|\]$/g, "");
  return name === "localhost" || name.endsWith(".localhost") || isLoopback(name);
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}
