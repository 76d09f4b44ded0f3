/** Whether the planned times of a campaign still lie ahead. */
import { type ProblemKey, problemText } from "#lib/i18n/problem-words.ts";
import { instantOfParsed, parseWallDateTime } from "#lib/trigger/wall-clock.ts";
import type { Finding, LaunchFacts } from "./launch-checks.ts";
import type { CampaignDefinition } from "./schema.ts";

/** A minute of grace: "now" picked in a form is already past when the launch arrives. */
const GRACE_MS = 60_000;

/** Findings about times that are over, for schedules and for the window of action-based campaigns. */
export function checkSchedule(
  definition: CampaignDefinition,
  facts: Pick<LaunchFacts, "now" | "timeZone">,
): Finding[] {
  const { delivery } = definition;
  if (delivery.type === "action") {
    const end = delivery.window?.end;
    if (!end || Date.parse(end) > facts.now.getTime()) return [];
    return [over("delivery.window.end", "in_the_past.window")];
  }
  if (delivery.type !== "scheduled") return [];
  const zone = delivery.time_zone ?? facts.timeZone;
  const frequency = delivery.frequency ?? "once";
  if (frequency === "once" && delivery.start !== "launch" && isPast(delivery.start, zone, facts.now)) {
    return [over("delivery.start", "in_the_past")];
  }
  if (delivery.until && isPast(delivery.until, zone, facts.now)) {
    return [over("delivery.until", "in_the_past.until")];
  }
  return [];
}

function isPast(text: string, zone: string, now: Date): boolean {
  const parsed = parseWallDateTime(text);
  if (!parsed) return false;
  // A day without a time lasts until its end; a day more also covers every zone a person may live in.
  const slack = text.length <= 10 ? 2 * 86_400_000 : GRACE_MS;
  return instantOfParsed(parsed, zone).getTime() + slack < now.getTime();
}

function over(field: string, key: Extract<ProblemKey, `in_the_past${string}`>): Finding {
  return { severity: "error", stage: "launch", code: "in_the_past", field, ...problemText(key) };
}
