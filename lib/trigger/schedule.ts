/**
 * When a scheduled campaign runs. A run on everybody's own clock starts when the first zone on earth shows its
 * time, and is over when the last zone has shown it, 26 hours later.
 */
import { type ScheduledDelivery, WEEKDAYS } from "./schema.ts";
import {
  DAY_MS,
  dayNumber,
  dayOf,
  instantOf,
  instantOfParsed,
  parseTimeOfDay,
  parseWallDateTime,
  type WallTime,
  wallTime,
  weekdayOf,
} from "./wall-clock.ts";

export const HOUR_MS = 3_600_000;
const FIRST_ZONE_MS = 14 * HOUR_MS;
const LAST_ZONE_MS = 12 * HOUR_MS;
/** From the turn of the first zone on earth to that of the last. */
export const RUN_MS = FIRST_ZONE_MS + LAST_ZONE_MS;
/** "Now" picked in a form is already past when the launch arrives. */
export const LAUNCH_GRACE_MS = 60_000;
/** Occurrences looked at before giving up: more than fifty years of days. */
const MAX_OCCURRENCES = 20_000;

export interface PlannedRun {
  /** When sending begins. */
  at: Date;
  /** What each person's own clock shows then; null when all get it at the same moment. */
  wall: WallTime | null;
}

export interface ScheduleContext {
  launchedAt: Date;
  /** Zone of the workspace; the schedule may name its own. */
  timeZone: string;
}

/** The first run after a moment; null when there is none. */
export function nextRun(
  schedule: ScheduledDelivery,
  context: ScheduleContext,
  after: Date,
): PlannedRun | null {
  return upcomingRuns(schedule, context, after, 1)[0] ?? null;
}

/** The run to begin with at launch: one on people's own clocks may already be under way. */
export function firstRun(schedule: ScheduledDelivery, context: ScheduleContext): PlannedRun | null {
  const { launchedAt } = context;
  const slack = schedule.in_local_time ? RUN_MS : LAUNCH_GRACE_MS;
  // A moment earlier, so that a run planned for exactly now counts.
  return nextRun(schedule, context, new Date(launchedAt.getTime() - slack - 1));
}

/** The next runs after a moment, at most `count`. */
export function upcomingRuns(
  schedule: ScheduledDelivery,
  context: ScheduleContext,
  after: Date,
  count: number,
): PlannedRun[] {
  const runs: PlannedRun[] = [];
  for (const run of runsAfter(schedule, context, after)) {
    runs.push(run);
    if (runs.length >= count) break;
  }
  return runs;
}

/**
 * The run that is due now, of those from the planned one on: the last. After an outage of days everybody gets one
 * message, not one for each day.
 */
export function dueRun(
  schedule: ScheduledDelivery,
  context: ScheduleContext,
  planned: Date,
  now: Date,
): PlannedRun {
  let due = runAt(schedule, planned);
  for (const run of runsAfter(schedule, context, planned)) {
    if (run.at > now) break;
    due = run;
  }
  return due;
}

function* runsAfter(
  schedule: ScheduledDelivery,
  context: ScheduleContext,
  after: Date,
): Generator<PlannedRun> {
  const zone = schedule.time_zone ?? context.timeZone;
  const isOver = endOf(schedule, zone);
  let looked = 0;
  for (const run of occurrences(schedule, context, zone)) {
    looked += 1;
    if (looked > MAX_OCCURRENCES || isOver(run)) return;
    if (run.at > after) yield run;
  }
}

/** When one person's turn is: null when it was more than an hour ago, so that nobody is woken by a late message. */
export function turnOf(run: PlannedRun, personZone: string, now: Date): Date | null {
  if (!run.wall) return run.at;
  const turn = instantOf(run.wall, personZone);
  return turn.getTime() < now.getTime() - HOUR_MS ? null : turn;
}

/** The run that began at `at`, as planned. */
export function runAt(schedule: ScheduledDelivery, at: Date): PlannedRun {
  return {
    at,
    wall: schedule.in_local_time ? wallTime(new Date(at.getTime() + FIRST_ZONE_MS), "UTC") : null,
  };
}

function* occurrences(
  schedule: ScheduledDelivery,
  context: ScheduleContext,
  zone: string,
): Generator<PlannedRun> {
  const start = startOf(schedule, context, zone);
  const local = schedule.in_local_time === true;
  const toRun = (wall: WallTime): PlannedRun =>
    local ? { at: new Date(utcOf(wall) - FIRST_ZONE_MS), wall } : { at: instantOf(wall, zone), wall: null };
  const frequency = schedule.frequency ?? "once";
  const exact = start.exact === null || local ? null : { at: start.exact, wall: null };
  if (frequency === "once") {
    yield exact ?? toRun(start.wall);
    return;
  }
  for (const day of days(schedule, frequency, start.wall)) {
    const wall = { ...start.wall, ...dayOf(day) };
    // The first one keeps the exact moment, down to the millisecond of a launch.
    const first = exact !== null && day === dayNumber(start.wall);
    yield first ? exact : toRun(wall);
  }
}

/** Calendar days of a recurring schedule, from the day of the start on. */
function days(
  schedule: ScheduledDelivery,
  frequency: "daily" | "weekly" | "monthly",
  start: WallTime,
): Generator<number> {
  if (frequency === "daily") return dailyDays(schedule, start);
  return frequency === "weekly" ? weeklyDays(schedule, start) : monthlyDays(schedule, start);
}

function* dailyDays(schedule: ScheduledDelivery, start: WallTime): Generator<number> {
  for (let day = dayNumber(start); ; day += schedule.interval ?? 1) yield day;
}

function* weeklyDays(schedule: ScheduledDelivery, start: WallTime): Generator<number> {
  const first = dayNumber(start);
  const wanted = schedule.weekdays?.map((name) => WEEKDAYS.indexOf(name)) ?? [weekdayOf(first)];
  const sorted = [...new Set(wanted)].toSorted((a, b) => a - b);
  for (let monday = first - weekdayOf(first); ; monday += 7 * (schedule.interval ?? 1)) {
    yield* sorted.map((weekday) => monday + weekday).filter((day) => day >= first);
  }
}

function* monthlyDays(schedule: ScheduledDelivery, start: WallTime): Generator<number> {
  const first = dayNumber(start);
  const wanted = schedule.day_of_month ?? start.day;
  for (let month = start.month; ; month += schedule.interval ?? 1) {
    const firstOfMonth = dayNumber({ year: start.year, month, day: 1 });
    const lastOfMonth = dayNumber({ year: start.year, month: month + 1, day: 1 }) - 1;
    const day = Math.min(firstOfMonth + wanted - 1, lastOfMonth);
    if (day >= first) yield day;
  }
}

interface Start {
  wall: WallTime;
  /** Set when the start is a moment rather than a time on a clock. */
  exact: Date | null;
}

function startOf(schedule: ScheduledDelivery, context: ScheduleContext, zone: string): Start {
  const time = schedule.time === undefined ? null : parseTimeOfDay(schedule.time);
  const parsed = schedule.start === "launch" ? null : parseWallDateTime(schedule.start);
  if (!parsed) {
    const wall = wallTime(context.launchedAt, zone);
    if (!time) return { wall, exact: context.launchedAt };
    const today = { ...wall, ...time };
    const passed = !schedule.in_local_time && utcOf(today) < utcOf(wall);
    return { wall: passed ? { ...today, ...dayOf(dayNumber(today) + 1) } : today, exact: null };
  }
  const moment = instantOfParsed(parsed, zone);
  if (schedule.in_local_time || parsed.offsetMinutes === null) {
    const { year, month, day, hour, minute, second } = parsed;
    return { wall: { year, month, day, hour, minute, second, ...time }, exact: null };
  }
  const wall = { ...wallTime(moment, zone), ...time };
  return { wall, exact: time ? null : moment };
}

/** Whether a run comes after the end of the schedule; one on people's own clocks is judged by what they show. */
function endOf(schedule: ScheduledDelivery, zone: string): (run: PlannedRun) => boolean {
  const parsed = schedule.until ? parseWallDateTime(schedule.until) : null;
  if (!parsed) return () => false;
  // A whole day counts to its end.
  const rest = parsed.dateOnly ? DAY_MS - 1 : 0;
  const end = instantOfParsed(parsed, zone).getTime() + rest;
  const wallEnd = utcOf(parsed) + rest;
  return (run) => (run.wall ? utcOf(run.wall) > wallEnd : run.at.getTime() > end);
}

function utcOf(wall: WallTime): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
}
