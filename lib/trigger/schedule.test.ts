import { describe, expect, it } from "vitest";
import { firstRun, nextRun, runAt, turnOf, upcomingRuns } from "./schedule.ts";
import type { ScheduledDelivery } from "./schema.ts";

const launchedAt = new Date("2026-03-27T10:15:30.250Z");
const context = { launchedAt, timeZone: "Europe/Paris" };
const schedule = (rest: Partial<ScheduledDelivery>): ScheduledDelivery => ({
  type: "scheduled",
  start: "launch",
  ...rest,
});
const times = (rest: Partial<ScheduledDelivery>, after = launchedAt, count = 4) =>
  upcomingRuns(schedule(rest), context, after, count).map((run) => run.at.toISOString());

describe("schedule", () => {
  it("runs at the very moment of the launch", () => {
    expect(firstRun(schedule({}), context)).toEqual({ at: launchedAt, wall: null });
    expect(nextRun(schedule({}), context, launchedAt)).toBeNull();
  });

  it("keeps the time on the wall when clocks change", () => {
    expect(times({ start: "2026-03-28T09:00", frequency: "daily" }, launchedAt, 3)).toEqual([
      "2026-03-28T08:00:00.000Z",
      "2026-03-29T07:00:00.000Z",
      "2026-03-30T07:00:00.000Z",
    ]);
  });

  it("takes a time of day that has passed today for tomorrow", () => {
    expect(times({ time: "09:00", frequency: "daily" }, launchedAt, 1)).toEqual(["2026-03-28T08:00:00.000Z"]);
    expect(times({ time: "18:00" }, launchedAt, 1)).toEqual(["2026-03-27T17:00:00.000Z"]);
  });

  it("falls back to the last day of a shorter month", () => {
    expect(
      times({ start: "2026-01-31T09:00", frequency: "monthly" }, new Date("2026-01-31T12:00:00Z"), 3),
    ).toEqual(["2026-02-28T08:00:00.000Z", "2026-03-31T07:00:00.000Z", "2026-04-30T07:00:00.000Z"]);
  });

  it("visits the chosen weekdays of every second week", () => {
    const weekly = {
      start: "2026-04-01T09:00",
      frequency: "weekly",
      interval: 2,
      weekdays: ["monday", "wednesday"],
    } as const;
    expect(times({ ...weekly, weekdays: [...weekly.weekdays] })).toEqual([
      "2026-04-01T07:00:00.000Z",
      "2026-04-13T07:00:00.000Z",
      "2026-04-15T07:00:00.000Z",
      "2026-04-27T07:00:00.000Z",
    ]);
  });

  it("counts the last day to its end", () => {
    expect(times({ start: "2026-04-01T23:00", frequency: "daily", until: "2026-04-02" })).toHaveLength(2);
  });

  it("does not run what is over", () => {
    expect(firstRun(schedule({ start: "2026-03-01T09:00:00Z" }), context)).toBeNull();
  });
});

describe("a run on people's own clocks", () => {
  const local = schedule({ start: "2026-03-27T09:00", in_local_time: true });

  it("begins with the first zone on earth and may be joined under way", () => {
    const run = firstRun(local, context);
    expect(run?.at.toISOString()).toBe("2026-03-26T19:00:00.000Z");
    expect(runAt(local, run!.at)).toEqual(run);
  });

  it("ends with the last day on people's own clocks", () => {
    const daily = schedule({ ...local, frequency: "daily", until: "2026-03-29" });
    const ends = (until: string) =>
      upcomingRuns({ ...daily, until }, { ...context, timeZone: "UTC" }, new Date(0), 9).map(
        ({ wall }) => wall?.day,
      );
    expect(ends("2026-03-29")).toEqual([27, 28, 29]);
    expect(ends("2026-03-29T09:00")).toEqual([27, 28, 29]);
    expect(ends("2026-03-29T08:59")).toEqual([27, 28]);
  });

  it("gives everybody their own moment, and skips those for whom it is long past", () => {
    const run = firstRun(local, context)!;
    expect(turnOf(run, "America/New_York", launchedAt)?.toISOString()).toBe("2026-03-27T13:00:00.000Z");
    expect(turnOf(run, "Europe/London", launchedAt)).toBeNull();
    expect(turnOf({ at: launchedAt, wall: null }, "Europe/London", launchedAt)).toBe(launchedAt);
  });
});
