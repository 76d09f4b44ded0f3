/** Asking for a review, and looking at reviews. */

import { contentHash } from "#lib/campaign/hash.ts";
import type { PreviewAnswer } from "#lib/campaign/preview-schema.ts";
import type { CampaignDefinition } from "#lib/campaign/schema.ts";
import { campaignOrThrow, lockedOrThrow } from "#lib/campaign/service.ts";
import { planOf } from "#lib/campaign/service-plan.ts";
import { previewCampaign } from "#lib/campaign/service-preview.ts";
import type { Context } from "#lib/platform/context.ts";
import { decodeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { inPrismaTransaction, sqlOf } from "#lib/platform/db.ts";
import { conflict, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { listUsers } from "#lib/profile/service-users.ts";
import { listUsersQuerySchema } from "#lib/profile/user-schema.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { reviewActor } from "./rules.ts";
import type { ListReviewsQuery, RequestReview, ReviewDetail, ReviewPage, ReviewView } from "./schema.ts";
import { findReview, insertReview, listReviewRows, type ReviewRow } from "./store.ts";

const SAMPLES = 3;

/** Puts the draft of a campaign, as it is now, up for review. */
export async function requestReview(context: Context, input: RequestReview): Promise<ReviewView> {
  const { workspaceId, now } = context;
  const id = newId();
  await inPrismaTransaction(async (tx) => {
    const campaign = await lockedOrThrow(tx, context, input.campaign_id);
    if (campaign.status === "archived") {
      throw conflict("campaign_archived", "This campaign is archived.", "Duplicate it to go on working.");
    }
    const review = {
      id,
      workspaceId,
      campaignId: campaign.id,
      contentHash: contentHash(campaign.draft),
      note: input.note,
      requestedBy: reviewActor(context.actor),
      createdAt: now,
    };
    if (!(await insertReview(tx, review))) {
      throw conflict(
        "review_open",
        "This content is waiting for a review already.",
        "Wait for the decision, or withdraw that review first.",
      );
    }
    const after = { campaign_id: campaign.id, content_hash: review.contentHash, note: input.note };
    await recordAudit(
      context,
      { action: "review.requested", subject: { type: "review", id }, after },
      sqlOf(tx),
    );
    await notifyLive(sqlOf(tx), workspaceId, ["reviews"]);
  });
  return toView(await reviewOrThrow(context, id));
}

/** A page of reviews, newest first. */
export async function listReviews(context: Context, query: ListReviewsQuery): Promise<ReviewPage> {
  const rows = await listReviewRows(context.workspaceId, query, {
    limit: query.limit + 1,
    after: query.cursor ? positionOf(query.cursor) : null,
  });
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const more = rows.length > query.limit && last;
  return {
    reviews: shown.map(toView),
    next_cursor: more ? encodeCursor([last.createdAt.toISOString(), last.id]) : null,
  };
}

function positionOf(cursor: string): { createdAt: Date; id: string } {
  const [createdAt = "", id = ""] = decodeCursor(cursor, 2);
  return { createdAt: new Date(createdAt), id };
}

/** A review with what the campaign would send now, to people who exist where there are any. */
export async function getReview(context: Context, id: string): Promise<ReviewDetail> {
  const review = await reviewOrThrow(context, id);
  const campaign = await campaignOrThrow(context, review.campaignId);
  const current = contentHash(campaign.draft);
  return {
    ...toView(review),
    stale: current !== review.contentHash,
    current_content_hash: current,
    samples: (await samplesOf(context, campaign.id, campaign.draft)).map(toSample),
  };
}

/** Takes people and variations in turn, so that with both at hand as many of each are seen as fit. */
async function samplesOf(
  context: Context,
  campaignId: string,
  draft: CampaignDefinition,
): Promise<PreviewAnswer[]> {
  const written = draft.variations.filter((variation) => planOf(campaignId, draft, variation) !== null);
  if (written.length === 0) return [];
  const { users } = await listUsers(context, listUsersQuerySchema.parse({ limit: SAMPLES }));
  const count = Math.min(SAMPLES, Math.max(users.length, written.length));
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const user = users[index % users.length];
      return previewCampaign(context, campaignId, {
        variation_id: written[index % written.length]?.message_variation_id,
        external_user_id: user?.external_id,
      });
    }),
  );
}

function toSample(preview: PreviewAnswer): ReviewDetail["samples"][number] {
  return {
    external_user_id: preview.profile?.exists ? preview.profile.external_id : null,
    variation_id: preview.variation_id,
    request: preview.request,
    error: preview.error,
    warnings: preview.warnings,
  };
}

/** The review of this workspace, or 404. */
export async function reviewOrThrow(context: Context, id: string): Promise<ReviewRow> {
  const row = isId(id) ? await findReview(context.workspaceId, id) : null;
  if (!row) throw notFound("review");
  return row;
}

/** A review as the API answers it. */
export function toView(row: ReviewRow): ReviewView {
  return {
    review_id: row.id,
    campaign_id: row.campaignId,
    campaign_name: row.campaignName,
    content_hash: row.contentHash,
    status: row.status,
    note: row.note,
    requested_by: row.requestedBy,
    decided_by: row.decidedBy,
    decided_at: row.decidedAt?.toISOString() ?? null,
    decision_note: row.decisionNote,
    created_at: row.createdAt.toISOString(),
  };
}
