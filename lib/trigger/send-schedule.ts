/** When a send that an API call plans is due. */
import { z } from "zod";
import { AppError } from "#lib/platform/errors.ts";
import { type PlannedRun, runAt } from "./schedule.ts";
import { instantOfParsed, parseWallDateTime } from "./wall-clock.ts";

const FIRST_ZONE_MS = 14 * 3_600_000;
const ALL_ZONES_MS = 26 * 3_600_000;

export const sendScheduleSchema = z.object({
  /** ISO 8601; without an offset when `in_local_time` is set. */
  time: z.string().min(1),
  in_local_time: z.boolean().default(false),
  /** Only false: this server does not guess when somebody is likely to react. */
  at_optimal_time: z
    .boolean()
    .refine((optimal) => !optimal, {
      error: "Sending at everybody's optimal time is not supported.",
      params: {
        code: "optimal_time_not_supported",
        hint: "Give a time, with in_local_time for everybody's own clock.",
        fatal: true,
      },
    })
    .optional(),
});
export type SendSchedule = z.output<typeof sendScheduleSchema>;

/** When sending begins: on everybody's own clock, when the first zone on earth shows the time. Throws when it is over. */
export function sendTime(schedule: SendSchedule, workspaceZone: string, now: Date): Date {
  const parsed = parseWallDateTime(schedule.time);
  if (!parsed) throw badTime("The schedule has no valid time.", 'Write it like "2026-01-31T09:00:00Z".');
  if (!schedule.in_local_time) {
    const at = instantOfParsed(parsed, workspaceZone);
    if (at <= now) throw badTime("The time has passed.", "Choose a later time.");
    return at;
  }
  if (parsed.offsetMinutes !== null)
    throw badTime("A local time has no offset.", 'Remove the "Z" or offset at its end.');
  const at = new Date(instantOfParsed(parsed, "UTC").getTime() - FIRST_ZONE_MS);
  if (at.getTime() + ALL_ZONES_MS < now.getTime()) {
    throw badTime("The local time has passed everywhere.", "Choose a later time.");
  }
  return at;
}

/** The send that begins at `at`, with what each person's clock shows when it is their turn. */
export function plannedRunOf(schedule: SendSchedule, at: Date): PlannedRun {
  if (!schedule.in_local_time) return { at, wall: null };
  return runAt({ type: "scheduled", start: schedule.time, in_local_time: true }, at);
}

function badTime(message: string, hint: string): AppError {
  return new AppError("bad_request", message, {
    errors: [{ code: "invalid_schedule_time", field: "schedule.time", message, hint }],
  });
}
