/** Whether a campaign that wants its winner chosen is one that can have a winner. */
import { type ProblemKey, problemText } from "#lib/i18n/problem-words.ts";
import type { Finding } from "./launch-checks.ts";
import type { CampaignDefinition } from "./schema.ts";

/** A winner needs a send that happens once, something to compare, and something to compare it by. */
export function checkWinner(definition: CampaignDefinition): Finding[] {
  if (!definition.winner_selection) return [];
  const { delivery, re_eligibility: again, variations, conversions } = definition;
  const once = delivery.type === "scheduled" && (delivery.frequency ?? "once") === "once";
  const sending = variations.filter((variation) => !variation.control).length;
  return [
    ...(once ? [] : [problem("winner_needs_one_send", "delivery")]),
    ...(once && delivery.in_local_time
      ? [problem("winner_needs_one_send.local", "delivery.in_local_time")]
      : []),
    ...(again.allowed ? [problem("winner_needs_one_send.again", "re_eligibility")] : []),
    ...(sending < 2 ? [problem("winner_needs_variations", "variations")] : []),
    ...(conversions.length === 0 ? [problem("winner_needs_goal", "conversions")] : []),
  ];
}

function problem(key: Extract<ProblemKey, `winner_needs_${string}`>, field: string): Finding {
  const [code = key] = key.split(".");
  return { severity: "error", stage: "launch", code, field, ...problemText(key) };
}
