import { describe, expect, it } from "vitest";
import { strftime, zoneOffsetMinutes } from "./strftime.ts";
import { parseTime, toIso8601 } from "./zoned-time.ts";

const ms = Date.parse("2026-03-04T05:06:07.089Z");
const format = (pattern: string, zone = "UTC") => strftime({ ms, zone }, pattern);

describe("strftime", () => {
  it.each([
    ["%Y-%m-%d %H:%M:%S.%L", "2026-03-04 05:06:07.089"],
    ["%a %A %b %B", "Wed Wednesday Mar March"],
    ["%e|%-d|%_m|%05d", " 4|4| 3|00004"],
    ["%I:%M %p %l%P %k", "05:06 AM  5am  5"],
    ["%j %U %W %V %G %u %w", "063 09 09 10 2026 3 3"],
    ["%s %N %3N", "1772600767 089000000 089"],
    ["%y %C %D %F %T %R", "26 20 03/04/26 2026-03-04 05:06:07 05:06"],
    ["%^a %#p %%", "WED am %"],
    ["%d%q", "04th"],
    ["%z %:z %Z", "+0000 +00:00 UTC"],
    ["%Q %", "%Q %"],
  ])("%s → %s", (pattern, expected) => {
    expect(format(pattern)).toBe(expected);
  });

  it("follows the rules of each zone", () => {
    expect(format("%H:%M %z", "Asia/Kathmandu")).toBe("10:51 +0545");
    expect(format("%d %H:%M %:z", "America/Los_Angeles")).toBe("03 21:06 -08:00");
    expect(zoneOffsetMinutes(Date.parse("2026-03-29T00:59:59Z"), "Europe/Paris")).toBe(60);
    expect(zoneOffsetMinutes(Date.parse("2026-03-29T01:00:00Z"), "Europe/Paris")).toBe(120);
    expect(zoneOffsetMinutes(ms, "Nowhere/City")).toBe(0);
  });
});

describe("parseTime", () => {
  it.each([
    ["2026-03-04", "2026-03-04T00:00:00Z"],
    ["2026-03-04 05:06", "2026-03-04T05:06:00Z"],
    ["2026-03-04T05:06:07+02:00", "2026-03-04T03:06:07Z"],
    ["2026-03-04 05:06:07 UTC", "2026-03-04T05:06:07Z"],
    ["2026-03-04 05:06:07 +0200", "2026-03-04T03:06:07Z"],
    ["March 4, 2026", "2026-03-04T00:00:00Z"],
    ["1772600767", "2026-03-04T05:06:07Z"],
    [1772600767, "2026-03-04T05:06:07Z"],
    ["Wed, 04 Mar 2026 05:06:07 GMT", "2026-03-04T05:06:07Z"],
  ])("reads %s in UTC wherever it runs", (value, expected) => {
    const time = parseTime(value, new Date(0));
    expect(time === null ? null : toIso8601(time)).toBe(expected);
  });

  it.each(["", "soon", "{}", null, undefined, true, [], "99999999999999999999"])(
    "answers null for %j",
    (value) => {
      expect(parseTime(value, new Date(0))).toBeNull();
    },
  );
});
