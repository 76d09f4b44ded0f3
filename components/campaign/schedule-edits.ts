/** Edits of a schedule that leave no time behind which would win over the start. Pure. */
import type { ScheduledDelivery } from "#lib/trigger/schema.ts";
import { toClockInput } from "./clock-input.ts";

const MORNING = "09:00";

/** Another start. A moment has a time of its own; on people's own clocks a launch needs one. */
export function startingAt(schedule: ScheduledDelivery, start: string, zone: string): ScheduledDelivery {
  const { time, ...rest } = schedule;
  if (start !== "launch") return { ...rest, start };
  const needed = schedule.in_local_time ? timeOf(schedule, zone) : time;
  return { ...rest, start, ...(needed === undefined ? {} : { time: needed }) };
}

/** Everybody's own clock, or one for all. */
export function withLocalTime(schedule: ScheduledDelivery, local: boolean, zone: string): ScheduledDelivery {
  const { time, start, ...rest } = { ...schedule, in_local_time: local };
  if (start === "launch") {
    const needed = local ? (time ?? MORNING) : time;
    return { ...rest, start, ...(needed === undefined ? {} : { time: needed }) };
  }
  const clock = toClockInput(start, zone);
  return { ...rest, start: time === undefined ? clock : `${clock.slice(0, 10)}T${time}` };
}

function timeOf(schedule: ScheduledDelivery, zone: string): string {
  if (schedule.time !== undefined) return schedule.time;
  return schedule.start === "launch" ? MORNING : toClockInput(schedule.start, zone).slice(11, 16) || MORNING;
}
