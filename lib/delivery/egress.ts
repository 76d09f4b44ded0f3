/**
 * Decides which addresses may be called. Everything that is not a public unicast address is refused unless the
 * operator listed it; cloud metadata addresses are refused always. Names are resolved elsewhere.
 */
import ipaddr from "ipaddr.js";

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

export type AllowRule =
  | { kind: "range"; range: Range; port: number | null }
  | { kind: "host"; host: string; port: number };

/** An outbound proxy for everything that does not lie inside. */
export type EgressProxy = {
  /** http or https, with user name and password when it asks for them. */
  url: string;
  /** Names are resolved by the proxy, which then has to refuse private addresses itself. */
  resolves: boolean;
};

export type EgressPolicy = { rules: readonly AllowRule[]; proxy?: EgressProxy | undefined };

export type ParsedEgressAllow =
  | { ok: true; policy: EgressPolicy }
  | { ok: false; code: "invalid_egress_allow"; field: string; message: string; hint: string };

const PRIVATE_V4 = ranges([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]);

// Only 2000::/3 is public unicast; these are the parts of it that are not, or that hide an IPv4 address.
const PUBLIC_V6 = ranges(["2000::/3"]);
const PRIVATE_V6 = ranges(["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"]);

const METADATA = new Set(["169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254"]);
const METADATA_NAMES = new Set(["metadata.google.internal", "metadata.goog", "metadata"]);

/** Reads `EGRESS_ALLOW`: a comma list of `cidr`, `cidr:port`, `address:port` or `host:port`. */
export function parseEgressAllow(text: string): ParsedEgressAllow {
  const rules: AllowRule[] = [];
  for (const entry of text.split(",").map((part) => part.trim())) {
    if (entry === "") continue;
    const rule = parseRule(entry);
    if (!rule) {
      return {
        ok: false,
        code: "invalid_egress_allow",
        field: "EGRESS_ALLOW",
        message: `"${entry}" is not something that can be allowed.`,
        hint: "Write 10.0.0.0/8, 127.0.0.1/32:8080, [fd00::]/8:8080 or receiver.local:8080.",
      };
    }
    rules.push(rule);
  }
  return { ok: true, policy: { rules } };
}

/** May this address be dialled? `hostname` is the name it was resolved from, or the address itself. */
export function isAllowed(policy: EgressPolicy, hostname: string, address: string, port: number): boolean {
  const parsed = parseAddress(address);
  const name = normalName(hostname);
  if (
    !parsed ||
    isMetadataName(name) ||
    METADATA.has(parsed.toNormalizedString()) ||
    METADATA.has(parsed.toString())
  ) {
    return false;
  }
  if (isPublic(parsed)) return true;
  return policy.rules.some((rule) =>
    rule.kind === "host"
      ? rule.host === name && rule.port === port
      : (rule.port === null || rule.port === port) && inRange(parsed, rule.range),
  );
}

/** Names under which clouds hand out credentials: never called, whoever resolves them. */
export function isMetadataName(hostname: string): boolean {
  return METADATA_NAMES.has(normalName(hostname));
}

/** Whether a rule allows this very name and port: it lies inside. */
export function isNamed(policy: EgressPolicy, hostname: string, port: number): boolean {
  const name = normalName(hostname);
  return policy.rules.some((rule) => rule.kind === "host" && rule.host === name && rule.port === port);
}

/** Whether text is an address literal, brackets allowed, so that no name lookup will happen for it. */
export function literalAddress(hostname: string): string | null {
  const text = bare(hostname);
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text) ? text : null;
}

/** Whether an address literal is public, so that no rule is needed to call it. */
export function isPublicAddress(address: string): boolean {
  const parsed = parseAddress(address);
  return parsed !== null && isPublic(parsed);
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.kind() === "ipv4") return !PRIVATE_V4.some((range) => inRange(address, range));
  return (
    PUBLIC_V6.some((range) => inRange(address, range)) && !PRIVATE_V6.some((range) => inRange(address, range))
  );
}

// An IPv4 address written as IPv6 is judged as what it really is. Zone ids make an address link-local at best.
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const plain = bare(text);
  if (ipaddr.IPv4.isValidFourPartDecimal(plain)) return ipaddr.IPv4.parse(plain);
  if (!ipaddr.IPv6.isValid(plain)) return null;
  const v6 = ipaddr.IPv6.parse(plain);
  return v6.isIPv4MappedAddress() ? v6.toIPv4Address() : v6;
}

function inRange(address: ipaddr.IPv4 | ipaddr.IPv6, [base, bits]: Range): boolean {
  return address.kind() === base.kind() && address.match(base, bits);
}

function parseRule(entry: string): AllowRule | null {
  const cidr = /^\[?([0-9a-fA-F:.]+?)\]?(?:\/(\d{1,3}))?\]?(?::(\d{1,5}))?$/.exec(entry);
  const address = cidr?.[1] === undefined ? null : parseAddress(cidr[1]);
  if (cidr && address) return rangeRule(address, cidr[2], cidr[3]);
  // An unbracketed IPv6 range cannot be told from one with a port by the pattern above.
  const v6 = /^([0-9a-fA-F:]+)(?:\/(\d{1,3}))?$/.exec(entry);
  const v6Address = v6?.[1] === undefined ? null : parseAddress(v6[1]);
  if (v6 && v6Address) return rangeRule(v6Address, v6[2], undefined);
  const named = /^([a-zA-Z0-9_](?:[a-zA-Z0-9_.-]{0,251}[a-zA-Z0-9_])?):(\d{1,5})$/.exec(entry);
  const port = Number(named?.[2]);
  if (!named?.[1] || !isPort(port) || /^[\d.]+$/.test(named[1])) return null;
  return { kind: "host", host: normalName(named[1]), port };
}

function rangeRule(
  address: ipaddr.IPv4 | ipaddr.IPv6,
  bitsText: string | undefined,
  portText: string | undefined,
): AllowRule | null {
  const maxBits = address.kind() === "ipv4" ? 32 : 128;
  const bits = bitsText === undefined ? maxBits : Number(bitsText);
  const port = portText === undefined ? null : Number(portText);
  if (bits > maxBits || (port !== null && !isPort(port))) return null;
  return { kind: "range", range: [address, bits], port };
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

function normalName(hostname: string): string {
  return bare(hostname).toLowerCase().replace(/\.$/, "");
}

function bare(hostname: string): string {
  return hostname.startsWith("[") && hostname.endsWith("]") ? hostname.slice(1, -1) : hostname;
}

function ranges(cidrs: string[]): Range[] {
  return cidrs.map((cidr) => ipaddr.parseCIDR(cidr));
}
