import { describe, expect, it } from "vitest";
import { planAnew, runAtResume } from "./replan.ts";
import type { ScheduledDelivery } from "./schema.ts";

const at = (text: string) => new Date(`2026-03-${text}:00Z`);
const once: ScheduledDelivery = { type: "scheduled", start: "2026-03-02T09:00:00Z" };
const daily: ScheduledDelivery = { ...once, frequency: "daily" };

describe("a schedule that is launched once more", () => {
  it("is counted from the launch", () => {
    const now = at("05T08:00");
    expect(planAnew({ ...daily, start: "launch" }, now, "UTC")).toEqual({ launchedAt: now, nextRunAt: now });
    expect(planAnew(daily, now, "UTC").nextRunAt).toEqual(at("05T09:00"));
  });

  it("has no run when its only moment is over, or there is no schedule", () => {
    expect(planAnew(once, at("05T08:00"), "UTC").nextRunAt).toBeNull();
    expect(planAnew(null, at("05T08:00"), "UTC").nextRunAt).toBeNull();
  });
});

describe("a schedule that goes on", () => {
  const before = { launchedAt: at("01T08:00"), nextRunAt: at("03T09:00") };

  it("makes up for the run that fell into a pause", () => {
    expect(runAtResume(daily, { ...before, stopped: false }, at("05T08:00"), "UTC")).toEqual(at("03T09:00"));
  });

  it("has only what lies ahead after a stop", () => {
    const stopped = { ...before, stopped: true };
    expect(runAtResume(daily, stopped, at("05T08:00"), "UTC")).toEqual(at("05T09:00"));
    expect(runAtResume(once, stopped, at("05T08:00"), "UTC")).toBeNull();
  });
});
