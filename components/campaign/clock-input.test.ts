import { expect, it } from "vitest";
import { inAnHour, momentOfInput, toClockInput } from "./clock-input.ts";

it.each([
  ["2026-12-01T09:00:00Z", "America/New_York", "2026-12-01T04:00"],
  ["2026-07-01T09:00:00Z", "Europe/Paris", "2026-07-01T11:00"],
  ["2026-12-01T09:00:00+09:00", "UTC", "2026-12-01T00:00"],
  ["2026-12-01T09:00", "Asia/Tokyo", "2026-12-01T09:00"],
  ["2026-12-01", "Asia/Tokyo", "2026-12-01T00:00"],
  ["launch", "UTC", ""],
  [null, "UTC", ""],
])("shows %s on the clock of %s as %s", (text, zone, shown) => {
  expect(toClockInput(text, zone)).toBe(shown);
});

it("reads what was typed on the clock of the zone, whatever that of the browser", () => {
  expect(momentOfInput("2026-12-01T09:00", "America/New_York")).toBe("2026-12-01T14:00:00.000Z");
  expect(momentOfInput("", "UTC")).toBeNull();
});

it("proposes a time that is still ahead where it counts", () => {
  expect(inAnHour(new Date("2026-12-01T09:30:00Z"), "America/New_York")).toBe("2026-12-01T05:30");
});
