import { expect, it } from "vitest";
import type { TimeFrame } from "#lib/trigger/schema.ts";
import { checkTimeFrame } from "./check-time-frame.ts";
import type { CampaignDefinition } from "./schema.ts";

const night = { start: "21:00", end: "08:00", action: "defer" as const };
const found = (frame: TimeFrame, own: typeof night | null = null, workspace: typeof night | null = null) => {
  const delivery = { type: "action", event: "e", time_frame: frame };
  const definition = { delivery, quiet_hours: own } as unknown as CampaignDefinition;
  return checkTimeFrame(definition, { quietHours: workspace }).map(({ field }) => field);
};

it.each([
  ["22:00", "23:00", true],
  ["22:00", "02:00", true],
  ["21:00", "08:00", true],
  ["03:00", "08:00", true],
  ["07:00", "08:01", false],
  ["20:59", "22:00", false],
  ["09:00", "18:00", false],
  ["22:00", "21:30", false],
])("a frame from %s to %s lies in quiet hours of the night: %s", (start, end, quiet) => {
  expect(found({ start, end }, night)).toEqual(quiet ? ["delivery.time_frame"] : []);
});

it("asks the workspace's quiet hours too, and not those of people elsewhere", () => {
  expect(found({ start: "22:00", end: "23:00" }, null, night)).toEqual(["delivery.time_frame"]);
  expect(found({ start: "22:00", end: "23:00" })).toEqual([]);
  expect(found({ start: "22:00", end: "23:00", time_zone: "Asia/Tokyo" }, night)).toEqual([]);
});
