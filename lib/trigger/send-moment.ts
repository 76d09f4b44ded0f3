/** Decides when a message that is due may go: inside the time frame, outside quiet hours, within the window. */
import { quietUntil } from "./quiet-hours.ts";
import type { ActionDelivery, QuietHours, TimeFrame } from "./schema.ts";
import { firstZone } from "./wall-clock.ts";

export interface SendRules {
  timeFrame?: TimeFrame | undefined;
  quietHours?: QuietHours | null | undefined;
  window?: ActionDelivery["window"];
}

export type SendMoment =
  | { kind: "send"; at: Date }
  | { kind: "drop"; reason: "outside_time_frame" | "no_longer_in_availability_window" }
  | { kind: "abort"; reason: "quiet_hours" };

interface Zones {
  person: string | null;
  workspace: string;
}

/** People without a zone live in that of the workspace. */
export function sendMoment(due: Date, rules: SendRules, zones: Zones): SendMoment {
  const once = allowed(due, rules, zones);
  // Again, because the end of quiet hours may lie outside the time frame.
  const moment = once.kind === "send" && once.at > due ? allowed(once.at, rules, zones) : once;
  if (moment.kind !== "send") return moment;
  const { start, end } = rules.window ?? {};
  const at = moment.at.getTime();
  const outside = (!!start && at < Date.parse(start)) || (!!end && at > Date.parse(end));
  return outside ? { kind: "drop", reason: "no_longer_in_availability_window" } : moment;
}

function allowed(due: Date, { timeFrame, quietHours }: SendRules, zones: Zones): SendMoment {
  const opens = timeFrame ? frameOpens(timeFrame, due, zones) : null;
  if (opens && timeFrame?.otherwise !== "next_available")
    return { kind: "drop", reason: "outside_time_frame" };
  const at = opens ?? due;
  const quietEnd = quietHours ? quietUntil(quietHours, at, firstZone(zones.person, zones.workspace)) : null;
  if (quietEnd && quietHours?.action === "abort") return { kind: "abort", reason: "quiet_hours" };
  return { kind: "send", at: quietEnd ?? at };
}

/** When the frame opens next; null inside it. What lies outside a frame is quiet from its end to its start. */
function frameOpens(frame: TimeFrame, at: Date, zones: Zones): Date | null {
  const person = frame.in_local_time === false ? null : zones.person;
  const zone = firstZone(frame.time_zone, person, zones.workspace);
  return quietUntil({ start: frame.end, end: frame.start }, at, zone);
}
