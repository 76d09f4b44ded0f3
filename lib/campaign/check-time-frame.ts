/** Whether the hours in which messages may go leave any time outside quiet hours. */
import { problemText } from "#lib/i18n/problem-words.ts";
import type { QuietHours, TimeFrame } from "#lib/trigger/schema.ts";
import { parseTimeOfDay, secondOfDay } from "#lib/trigger/wall-clock.ts";
import type { Finding, LaunchFacts } from "./launch-checks.ts";
import type { CampaignDefinition } from "./schema.ts";
import { sendRulesOf } from "./send-rules.ts";

/** A frame on the clock of a fixed zone meets quiet hours elsewhere for everybody, so only one on people's own is judged. */
export function checkTimeFrame(
  definition: CampaignDefinition,
  facts: Pick<LaunchFacts, "quietHours">,
): Finding[] {
  const { timeFrame: frame, quietHours: quiet } = sendRulesOf(definition, facts);
  if (!frame || !quiet || frame.time_zone !== undefined || frame.in_local_time === false) return [];
  if (!isAllQuiet(frame, quiet)) return [];
  const text = problemText("time_frame_all_quiet", {
    from: frame.start,
    to: frame.end,
    quietFrom: quiet.start,
    quietTo: quiet.end,
  });
  return [
    {
      severity: "error",
      stage: "launch",
      code: "time_frame_all_quiet",
      field: "delivery.time_frame",
      ...text,
    },
  ];
}

const DAY_SECONDS = 86_400;
const second = (text: string): number => secondOfDay(parseTimeOfDay(text));
/** How long it is from one time of day to the next time that the clock shows another. */
const until = (from: number, to: number): number => (to - from + DAY_SECONDS) % DAY_SECONDS;

function isAllQuiet(frame: TimeFrame, quiet: QuietHours): boolean {
  const [from, quietFrom] = [second(frame.start), second(quiet.start)];
  const opensInQuiet = until(quietFrom, from);
  return opensInQuiet + until(from, second(frame.end)) <= until(quietFrom, second(quiet.end));
}
