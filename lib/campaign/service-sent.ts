/** What results are read by: the version that is live, and its goals, which stay what they are. */
import { AppError } from "#lib/platform/errors.ts";
import type { CampaignRow } from "./campaign-row.ts";
import { fieldChanges } from "./diff.ts";
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

/** The goals that are counted; null while they can be edited. */
export async function fixedGoals(campaign: CampaignRow): Promise<CampaignDefinition["conversions"] | null> {
  const { workspaceId, type, liveVersion, firstSentAt } = campaign;
  if (!liveVersion || !goalsAreFixed({ type, live: true, sent: firstSentAt !== null })) return null;
  const live = await definitionOf(workspaceId, liveVersion.id);
  return live?.conversions ?? null;
}

/**
 * The draft with the goals that are counted. Refuses a draft in which somebody changed them: what was counted for one
 * goal would count for another.
 */
export async function withFixedGoals(
  before: CampaignRow,
  draft: CampaignDefinition,
): Promise<CampaignDefinition> {
  const fixed = await fixedGoals(before);
  if (!fixed || !differ(fixed, draft.conversions)) return draft;
  if (differ(before.draft.conversions, draft.conversions)) throw goalsFixed();
  return { ...draft, conversions: fixed };
}

function differ(one: CampaignDefinition["conversions"], other: CampaignDefinition["conversions"]): boolean {
  return fieldChanges(one, other).length > 0;
}

function goalsFixed(): AppError {
  const message = "The goals of a campaign stay as they were when it was launched: they are being counted.";
  const hint = "Leave conversions as they are, or duplicate the campaign to count other goals.";
  return new AppError("conflict", message, {
    errors: [{ code: "goals_fixed", field: "conversions", message, hint }],
  });
}
