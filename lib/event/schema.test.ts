import { describe, expect, it } from "vitest";
import { TrackEvent } from "./schema.ts";

describe("the time of an event", () => {
  it.each([
    ["2026-11-24T10:00:00Z", "2026-11-24T10:00:00.000Z"],
    ["2026-11-24T10:00:00.123Z", "2026-11-24T10:00:00.123Z"],
    ["2026-11-24T10:00:00:123Z", "2026-11-24T10:00:00.123Z"],
    ["2026-11-24T10:00:00+02:00", "2026-11-24T08:00:00.000Z"],
    ["2026-11-24T10:00:00+0200", "2026-11-24T08:00:00.000Z"],
    ["2026-11-24 10:00:00", "2026-11-24T10:00:00.000Z"],
    ["2026-11-24", "2026-11-24T00:00:00.000Z"],
  ])("%s is %s", (text, iso) => {
    expect(TrackEvent.parse({ external_id: "u", name: "n", time: text }).time?.toISOString()).toBe(iso);
  });

  it.each(["tomorrow", "", "2026-13-01T00:00:00Z", "1730000000"])("is refused when it reads %j", (text) => {
    expect(TrackEvent.safeParse({ external_id: "u", name: "n", time: text }).success).toBe(false);
  });
});
