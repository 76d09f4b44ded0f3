import { describe, expect, it } from "vitest";
import { isAllowed, parseEgressAllow } from "#lib/delivery/egress.ts";
import { receiverOrigin, withReceivers } from "./allow.ts";

describe("our own address", () => {
  it.each([
    ["http://127.0.0.1:3000", "127.0.0.1:3000"],
    ["https://hooks.example.com", "hooks.example.com:443"],
    ["http://[::1]:3000/x", "[::1]:3000"],
  ])("%s is %s", (origin, expected) => {
    expect(receiverOrigin(origin)).toBe(expected);
  });

  it("I133 may be called, its neighbours may not", () => {
    const parsed = parseEgressAllow(withReceivers("", "http://127.0.0.1:3000"));
    if (!parsed.ok) throw new Error(parsed.message);
    expect(isAllowed(parsed.policy, "127.0.0.1", "127.0.0.1", 3000)).toBe(true);
    expect(isAllowed(parsed.policy, "127.0.0.1", "127.0.0.1", 5432)).toBe(false);
  });

  it("keeps what the operator allowed", () => {
    expect(withReceivers("10.0.0.0/8", "http://localhost:80")).toBe("10.0.0.0/8,localhost:80");
  });
});
