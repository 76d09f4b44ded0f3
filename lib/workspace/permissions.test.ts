import { describe, expect, it } from "vitest";
import {
  isScope,
  mayAssignRole,
  ROLE_SCOPES,
  ROLES,
  type Role,
  rolesWith,
  SCOPES,
  type Scope,
  scopesOfRole,
} from "./permissions.ts";

/** o owner, a admin, m marketer, r reviewer, e engineer, v viewer. */
const MATRIX: [Scope, string][] = [
  ["campaigns.read", "oamrev"],
  ["campaigns.write", "oame"],
  ["campaigns.launch", "oame"],
  ["campaigns.trigger.send", "oae"],
  ["campaigns.list", "oamrev"],
  ["canvas.write", "oame"],
  ["canvas.launch", "oame"],
  ["messages.send", "oae"],
  ["users.track", "oae"],
  ["users.write", "oame"],
  ["users.personal", "oamre"],
  ["reviews.comment", "oamre"],
  ["users.delete", "oae"],
  ["segments.write", "oame"],
  ["content_blocks.write", "oame"],
  ["deliveries.read", "oamrev"],
  ["deliveries.replay", "oame"],
  ["hosts.write", "oae"],
  ["reviews.request", "oame"],
  ["reviews.decide", "oar"],
  ["secrets.write", "oae"],
  ["api_keys.read", "oae"],
  ["api_keys.write", "oae"],
  ["members.read", "oamrev"],
  ["members.write", "oa"],
  ["workspace.write", "oa"],
  ["audit_log.read", "oare"],
];
const LETTERS: Record<string, Role> = {
  o: "owner",
  a: "admin",
  m: "marketer",
  r: "reviewer",
  e: "engineer",
  v: "viewer",
};

describe("permissions", () => {
  it.each(MATRIX)("%s belongs to %s", (scope, letters) => {
    const expected = [...letters].map((letter) => LETTERS[letter]).sort();
    expect(rolesWith(scope).sort()).toEqual(expected);
  });

  it("names every scope once, and roles hold known scopes once", () => {
    expect(new Set(SCOPES).size).toBe(SCOPES.length);
    for (const role of ROLES) {
      expect(new Set(ROLE_SCOPES[role]).size).toBe(ROLE_SCOPES[role].length);
      expect(ROLE_SCOPES[role].filter((scope) => !isScope(scope))).toEqual([]);
    }
  });

  it("gives a role that no longer exists nothing", () => {
    expect(scopesOfRole("superuser")).toEqual([]);
  });

  it.each([
    ["owner", "owner", true],
    ["admin", "admin", true],
    ["admin", "owner", false],
    ["engineer", "viewer", false],
  ])("%s may give the role %s: %s", (actor, target, allowed) => {
    expect(mayAssignRole(actor, target)).toBe(allowed);
  });
});
