import { afterEach, expect, it, vi } from "vitest";
import { createSlots } from "./slots.ts";

it("lets a host nobody has heard of have a handful at once, and more with every answer", async () => {
  const lane = createSlots().lane("host", 32);
  expect(await Promise.all([lane.take(), lane.take()])).toEqual([true, true]);
  const waiting = lane.take();
  lane.free("heard");
  expect(await waiting).toBe(true);
});

it("lets a row that finds no room try again after half a second while the host was just heard of", () => {
  const lane = createSlots().lane("host", 1);
  expect(lane.retryMs()).toBe(500);
});

afterEach(() => vi.useRealTimers());

it("lets rows for a silent host try again less and less often, so that they crowd out nobody", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const lane = createSlots().lane("host", 4);
  await lane.take();
  const seen = [0, 1_000, 3_000, 60_000].map((ms) => {
    vi.advanceTimersByTime(ms);
    return [lane.retryMs(), lane.perSecond()];
  });
  expect(seen).toEqual([
    [500, 1_000],
    [1_000, 1_000],
    [4_000, 0.1],
    [10_000, 0.1],
  ]);
  expect(lane.room()).toBe(1);
});

it("takes a host that was asked nothing for long, held back as failing, for no silent one", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const lane = createSlots().lane("host", 2);
  vi.advanceTimersByTime(600_000);
  expect([lane.retryMs(), lane.perSecond()]).toEqual([500, 1_000]);
  await lane.take();
  expect([lane.retryMs(), lane.perSecond()]).toEqual([500, 1_000]);
});

it("takes rows of a host again as soon as it is heard of", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const lane = createSlots().lane("host", 4);
  await lane.take();
  vi.advanceTimersByTime(60_000);
  lane.free("heard");
  expect([lane.retryMs(), lane.perSecond()]).toEqual([500, 4]);
});

it("takes a host for silent as long as its requests only time out", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const lane = createSlots().lane("host", 4);
  await lane.take();
  vi.advanceTimersByTime(10_000);
  lane.free("timed_out");
  expect([lane.retryMs(), lane.perSecond()]).toEqual([10_000, 0.1]);
  await lane.take();
  lane.free("heard");
  expect([lane.retryMs(), lane.perSecond()]).toEqual([500, 4]);
});

it("sends everybody home when the worker stops", async () => {
  const slots = createSlots();
  const lane = slots.lane("host", 1);
  await lane.take();
  const waiting = lane.take();
  slots.giveUp();
  expect(await waiting).toBe(false);
});

it("still lets many wait for a fast host after a moment in which nothing was heard of it", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const lane = createSlots().lane("host", 4);
  const answers = async (count: number, ms: number): Promise<void> => {
    for (let index = 0; index < count; index++) {
      await lane.take();
      if (index === count - 1) vi.advanceTimersByTime(ms);
      lane.free("heard");
    }
  };
  await answers(400, 200);
  expect(lane.room()).toBeGreaterThan(1_900);
  await answers(1, 800);
  expect(lane.room()).toBeGreaterThan(1_500);
  for (let window = 0; window < 120; window++) await answers(1, 800);
  expect(lane.room()).toBeLessThan(50);
});

it("lets rows go round again hardly faster than the host takes them", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const lane = createSlots().lane("host", 4);
  await lane.take();
  await lane.take();
  for (let answer = 0; answer < 2; answer++) lane.free("heard");
  for (let round = 0; round < 10; round++) {
    const taken = await Promise.all(Array.from({ length: 4 }, () => lane.take()));
    vi.advanceTimersByTime(50);
    for (const _ of taken) lane.free("heard");
  }
  // Four at once, each for a twentieth of a second.
  expect(lane.perSecond()).toBeCloseTo(100, 0);
});

it("knows what a host could take from a few requests to it", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const lane = createSlots().lane("host", 8);
  for (let round = 0; round < 10; round++) {
    await lane.take();
    vi.advanceTimersByTime(10);
    lane.free("heard");
    vi.advanceTimersByTime(990);
  }
  vi.advanceTimersByTime(3_000);
  expect(lane.room()).toBe(8 + Math.floor(800 * 1.2));
});

it("counts what came back from all hosts together", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const slots = createSlots();
  const lanes = ["one", "two"].map((name) => slots.lane(name, 1));
  for (let round = 0; round < 20; round++) {
    for (const lane of lanes) await lane.take();
    vi.advanceTimersByTime(20);
    for (const lane of lanes) lane.free("heard");
  }
  expect(slots.perSecond()).toBeCloseTo(100, -1);
});

it("asks a host that lets requests time out by one at a time, until it answers", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const lane = createSlots().lane("host", 4);
  await Promise.all([lane.take(), lane.take()]);
  vi.advanceTimersByTime(10_000);
  for (let request = 0; request < 2; request++) expect(lane.free("timed_out")).toBe(false);
  expect(lane.room()).toBe(1);
  await lane.take();
  expect(lane.room()).toBe(0);
  expect(lane.free("heard")).toBe(true);
  expect(await Promise.all([lane.take(), lane.take()])).toEqual([true, true]);
});

it("leaves a host its slots when one request of many times out", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const lane = createSlots().lane("host", 4);
  await lane.take();
  vi.advanceTimersByTime(10_000);
  for (let answer = 0; answer < 3; answer++) {
    await lane.take();
    lane.free("heard");
  }
  lane.free("timed_out");
  expect(await Promise.all(Array.from({ length: 4 }, () => lane.take()))).toEqual([true, true, true, true]);
});

it("takes no slot that came free without a request for an answer", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const lane = createSlots().lane("host", 4);
  await Promise.all([lane.take(), lane.take()]);
  vi.advanceTimersByTime(10_000);
  for (let request = 0; request < 2; request++) lane.free("timed_out");
  await lane.take();
  expect(lane.free("not_sent")).toBe(false);
  expect([lane.room(), lane.perSecond()]).toEqual([1, 0.1]);
});
