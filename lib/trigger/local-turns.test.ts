import { describe, expect, it } from "vitest";
import { hasTurn, nextTurn } from "./local-turns.ts";
import { type PlannedRun, runAt } from "./schedule.ts";
import type { ScheduledDelivery } from "./schema.ts";

const local: ScheduledDelivery = { type: "scheduled", start: "2026-03-08T02:30", in_local_time: true };
/** 02:30 on the night the clocks of New York go from 02:00 to 03:00. */
const run = runAt(local, new Date("2026-03-07T12:30:00Z"));

function turns(planned: PlannedRun): Date[] {
  const ends: Date[] = [];
  for (let end = nextTurn(planned, planned.at, planned.at); end; end = nextTurn(planned, end, planned.at))
    ends.push(end);
  return ends;
}

describe("turns of a run in local time", () => {
  it("are the quarters of its 26 hours", () => {
    const ends = turns(run);
    expect(ends).toHaveLength(26 * 4);
    expect(ends[0]?.toISOString()).toBe("2026-03-07T12:45:00.000Z");
    expect(ends.at(-1)?.toISOString()).toBe("2026-03-08T14:30:00.000Z");
  });

  it("come once for each zone, whatever its offset and whatever its clocks do that night", () => {
    // The first zone has its turn with the run itself.
    expect(turns(run).filter((end) => hasTurn(run, "Pacific/Kiritimati", end))).toEqual([]);
    for (const zone of [
      "Etc/GMT+12",
      "America/New_York",
      "Asia/Kathmandu",
      "Australia/Eucla",
      "Asia/Kolkata",
      "UTC",
      "Pacific/Apia",
    ])
      expect([zone, turns(run).filter((end) => hasTurn(run, zone, end)).length]).toEqual([zone, 1]);
    const autumn = runAt(local, new Date("2026-10-24T12:30:00Z"));
    for (const zone of ["Europe/Paris", "Australia/Lord_Howe", "America/St_Johns"])
      expect([zone, turns(autumn).filter((end) => hasTurn(autumn, zone, end)).length]).toEqual([zone, 1]);
  });

  it("pass over what is too late, and end", () => {
    expect(nextTurn(run, run.at, new Date("2026-03-07T20:00:00Z"))?.toISOString()).toBe(
      "2026-03-07T19:00:00.000Z",
    );
    expect(nextTurn(run, run.at, new Date("2026-03-09T00:00:00Z"))).toBeNull();
    expect(nextTurn({ at: run.at, wall: null }, run.at, run.at)).toBeNull();
  });
});
