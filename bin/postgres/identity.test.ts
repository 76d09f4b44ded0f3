import { describe, expect, it } from "vitest";
import { isAllowed } from "./identity.ts";

const OWNER = { uid: 5, gid: 50 };
const MEMBER = { uid: 6, gid: 50 };
const STRANGER = { uid: 7, gid: 70 };
const folder = (mode: number) => ({ mode, ...OWNER });

describe("permission to pass through a folder", () => {
  it.each([
    ["stranger", STRANGER, 0o701, true],
    ["stranger", STRANGER, 0o770, false],
    ["stranger", STRANGER, 0o700, false],
    ["member", MEMBER, 0o710, true],
    // The group's bits decide for its members, even where everybody else may pass.
    ["member", MEMBER, 0o701, false],
    ["owner", OWNER, 0o700, true],
    ["owner", OWNER, 0o077, false],
  ])("of a %s (%o) is decided by the bits that apply", (_who, identity, mode, allowed) => {
    expect(isAllowed(folder(mode), identity, 0o1)).toBe(allowed);
  });
});
