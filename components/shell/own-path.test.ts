import { expect, it } from "vitest";
import { ownPath } from "./own-path.ts";

it("keeps a path with its query and place", () => {
  expect(ownPath("/campaigns/1?step=review#x")).toBe("/campaigns/1?step=review#x");
  expect(ownPath(undefined)).toBe("/");
});

it.each([
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/.//evil.example",
  "\\\\evil.example",
  "https://evil.example/",
  "javascript:alert(1)",
  "http://",
])("leads home instead of to %j", (next) => {
  expect(ownPath(next)).toBe("/");
});
