import { describe, expect, it } from "vitest";
import { addressAllowed, clientAddress, isAddressRule, isLocal, servesThisMachine } from "./addresses.ts";

describe("allowed addresses", () => {
  it.each([
    ["203.0.113.7", ["203.0.113.7"], true],
    ["203.0.113.8", ["203.0.113.7"], false],
    ["203.0.113.200", ["203.0.113.0/24"], true],
    ["203.0.114.1", ["203.0.113.0/24"], false],
    ["::ffff:203.0.113.7", ["203.0.113.0/24"], true],
    ["2001:db8::5", ["2001:db8::/32"], true],
    ["2001:db9::5", ["2001:db8::/32"], false],
    ["203.0.113.7", ["2001:db8::/32", "203.0.113.7"], true],
    [null, ["203.0.113.7"], false],
    ["unknown", ["0.0.0.0/0"], false],
    [null, [], true],
  ])("%s against %j is %s", (address, rules, expected) => {
    expect(addressAllowed(address, rules)).toBe(expected);
  });

  it.each([
    ["10.0.0.0/8", true],
    ["10.0.0.0/33", false],
    ["example.com", false],
    ["10.0.0", false],
    ["::1", true],
  ])("%s as a rule: %s", (text, expected) => {
    expect(isAddressRule(text)).toBe(expected);
  });
});

describe("client address", () => {
  const proxies = ["127.0.0.0/8", "10.0.0.0/8"];

  it("is the peer when nobody forwarded", () => {
    expect(clientAddress("203.0.113.7", null, proxies)).toBe("203.0.113.7");
  });

  it("ignores what a caller who is no proxy writes into the header", () => {
    expect(clientAddress("203.0.113.7", "192.0.2.1", proxies)).toBe("203.0.113.7");
  });

  it("is the hop before the last trusted proxy, whatever the caller wrote before", () => {
    expect(clientAddress("127.0.0.1", "192.0.2.66, 203.0.113.7, 10.1.2.3", proxies)).toBe("203.0.113.7");
  });

  it("is the outermost proxy when all hops are trusted", () => {
    expect(clientAddress("127.0.0.1", "10.0.0.9", proxies)).toBe("10.0.0.9");
  });
});

describe("a request of this machine", () => {
  const headersOf = (given: Record<string, string | null>): Headers =>
    new Headers(
      Object.entries(given).flatMap(([name, value]): [string, string][] =>
        value === null ? [] : [[name, value]],
      ),
    );

  it.each(["localhost:3000", "127.0.0.1:3000", "[::1]:3000"])("may ask for %s", (host) => {
    const headers = headersOf({ host, "x-forwarded-host": host, origin: `http://${host}` });
    expect(isLocal("127.0.0.1", headers)).toBe(true);
  });

  it.each([
    ["host", "signalbox.example.com"],
    ["x-forwarded-host", "signalbox.example.com"],
    ["origin", "https://signalbox.example.com"],
    ["origin", "null"],
    ["host", "127.0.0.1.example.com"],
    ["x-real-ip", "203.0.113.7"],
    ["forwarded", "for=203.0.113.7"],
    ["via", "1.1 proxy"],
  ])("is not one that came through a proxy, as %s: %s tells", (name, value) => {
    expect(isLocal("127.0.0.1", headersOf({ [name]: value }))).toBe(false);
  });

  it.each([
    ["127.0.0.1", null],
    ["::ffff:127.0.0.1", "127.0.0.1"],
    ["::1", "::1"],
  ])("is one from %s for %s", (peer, forwarded) => {
    expect(isLocal(peer, headersOf({ "x-forwarded-for": forwarded }))).toBe(true);
  });

  it.each([
    [null, null],
    ["203.0.113.7", null],
    ["127.0.0.1", "203.0.113.7"],
    ["127.0.0.1", "unknown"],
    ["172.17.0.1", "127.0.0.1"],
  ])("is not one from %s for %s", (peer, forwarded) => {
    expect(isLocal(peer, headersOf({ "x-forwarded-for": forwarded }))).toBe(false);
  });
});

describe("a server for its own machine", () => {
  const served = { HOST: "127.0.0.1" };

  it.each([
    [{}, true],
    [{ HOST: "localhost" }, true],
    [{ HOST: "::1" }, true],
    [{ SIGNALBOX_ORIGIN: "http://localhost:3000" }, true],
    [{ HOST: "0.0.0.0" }, false],
    [{ HOST: "::" }, false],
    [{ HOST: "192.0.2.1" }, false],
    [{ SIGNALBOX_ORIGIN: "https://signalbox.example.com" }, false],
  ])("%j: %s", (settings, expected) => {
    expect(servesThisMachine({ ...served, ...settings })).toBe(expected);
  });
});
