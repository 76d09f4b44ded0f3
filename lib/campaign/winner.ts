/** The winning variation of a campaign that is sent once: who waits for it, and which one it is. Pure. */
import { createHash } from "node:crypto";
import { winnerOf } from "./intervals.ts";
import type { CampaignDefinition } from "./schema.ts";
import { type VariationCounts, variationStats } from "./variation-stats.ts";
import { isSmall } from "./verdict.ts";

const BUCKETS = 10_000;

/** Whether a person waits for the winner. Says nothing about the variation the same person would get in the test. */
export function isHeldForWinner(campaignId: string, profileId: string, heldPercentage: number): boolean {
  const digest = createHash("sha256").update(`${campaignId} ${profileId} winner`).digest();
  return digest.readUInt32BE(0) % BUCKETS < Math.round(heldPercentage * (BUCKETS / 100));
}

export interface TestedVariation {
  message_variation_id: string;
  name: string;
  people: number;
  conversions: number;
}

export interface WinnerDecision {
  /** What those who waited get; null: nothing. */
  variationId: string | null;
  reason: "significant" | "too_few" | "no_difference";
  /** What the decision was made from. */
  tested: TestedVariation[];
}

/** Decides by the primary conversion. Without a winner beyond doubt, the setting says whether the best so far will do. */
export function decideWinnerOf(
  definition: CampaignDefinition,
  counts: Pick<VariationCounts, "people" | "conversions">,
): WinnerDecision {
  const { variations } = variationStats(definition, { deliveries: [], ...counts });
  const tested = variations
    .filter((variation) => !variation.control)
    .map(({ message_variation_id, name, people, conversions: [primary] }) => ({
      message_variation_id,
      name,
      people,
      conversions: primary?.count ?? 0,
    }));
  const shares = tested.map(({ people, conversions }) => ({ successes: conversions, total: people }));
  const small = isSmall(shares);
  const won = small ? null : tested[winnerOf(shares) ?? -1];
  if (won) return { variationId: won.message_variation_id, reason: "significant", tested };
  const sends = definition.winner_selection?.without_winner === "send_best";
  return {
    variationId: sends ? (bestOf(tested)?.message_variation_id ?? null) : null,
    reason: small ? "too_few" : "no_difference",
    tested,
  };
}

/** The highest rate; of equal ones the first. */
function bestOf(tested: readonly TestedVariation[]): TestedVariation | undefined {
  const rate = ({ people, conversions }: TestedVariation): number => (people > 0 ? conversions / people : 0);
  return tested.toSorted((a, b) => rate(b) - rate(a))[0];
}
