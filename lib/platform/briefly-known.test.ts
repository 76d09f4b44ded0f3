import { expect, it } from "vitest";
import { brieflyKnown } from "./briefly-known.ts";

it("asks once in a while, and again after a failure", async () => {
  let now = 0;
  let asked = 0;
  const answer = brieflyKnown(
    100,
    async (_workspaceId, id) => {
      asked += 1;
      if (id === "bad") throw new Error("no");
      return `${id} ${asked}`;
    },
    () => now,
  );
  expect([await answer("w", "a"), await answer("w", "a")]).toEqual(["a 1", "a 1"]);
  now = 100;
  expect([await answer("w", "a"), await answer("v", "a")]).toEqual(["a 2", "a 3"]);
  await expect(answer("w", "bad")).rejects.toThrow("no");
  await expect(answer("w", "bad")).rejects.toThrow("no");
  expect(asked).toBe(5);
});
