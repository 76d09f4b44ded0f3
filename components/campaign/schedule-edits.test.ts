import { describe, expect, it } from "vitest";
import { startingAt, withLocalTime } from "./schedule-edits.ts";

const launch = { type: "scheduled", start: "launch" } as const;

describe("an edit of a schedule", () => {
  it("leaves no time behind that would win over a chosen start", () => {
    const local = withLocalTime(launch, true, "UTC");
    expect(local).toMatchObject({ time: "09:00", in_local_time: true });
    const started = startingAt(withLocalTime(local, false, "UTC"), "2027-01-12T15:00", "UTC");
    expect(started).toEqual({ ...launch, start: "2027-01-12T15:00", in_local_time: false });
    expect(withLocalTime(started, true, "UTC")).not.toHaveProperty("time");
  });

  it("keeps a time written beside a day as the time of the start", () => {
    const written = { ...launch, start: "2027-01-12T00:00", time: "15:30" };
    expect(withLocalTime(written, true, "UTC")).toEqual({
      ...launch,
      start: "2027-01-12T15:30",
      in_local_time: true,
    });
  });

  it("takes the time of the start along when it goes to the launch, on people's own clocks", () => {
    const local = { ...launch, start: "2027-01-12T15:30", in_local_time: true };
    expect(startingAt(local, "launch", "UTC")).toMatchObject({ start: "launch", time: "15:30" });
    expect(startingAt({ ...local, in_local_time: false }, "launch", "UTC")).not.toHaveProperty("time");
  });
});
