import { describe, expect, it } from "vitest";
import { createPacer } from "./pacer.ts";

describe("requests waiting for their moment", () => {
  it("go one after the other when it comes", async () => {
    const pacer = createPacer();
    const order: number[] = [];
    const waits = [30, 10, 20].map((ms) => pacer.wait(ms).then((due) => due && order.push(ms)));
    expect(pacer.room()).toBe(1_997);
    await Promise.all(waits);
    expect(order).toEqual([10, 20, 30]);
    expect(pacer.room()).toBe(2_000);
  });
  it("are sent home when the worker stops", async () => {
    const pacer = createPacer();
    const long = pacer.wait(60_000);
    pacer.giveUp();
    expect(await long).toBe(false);
    expect(await pacer.wait(1)).toBe(false);
  });
});
