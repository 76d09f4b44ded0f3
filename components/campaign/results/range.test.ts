import { describe, expect, it } from "vitest";
import { statsRange } from "./range.ts";

const now = new Date("2026-03-10T12:34:56.000Z");
const choice = { chosen: "all", from: null, to: null, launchedAt: null } as const;

describe("the range of the numbers", () => {
  it("is open for everything, by hour while the campaign is young", () => {
    expect(statsRange({ ...choice, launchedAt: "2026-03-09T00:00:00Z" }, now)).toEqual({
      since: null,
      until: null,
      unit: "hour",
    });
    expect(statsRange({ ...choice, launchedAt: "2026-01-01T00:00:00Z" }, now).unit).toBe("day");
  });

  it("starts at a full hour, so that the same choice asks the same question", () => {
    expect(statsRange({ ...choice, chosen: "24h" }, now).since).toBe("2026-03-09T12:00:00.000Z");
  });

  it("contains both days of a choice", () => {
    const { since, until } = statsRange(
      { ...choice, chosen: "custom", from: "2026-03-01", to: "2026-03-02" },
      now,
    );
    // Whole days as they are counted, on days too on which clocks change.
    expect([since, until]).toEqual(["2026-03-01T00:00:00.000Z", "2026-03-03T00:00:00.000Z"]);
  });

  it("never asks for more than the server gives", () => {
    const { since, until } = statsRange(
      { ...choice, chosen: "custom", from: "2020-01-01", to: "2026-03-02" },
      now,
    );
    expect(Date.parse(until ?? "") - Date.parse(since ?? "")).toBeLessThan(400 * 86_400_000);
  });
});
