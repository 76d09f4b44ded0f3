/** Whether a run follows from the planned times of a campaign. */
import { problemText } from "#lib/i18n/problem-words.ts";
import type { ScheduledDelivery } from "#lib/trigger/schema.ts";
import { DAY_MS, instantOfParsed, parseWallDateTime } from "#lib/trigger/wall-clock.ts";
import { whyNoRun } from "#lib/trigger/why-no-run.ts";
import type { Finding, LaunchFacts } from "./launch-checks.ts";
import type { CampaignDefinition } from "./schema.ts";

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
    return [atLaunch({ code: "in_the_past", field: "window.end", ...problemText("in_the_past.window") })];
  }
  if (delivery.type !== "scheduled") return [];
  if (endsBeforeStart(delivery, delivery.time_zone ?? facts.timeZone)) {
    const text = problemText("until_before_start");
    return [
      { severity: "error", stage: "save", code: "until_before_start", field: "delivery.until", ...text },
    ];
  }
  if (facts.keepsSchedule) return [];
  const reason = whyNoRun(delivery, facts.now, facts.timeZone);
  return reason ? [atLaunch(reason)] : [];
}

function atLaunch(problem: Omit<Finding, "severity" | "stage">): Finding {
  return { severity: "error", stage: "launch", ...problem, field: `delivery.${problem.field}` };
}

function endsBeforeStart(delivery: ScheduledDelivery, zone: string): boolean {
  const start = delivery.start === "launch" ? null : parseWallDateTime(delivery.start);
  const until = delivery.until ? parseWallDateTime(delivery.until) : null;
  if (!start || !until) return false;
  const end = instantOfParsed(until, zone).getTime() + (until.dateOnly ? DAY_MS - 1 : 0);
  return end < instantOfParsed(start, zone).getTime();
}
