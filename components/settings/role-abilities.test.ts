import { expect, it } from "vitest";
import { ROLES } from "#lib/workspace/permissions.ts";
import { ABILITIES, AREAS, verbsOf } from "./role-abilities.ts";

it("a role is told everything it may do in an area, and nothing else", () => {
  expect(verbsOf("viewer", "messages")).toEqual(["see"]);
  expect(verbsOf("viewer", "people")).toEqual(["seeMasked"]);
  expect(verbsOf("viewer", "keys")).toEqual([]);
  expect(verbsOf("marketer", "messages")).toEqual(["see", "write", "launch"]);
  expect(verbsOf("reviewer", "reviews")).toEqual(["see", "comment", "decide"]);
  expect(verbsOf("engineer", "reviews")).toEqual(["see", "comment", "ask"]);
  expect(verbsOf("engineer", "people")).toEqual(["seeValues", "write", "erase"]);
});

it("owners have every verb of every area", () => {
  for (const area of AREAS) {
    const all = Object.keys(ABILITIES[area]).filter((verb) => verb !== "seeMasked");
    expect([area, verbsOf("owner", area).toSorted()]).toEqual([area, all.toSorted()]);
  }
});

it("every area is open to somebody", () => {
  for (const area of AREAS) expect(ROLES.some((role) => verbsOf(role, area).length > 0)).toBe(true);
});
