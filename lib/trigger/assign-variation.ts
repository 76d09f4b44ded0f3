/** Decides which variation a person gets: the same one every time, as long as the shares stay. */
import { createHash } from "node:crypto";

const BUCKETS = 10_000;

/** Spreads people over ten thousand buckets per campaign; the variations take consecutive slices by percentage. */
export function assignVariation<Variation extends { percentage: number }>(
  variations: readonly Variation[],
  campaignId: string,
  profileId: string,
): Variation | null {
  const bucket = createHash("sha256").update(`${campaignId} ${profileId}`).digest().readUInt32BE(0) % BUCKETS;
  let edge = 0;
  for (const variation of variations) {
    edge += Math.round(variation.percentage * (BUCKETS / 100));
    if (bucket < edge) return variation;
  }
  return null;
}
