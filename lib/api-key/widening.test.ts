import { describe, expect, it } from "vitest";
import { type KeyLimits, livesLonger, widens } from "./widening.ts";

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));
const key: KeyLimits = {
  scopes: ["users.read", "users.write"],
  allowedAddresses: ["10.0.0.1", "10.0.0.2"],
  expiresAt: day(10),
};

describe("a change of a key", () => {
  it.each<[string, Partial<KeyLimits>]>([
    ["another scope", { scopes: ["users.read", "users.delete"] }],
    ["every address", { allowedAddresses: [] }],
    ["another address", { allowedAddresses: ["10.0.0.1", "10.0.0.3"] }],
    ["a later end", { expiresAt: day(11) }],
    ["no end", { expiresAt: null }],
  ])("widens it by %s", (_name, change) => {
    expect(widens(key, change)).toBe(true);
  });

  it.each<[string, Partial<KeyLimits>]>([
    ["nothing", {}],
    ["a scope less", { scopes: ["users.read"] }],
    ["an address less", { allowedAddresses: ["10.0.0.2"] }],
    ["an earlier end", { expiresAt: day(9) }],
  ])("narrows it by %s", (_name, change) => {
    expect(widens(key, change)).toBe(false);
  });

  it("from every address to some is narrower", () => {
    expect(widens({ ...key, allowedAddresses: [] }, { allowedAddresses: ["10.0.0.9"] })).toBe(false);
  });

  it("a key without an end cannot live longer", () => {
    expect([livesLonger(null, day(1)), livesLonger(null, null), livesLonger(day(1), null)]).toEqual([
      false,
      false,
      true,
    ]);
  });
});
