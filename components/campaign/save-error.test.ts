import { expect, it } from "vitest";
import { ApiError } from "#components/api-client.ts";
import { conflictOf, mayWorkLater } from "./save-error.ts";

it.each([
  [0, true],
  [401, true],
  [409, false],
  [413, false],
  [422, false],
  [429, true],
  [503, true],
])("after %d a save is repeated: %s", (status, repeated) => {
  expect(mayWorkLater(new ApiError(status, "M"))).toBe(repeated);
});

it("knows the save of somebody else from a draft that is locked", () => {
  const details = { revision: 4, saved_by: "Bob", saved_at: "2026-01-01T00:00:00Z" };
  expect(conflictOf(new ApiError(412, "M", [], undefined, details))).toMatchObject({
    by: "Bob",
    revision: 4,
  });
  expect(conflictOf(new ApiError(409, "In review"))).toBeNull();
});
