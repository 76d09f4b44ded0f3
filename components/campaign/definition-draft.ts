/** What the composer edits, and what of it the server is told. Pure. */
import { problemOf } from "#components/ui/problem-of-issue.ts";
import {
  type CampaignAnswer,
  type CampaignProblem,
  type PatchCampaignInput,
  patchCampaignSchema,
} from "#lib/campaign/schema.ts";

const FIELDS = [
  "name",
  "type",
  "variations",
  "delivery",
  "audience",
  "re_eligibility",
  "rate_limit",
  "retry",
  "quiet_hours",
  "frequency_cap",
  "user_cap",
  "conversions",
  "winner_selection",
  "outcome_rules",
  "trigger_contract",
] as const;

export type Draft = Pick<CampaignAnswer, (typeof FIELDS)[number]>;

export function draftOf(campaign: CampaignAnswer): Draft {
  return Object.fromEntries(FIELDS.map((field) => [field, campaign[field]])) as Draft;
}

/** The type never changes after creation, so a save leaves it out. */
export function patchOf({ type: _, ...patch }: Draft): PatchCampaignInput {
  return patch as PatchCampaignInput;
}

export type Savable = { draft: Draft; problems: CampaignProblem[] };

/**
 * The draft with what the server would refuse replaced by the last good value, and what is refused as problems:
 * a half-written rule must not stop the rest from being saved.
 */
export function savable(draft: Draft, lastGood: Draft): Savable {
  const problems: CampaignProblem[] = [];
  const kept = { ...draft } as Record<string, unknown>;
  for (const field of FIELDS) {
    if (field === "type" || draft[field] === lastGood[field]) continue;
    const parsed = patchCampaignSchema.shape[field].safeParse(draft[field]);
    if (parsed.success) continue;
    kept[field] = lastGood[field];
    for (const issue of parsed.error.issues.slice(0, 3)) {
      problems.push({
        severity: "error",
        ...problemOf(issue),
        field: [field, ...issue.path].join("."),
      });
    }
  }
  return { draft: kept as Draft, problems };
}

export type Variation = Draft["variations"][number];
export type Webhook = NonNullable<Variation["webhook"]>;

export const EMPTY_WEBHOOK: Webhook = { method: "POST", url: "", headers: {}, body: { type: "none" } };

export function withVariation(draft: Draft, index: number, change: Partial<Variation>): Draft {
  return {
    ...draft,
    variations: draft.variations.map((item, at) => (at === index ? { ...item, ...change } : item)),
  };
}

/** Shares that add up to 100: each variation gets the same, the first one what does not divide. */
export function evenShares(variations: readonly Variation[]): Variation[] {
  const controls = variations.filter((item) => item.control);
  const kept = controls.reduce((sum, item) => sum + item.percentage, 0);
  const sending = variations.length - controls.length;
  const each = sending === 0 ? 0 : Math.floor((100 - kept) / sending);
  let rest = sending === 0 ? 0 : 100 - kept - each * sending;
  return variations.map((item) => {
    if (item.control) return item;
    const percentage = Math.round((each + rest) * 100) / 100;
    rest = 0;
    return { ...item, percentage };
  });
}
