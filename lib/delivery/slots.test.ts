import { expect, it } from "vitest";
import { createSlots } from "./slots.ts";

it("lets a host nobody has heard of have a handful at once, and more with every answer", async () => {
  const lane = createSlots().lane("host", 32);
  const taken = await Promise.all([lane.take(), lane.take(), lane.take(), lane.take()]);
  expect(taken).toEqual([true, true, true, true]);
  const waiting = lane.take();
  lane.free();
  expect(await waiting).toBe(true);
});

it("lets a row that finds no room try again after half a second while the host was just heard of", () => {
  const lane = createSlots().lane("host", 1);
  expect(lane.retryMs()).toBe(500);
});

it("sends everybody home when the worker stops", async () => {
  const slots = createSlots();
  const lane = slots.lane("host", 1);
  await lane.take();
  const waiting = lane.take();
  slots.giveUp();
  expect(await waiting).toBe(false);
});
