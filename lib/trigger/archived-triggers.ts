/** Triggers that never fire again. Pure. */
import { type ProblemText, problemText } from "#lib/i18n/problem-words.ts";
import type { Trigger } from "./schema.ts";

/** Those that wait for a campaign to be received that is archived. Rules may ask who received it all the same. */
export function archivedTriggers(
  triggers: readonly Trigger[],
  archived: ReadonlySet<string>,
  names: ReadonlyMap<string, string>,
): { index: number; text: ProblemText }[] {
  return triggers.flatMap((trigger, index) => {
    if (trigger.type !== "campaign_received" || !archived.has(trigger.campaign_id)) return [];
    const name = names.get(trigger.campaign_id) ?? trigger.campaign_id;
    return [{ index, text: problemText("archived_campaign", { name }) }];
  });
}
