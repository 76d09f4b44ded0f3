/** Whether a run follows from the planned times of a campaign. */
import { type ProblemKey, problemText } from "#lib/i18n/problem-words.ts";
import { firstRun, LAUNCH_GRACE_MS } from "#lib/trigger/schedule.ts";
import type { ScheduledDelivery } from "#lib/trigger/schema.ts";
import { instantOfParsed, parseWallDateTime } from "#lib/trigger/wall-clock.ts";
import type { Finding, LaunchFacts } from "./launch-checks.ts";
import type { CampaignDefinition } from "./schema.ts";

const DAY_MS = 86_400_000;

/**
 * Findings about times that are over or never come, for schedules and for the window of action-based campaigns. A
 * schedule that is kept has begun: that its start is over is no problem.
 */
export function checkSchedule(
  definition: CampaignDefinition,
  facts: Pick<LaunchFacts, "now" | "timeZone" | "keepsSchedule">,
): Finding[] {
  const { delivery } = definition;
  if (delivery.type === "action") {
    const end = delivery.window?.end;
    if (!end || Date.parse(end) > facts.now.getTime()) return [];
    return [over("delivery.window.end", "in_the_past.window")];
  }
  if (delivery.type !== "scheduled") return [];
  const zone = delivery.time_zone ?? facts.timeZone;
  if (endsBeforeStart(delivery, zone)) {
    const text = problemText("until_before_start");
    return [
      { severity: "error", stage: "save", code: "until_before_start", field: "delivery.until", ...text },
    ];
  }
  if (facts.keepsSchedule) return [];
  const frequency = delivery.frequency ?? "once";
  if (frequency === "once" && delivery.start !== "launch" && isPast(delivery.start, zone, facts.now)) {
    return [over("delivery.start", "in_the_past")];
  }
  if (delivery.until && isPast(delivery.until, zone, facts.now)) {
    return [over("delivery.until", "in_the_past.until")];
  }
  return runs(delivery, facts) ? [] : [nothingWillRun(delivery, facts)];
}

function runs(delivery: ScheduledDelivery, facts: Pick<LaunchFacts, "now" | "timeZone">): boolean {
  return firstRun(delivery, { launchedAt: facts.now, timeZone: facts.timeZone }) !== null;
}

/** Names the field without which there would be a run. */
function nothingWillRun(delivery: ScheduledDelivery, facts: Pick<LaunchFacts, "now" | "timeZone">): Finding {
  const finding = { severity: "error", stage: "launch", code: "nothing_will_run" } as const;
  const { until: _until, ...endless } = delivery;
  if (runs(endless, facts)) {
    return { ...finding, field: "delivery.until", ...problemText("nothing_will_run.until") };
  }
  const { time, ...timeless } = endless;
  if (time !== undefined && runs(timeless, facts)) {
    return { ...finding, field: "delivery.time", ...problemText("nothing_will_run.time", { time }) };
  }
  return { ...finding, field: "delivery.start", ...problemText("nothing_will_run") };
}

function endsBeforeStart(delivery: ScheduledDelivery, zone: string): boolean {
  const start = delivery.start === "launch" ? null : parseWallDateTime(delivery.start);
  const until = delivery.until ? parseWallDateTime(delivery.until) : null;
  if (!start || !until) return false;
  const end = instantOfParsed(until, zone).getTime() + (until.dateOnly ? DAY_MS - 1 : 0);
  return end < instantOfParsed(start, zone).getTime();
}

function isPast(text: string, zone: string, now: Date): boolean {
  const parsed = parseWallDateTime(text);
  if (!parsed) return false;
  // A day without a time lasts until its end; a day more also covers every zone a person may live in.
  const slack = text.length <= 10 ? 2 * DAY_MS : LAUNCH_GRACE_MS;
  return instantOfParsed(parsed, zone).getTime() + slack < now.getTime();
}

function over(field: string, key: Extract<ProblemKey, `in_the_past${string}`>): Finding {
  return { severity: "error", stage: "launch", code: "in_the_past", field, ...problemText(key) };
}
