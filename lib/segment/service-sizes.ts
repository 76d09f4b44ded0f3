/** Counts segments in the background, so that their list can show sizes and where they are heading. */
import { systemContext } from "#lib/platform/context.ts";
import { log } from "#lib/platform/log.ts";
import { countAudience, getSegment } from "./service.ts";
import { forgetSizes, saveSize, uncountedSegments } from "./store-sizes.ts";

const FRESH_MS = 3_600_000;
const KEPT_MS = 90 * 86_400_000;
/** In one round: a slow one must not keep the others waiting for long. */
const PER_ROUND = 20;

/** Counts some of the segments whose count is older than an hour or than their rules. */
export async function countSegments(now: Date): Promise<void> {
  for (const segment of await uncountedSegments(new Date(now.getTime() - FRESH_MS), PER_ROUND)) {
    await saveSize(segment, await sizeOf(segment, now), now);
  }
}

/** Forgets sizes nobody can see any more. */
export async function forgetSegmentSizes(now: Date): Promise<void> {
  await forgetSizes(new Date(now.getTime() - KEPT_MS));
}

async function sizeOf(segment: { id: string; workspaceId: string }, now: Date): Promise<number | null> {
  try {
    const context = systemContext(segment.workspaceId, "segments.count", now);
    const { filter } = await getSegment(context, segment.id);
    return (await countAudience(context, { filter })).count;
  } catch (error) {
    log().warn({ err: error, segmentId: segment.id }, "a segment could not be counted");
    return null;
  }
}
