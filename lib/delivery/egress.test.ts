import { describe, expect, it } from "vitest";
import { type EgressPolicy, isAllowed, literalAddress, parseEgressAllow } from "./egress.ts";

const policy = (text: string): EgressPolicy => {
  const parsed = parseEgressAllow(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.policy;
};
const none = policy("");
const allowed = (rules: EgressPolicy, address: string, port = 80, name = address) =>
  isAllowed(rules, name, address, port);

const REFUSED = [
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "10.255.255.255",
  "100.64.0.1",
  "100.127.255.255",
  "127.0.0.1",
  "127.9.9.9",
  "169.254.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.1",
  "192.0.0.170",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.1.1",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.7",
  "203.0.113.9",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "[::1]",
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "::ffff:10.0.0.1",
  "::127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b::8.8.8.8",
  "64:ff9b:1::1",
  "2002:7f00:1::",
  "2001:0:1::1",
  "2001:db8::1",
  "3fff::1",
  "100::1",
  "5f00::1",
  "fc00::1",
  "fd12:3456::1",
  "fe80::1",
  "febf::1",
  "ff02::1",
  "4000::1",
  "not an address",
  "",
];
const PUBLIC = [
  "8.8.8.8",
  "1.1.1.1",
  "172.15.255.255",
  "172.32.0.1",
  "100.63.255.255",
  "100.128.0.1",
  "198.17.255.255",
  "223.255.255.255",
  "2606:4700:4700::1111",
  "2a00:1450:4001::1",
  "::ffff:8.8.8.8",
];
const METADATA = ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "::ffff:169.254.169.254"];

describe("addresses", () => {
  it.each(REFUSED)("I121, I122 %s is refused", (address) => {
    expect(allowed(none, address)).toBe(false);
  });
  it.each(PUBLIC)("%s is public", (address) => {
    expect(allowed(none, address)).toBe(true);
  });
  it.each(METADATA)("I123 %s is refused although everything is allowed", (address) => {
    expect(allowed(policy("0.0.0.0/0, ::/0"), address)).toBe(false);
  });
  it("refuses metadata names whatever they resolve to", () => {
    expect(isAllowed(none, "metadata.google.internal", "8.8.8.8", 80)).toBe(false);
    expect(isAllowed(none, "Metadata.Google.Internal.", "8.8.8.8", 80)).toBe(false);
  });
});

describe("EGRESS_ALLOW", () => {
  it("allows a range on every port", () => {
    const rules = policy("10.0.0.0/8");
    expect(allowed(rules, "10.1.2.3", 1)).toBe(true);
    expect(allowed(rules, "192.168.0.1", 1)).toBe(false);
  });
  it.each(["127.0.0.1:8080", "127.0.0.1/32:8080", " 127.0.0.0/8:8080 ,"])(
    "allows only the port in %j",
    (text) => {
      expect(allowed(policy(text), "127.0.0.1", 8080)).toBe(true);
      expect(allowed(policy(text), "127.0.0.1", 8081)).toBe(false);
    },
  );
  it("judges a mapped address by the IPv4 rule", () => {
    expect(allowed(policy("127.0.0.1/32"), "::ffff:127.0.0.1")).toBe(true);
  });
  it.each(["::1/128", "::1", "[::1]", "[::1]/128", "[::1]:80", "[::1/128]:80"])(
    "reads IPv6 as in %s",
    (text) => {
      expect(allowed(policy(text), "::1", 80)).toBe(true);
      expect(allowed(policy(text), "::2", 80)).toBe(false);
    },
  );
  it("I133 allows a name with its port, whatever private address it has", () => {
    const rules = policy("Receiver.Local:4000");
    expect(isAllowed(rules, "receiver.local", "10.0.0.7", 4000)).toBe(true);
    expect(isAllowed(rules, "receiver.local.", "10.0.0.7", 4000)).toBe(true);
    expect(isAllowed(rules, "receiver.local", "10.0.0.7", 4001)).toBe(false);
    expect(isAllowed(rules, "other.local", "10.0.0.7", 4000)).toBe(false);
  });
  it.each([
    "localhost",
    "10.0.0.0/33",
    "10.0.0.1:0",
    "10.0.0.1:70000",
    "999.1.1.1:80",
    "a b:80",
    "http://a:80",
    "::1/129",
  ])("names the entry it cannot read: %s", (entry) => {
    expect(parseEgressAllow(`10.0.0.0/8,${entry}`)).toMatchObject({
      ok: false,
      field: "EGRESS_ALLOW",
      message: expect.stringContaining(entry),
    });
  });
});

describe("literal addresses", () => {
  it.each([
    ["[::1]", "::1"],
    ["127.0.0.1", "127.0.0.1"],
    ["example.com", null],
    ["127.0.0.1.", null],
  ])("%s", (host, literal) => {
    expect(literalAddress(host)).toBe(literal);
  });
});
