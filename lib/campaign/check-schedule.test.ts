import { describe, expect, it } from "vitest";
import { checkSchedule } from "./check-schedule.ts";
import { newDefinition } from "./definition.ts";
import { createCampaignSchema } from "./schema.ts";

/** A Tuesday. */
const facts = { now: new Date("2027-01-12T10:00:00Z"), timeZone: "UTC" };

function found(delivery: Record<string, unknown>, keepsSchedule = false): string[] {
  const input = createCampaignSchema.parse({ name: "A", delivery: { type: "scheduled", ...delivery } });
  const findings = checkSchedule(
    newDefinition(input, () => "id"),
    { ...facts, keepsSchedule },
  );
  return findings.map(({ stage, code, field }) => `${stage} ${code} ${field}`);
}

describe("the schedule of a campaign", () => {
  it("cannot be saved with an end before its start", () => {
    const daily = { start: "2027-02-01T09:00", frequency: "daily" };
    expect(found({ ...daily, until: "2027-01-15" })).toEqual(["save until_before_start delivery.until"]);
    expect(found({ ...daily, until: "2027-02-01" })).toEqual([]);
  });

  it.each([
    [
      "delivery.until",
      { start: "2027-01-12", frequency: "weekly", weekdays: ["monday"], until: "2027-01-15" },
    ],
    ["delivery.time", { start: "2027-01-12T15:00", time: "09:00" }],
    ["delivery.start", { start: "2027-01-12" }],
  ])("is refused at launch with the reason in %s when nothing would run", (field, delivery) => {
    expect(found(delivery)).toEqual([`launch nothing_will_run ${field}`]);
  });

  it("may begin now, or when it was filled in", () => {
    expect(found({ start: "launch" })).toEqual([]);
    expect(found({ start: "2027-01-12T09:59:30Z" })).toEqual([]);
  });

  it("may have its start behind it when it runs and is kept", () => {
    const once = { start: "2027-01-12T09:00:00Z" };
    expect(found(once)).toEqual(["launch in_the_past delivery.start"]);
    expect(found(once, true)).toEqual([]);
  });
});
