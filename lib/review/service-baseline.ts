/** What a review is compared with: the last approved content, else what is live. */
import { definitionOf } from "#lib/campaign/service-plan.ts";
import { versionOf } from "#lib/canvas/service-versions-cache.ts";
import type { Context } from "#lib/platform/context.ts";
import type { ReviewContent } from "./content.ts";
import type { Subject } from "./service-subject.ts";
import { lastApproved, type ReviewRow } from "./store.ts";

export interface Baseline {
  kind: "approved" | "live";
  content: ReviewContent;
  at: Date;
  by: string | null;
}

/** Null for something that was neither approved nor live when the review was asked for. */
export async function baselineOf(
  context: Context,
  subject: Subject,
  review: ReviewRow,
): Promise<Baseline | null> {
  const approved = await lastApproved(context.workspaceId, subject, review.createdAt);
  if (approved) return { kind: "approved", content: approved.content, at: approved.at, by: approved.by };
  const { liveVersion } = subject.row;
  if (!liveVersion || liveVersion.createdAt > review.createdAt) return null;
  const content = await liveContent(context.workspaceId, subject, liveVersion.id);
  return content && { kind: "live", content, at: liveVersion.createdAt, by: liveVersion.createdBy };
}

/** A version does not keep the content blocks and segments of its time, so that these are not compared. */
async function liveContent(
  workspaceId: string,
  subject: Subject,
  versionId: string,
): Promise<ReviewContent | null> {
  const bare = { content_blocks: {}, segments: {} };
  if (subject.type === "campaign") {
    const definition = await definitionOf(workspaceId, versionId);
    return definition && { type: "campaign", definition, ...bare };
  }
  const version = await versionOf(workspaceId, versionId);
  return version && { type: "canvas", definition: version.definition, ...bare };
}
