import { describe, expect, it } from "vitest";
import { keyStatus } from "./schema.ts";
import { hashOf, matchesHash, newToken, prefixOf } from "./token.ts";

describe("API key tokens", () => {
  it("carry 256 random bits behind a recognisable prefix", () => {
    const tokens = new Set(Array.from({ length: 50 }, newToken));
    expect(tokens.size).toBe(50);
    for (const token of tokens) expect(token).toMatch(/^sbx_[\w-]{43}$/);
  });

  it("reveal little in the stored prefix: twelve characters of ours, four of a chosen one", () => {
    expect(prefixOf(newToken())).toHaveLength(12);
    expect(prefixOf("0123456789abcdef")).toBe("0123");
  });

  it("match their own hash alone", () => {
    const token = newToken();
    expect(matchesHash(token, hashOf(token))).toBe(true);
    expect(matchesHash(newToken(), hashOf(token))).toBe(false);
  });
});

describe("key status", () => {
  const now = new Date("2026-05-01T12:00:00Z");
  const later = new Date("2026-05-01T12:00:01Z");
  it.each([
    [{ expiresAt: null, revokedAt: null }, "active"],
    [{ expiresAt: later, revokedAt: null }, "active"],
    [{ expiresAt: now, revokedAt: null }, "expired"],
    [{ expiresAt: later, revokedAt: now }, "revoked"],
  ] as const)("%j is %s", (dates, expected) => {
    expect(keyStatus(dates, now)).toBe(expected);
  });
});
