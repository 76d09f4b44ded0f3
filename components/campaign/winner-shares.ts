/** What of the whole audience each variation gets when a part of it waits for the winner. Pure. */
import type { Variation, WinnerSelection } from "#lib/campaign/schema.ts";

export function winnerShares<One extends Pick<Variation, "percentage">>(
  variations: readonly One[],
  selection: WinnerSelection | null,
): { tested: One[]; held: number } {
  const held = selection?.held_percentage ?? 0;
  const tested = variations.map((variation) => ({
    ...variation,
    percentage: Math.round(variation.percentage * (100 - held)) / 100,
  }));
  return { tested, held };
}
