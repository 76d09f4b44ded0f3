/** What results are read by: the version that is live, and its goals, which stay what they are. */
import { problemText } from "#lib/i18n/problem-words.ts";
import { invalid } from "#lib/platform/errors.ts";
import { changedGoals } from "#lib/trigger/changed-goals.ts";
import type { CampaignRow } from "./campaign-row.ts";
import { goalsAreFixed } from "./goals-fixed.ts";
import type { CampaignDefinition } from "./schema.ts";
import { definitionOf } from "./service-plan.ts";

/**
 * The definition that what was sent is counted by, so that editing changes no numbers: the live version's; the draft's
 * before the first launch. Variations have the names they have now.
 */
export async function sentDefinition({
  workspaceId,
  draft,
  liveVersion,
}: CampaignRow): Promise<CampaignDefinition> {
  const live = liveVersion ? await definitionOf(workspaceId, liveVersion.id) : null;
  if (!live) return draft;
  const names = new Map(draft.variations.map((one) => [one.message_variation_id, one.name]));
  const variations = live.variations.map((one) => ({
    ...one,
    name: names.get(one.message_variation_id) ?? one.name,
  }));
  return { ...live, variations };
}

/** The goals that are counted, and stay what they are; null while they can be edited. */
export async function fixedGoals(campaign: CampaignRow): Promise<CampaignDefinition["conversions"] | null> {
  const { workspaceId, type, liveVersion, firstSentAt } = campaign;
  if (!liveVersion || !goalsAreFixed({ type, live: true, sent: firstSentAt !== null })) return null;
  const live = await definitionOf(workspaceId, liveVersion.id);
  return live?.conversions ?? null;
}

/** Refuses a draft that goes live at once and changes goals that are counted: what was counted for one would count for another. */
export async function refuseChangedGoals(before: CampaignRow, draft: CampaignDefinition): Promise<void> {
  const changed = changedGoals((await fixedGoals(before)) ?? [], draft.conversions);
  if (changed.length === 0) return;
  throw invalid(
    changed.map((index) => ({
      code: "goal_changed",
      field: `conversions.${index}`,
      ...problemText("goal_changed", { number: index + 1 }),
    })),
  );
}
