import { expect, it } from "vitest";
import { onceMore } from "./once-more.ts";

const failing = (code: string, times: number) => {
  let runs = 0;
  return async () => {
    runs++;
    if (runs <= times) throw Object.assign(new Error("lost"), { code });
    return runs;
  };
};

it.each(["23505", "P2002", "40P01", "40001"])("work that lost a race (%s) runs again", async (code) => {
  expect(await onceMore(failing(code, 1))).toBe(2);
});

it("gives up when it loses every time", async () => {
  await expect(onceMore(failing("23505", 9))).rejects.toThrow("lost");
});

it("leaves every other failure alone", async () => {
  await expect(onceMore(failing("23503", 1))).rejects.toThrow("lost");
});
