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
  /** `heldBy` says what moved it, where it goes later than it was due. */
  | { kind: "send"; at: Date; heldBy?: "outside_time_frame" | "quiet_hours" }
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
  // What still moves never comes to rest: all of the frame is quiet.
  const moves =
    rules.timeFrame && moment.heldBy === "quiet_hours" && frameOpens(rules.timeFrame, moment.at, zones);
  if (moves) return { kind: "drop", reason: "outside_time_frame" };
  const { start, end } = rules.window ?? {};
  const at = moment.at.getTime();
  const outside = (!!start && at < Date.parse(start)) || (!!end && at > Date.parse(end));
  if (outside) return { kind: "drop", reason: "no_longer_in_availability_window" };
  // What held it first: the second look may find that all is well by now.
  return once.kind === "send" && once.heldBy ? { ...moment, heldBy: once.heldBy } : moment;
}

function allowed(due: Date, { timeFrame, quietHours }: SendRules, zones: Zones): SendMoment {
  const opens = timeFrame ? frameOpens(timeFrame, due, zones) : null;
  if (opens && timeFrame?.otherwise !== "next_available")
    return { kind: "drop", reason: "outside_time_frame" };
  const at = opens ?? due;
  const quietEnd = quietHours ? quietUntil(quietHours, at, firstZone(zones.person, zones.workspace)) : null;
  if (quietEnd && quietHours?.action === "abort") return { kind: "abort", reason: "quiet_hours" };
  if (quietEnd) return { kind: "send", at: quietEnd, heldBy: "quiet_hours" };
  return opens ? { kind: "send", at: opens, heldBy: "outside_time_frame" } : { kind: "send", at };
}

/** When the frame opens next; null inside it. What lies outside a frame is quiet from its end to its start. */
function frameOpens(frame: TimeFrame, at: Date, zones: Zones): Date | null {
  const person = frame.in_local_time === false ? null : zones.person;
  const zone = firstZone(frame.time_zone, person, zones.workspace);
  return quietUntil({ start: frame.end, end: frame.start }, at, zone);
}
