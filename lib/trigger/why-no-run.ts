/** Why nothing follows from a schedule that is launched now. Pure. */
import { type ProblemKey, type ProblemText, problemText } from "#lib/i18n/problem-words.ts";
import { planAnew } from "./replan.ts";
import { LAUNCH_GRACE_MS } from "./schedule.ts";
import type { ScheduledDelivery } from "./schema.ts";
import { DAY_MS, instantOfParsed, parseWallDateTime } from "./wall-clock.ts";

export interface NoRun extends ProblemText {
  code: "in_the_past" | "nothing_will_run";
  /** The field without which there would be a run. */
  field: "start" | "until" | "time";
}

/** Null when a run follows. `timeZone`: that of the workspace; the schedule may name its own. */
export function whyNoRun(schedule: ScheduledDelivery, now: Date, timeZone: string): NoRun | null {
  const zone = schedule.time_zone ?? timeZone;
  const { start, until } = schedule;
  const once = (schedule.frequency ?? "once") === "once";
  if (once && start !== "launch" && isPast(start, zone, now)) return over("start", "in_the_past");
  if (until && isPast(until, zone, now)) return over("until", "in_the_past.until");
  return runs(schedule, now, timeZone) ? null : nothingWillRun(schedule, now, timeZone);
}

function runs(schedule: ScheduledDelivery, now: Date, timeZone: string): boolean {
  return planAnew(schedule, now, timeZone).nextRunAt !== null;
}

function nothingWillRun(schedule: ScheduledDelivery, now: Date, timeZone: string): NoRun {
  const code = "nothing_will_run";
  const { until: _until, ...endless } = schedule;
  if (runs(endless, now, timeZone)) return { code, field: "until", ...problemText("nothing_will_run.until") };
  const { time, ...timeless } = endless;
  if (time !== undefined && runs(timeless, now, timeZone))
    return { code, field: "time", ...problemText("nothing_will_run.time", { time }) };
  return { code, field: "start", ...problemText("nothing_will_run") };
}

function isPast(text: string, zone: string, now: Date): boolean {
  const parsed = parseWallDateTime(text);
  if (!parsed) return false;
  // A day without a time lasts until its end; a day more also covers every zone a person may live in.
  const slack = text.length <= 10 ? 2 * DAY_MS : LAUNCH_GRACE_MS;
  return instantOfParsed(parsed, zone).getTime() + slack < now.getTime();
}

function over(field: NoRun["field"], key: Extract<ProblemKey, `in_the_past${string}`>): NoRun {
  return { code: "in_the_past", field, ...problemText(key) };
}
