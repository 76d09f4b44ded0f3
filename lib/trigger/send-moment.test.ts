import { describe, expect, it } from "vitest";
import { sendMoment } from "./send-moment.ts";

const paris = { person: "Europe/Paris", workspace: "UTC" };
const at = (text: string): Date => new Date(text);
const night = { start: "21:00", end: "08:00" };

describe("the moment a message may go", () => {
  it("is when it is due, without rules", () => {
    expect(sendMoment(at("2026-03-10T23:00:00Z"), {}, paris)).toEqual({
      kind: "send",
      at: at("2026-03-10T23:00:00Z"),
    });
  });

  it("is the end of quiet hours on the person's clock", () => {
    const rules = { quietHours: { ...night, action: "defer" as const } };
    expect(sendMoment(at("2026-03-10T22:00:00Z"), rules, paris)).toEqual({
      kind: "send",
      at: at("2026-03-11T07:00:00Z"),
      heldBy: "quiet_hours",
    });
  });

  it("never comes when quiet hours abort", () => {
    const rules = { quietHours: { ...night, action: "abort" as const } };
    expect(sendMoment(at("2026-03-10T22:00:00Z"), rules, paris)).toEqual({
      kind: "abort",
      reason: "quiet_hours",
    });
  });

  it.each([
    [undefined, { kind: "drop", reason: "outside_time_frame" }],
    ["next_available", { kind: "send", at: at("2026-03-11T08:00:00Z"), heldBy: "outside_time_frame" }],
  ] as const)("outside the time frame with %s", (otherwise, expected) => {
    const timeFrame = { start: "09:00", end: "17:00", ...(otherwise ? { otherwise } : {}) };
    expect(sendMoment(at("2026-03-10T18:00:00Z"), { timeFrame }, paris)).toEqual(expected);
  });

  it("is the next opening of the frame when quiet hours end before it", () => {
    const rules = {
      timeFrame: { start: "20:00", end: "22:00", otherwise: "next_available" as const },
      quietHours: { ...night, action: "defer" as const },
    };
    expect(sendMoment(at("2026-03-10T20:30:00Z"), rules, paris)).toEqual({
      kind: "send",
      at: at("2026-03-11T19:00:00Z"),
      heldBy: "quiet_hours",
    });
  });

  it.each(["2026-03-10T12:00:00Z", "2026-03-10T21:30:00Z", "2026-03-11T03:00:00Z"])(
    "never comes when all of the time frame is quiet: due %s",
    (due) => {
      const rules = {
        timeFrame: { start: "22:00", end: "23:00", otherwise: "next_available" as const },
        quietHours: { ...night, action: "defer" as const },
      };
      expect(sendMoment(at(due), rules, paris)).toEqual({ kind: "drop", reason: "outside_time_frame" });
    },
  );

  it("never comes after the window", () => {
    const window = { end: "2026-03-10T00:00:00Z" };
    expect(sendMoment(at("2026-03-10T00:00:01Z"), { window }, paris)).toMatchObject({ kind: "drop" });
  });
});
