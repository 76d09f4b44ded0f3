/** Closing a review: approve, send back, withdraw. */
import { contentHash } from "#lib/campaign/hash.ts";
import { editorOf, lockedOrThrow } from "#lib/campaign/service.ts";
import { allows, type Context } from "#lib/platform/context.ts";
import { inPrismaTransaction, type PrismaTx, sqlOf } from "#lib/platform/db.ts";
import { AppError, conflict } from "#lib/platform/errors.ts";
import { notifyLive } from "#lib/platform/live.ts";
import type { Scope } from "#lib/workspace/permissions.ts";
import type { WorkspaceSettings } from "#lib/workspace/schema.ts";
import { workspaceSettings } from "#lib/workspace/service.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { type OwnWork, ownWork, reviewActor, sameActor } from "./rules.ts";
import type { ReviewStatus, ReviewView } from "./schema.ts";
import { reviewOrThrow, toView } from "./service.ts";
import { closeReview, type ReviewRow } from "./store.ts";

type ReviewPolicy = WorkspaceSettings["review"];

const DECIDE: Scope = "reviews.decide";

/** Approves exactly the content that was put up for review. Refused once the campaign has other content. */
export async function approveReview(context: Context, id: string, note: string): Promise<ReviewView> {
  return close(context, id, { status: "approved", note }, async (tx, review, policy) => {
    if ((await refuseOwnWork(tx, context, review, policy)) === review.contentHash) return;
    throw conflict(
      "stale",
      "The content of the campaign changed after this review was requested.",
      "Request a review of the content as it is now.",
    );
  });
}

/** Sends the content back with what has to change. */
export async function requestChanges(context: Context, id: string, note: string): Promise<ReviewView> {
  return close(context, id, { status: "changes_requested", note }, async (tx, review, policy) => {
    await refuseOwnWork(tx, context, review, policy);
  });
}

/** Takes a request back: by the one who asked, or by somebody who could decide it. */
export async function withdrawReview(context: Context, id: string): Promise<ReviewView> {
  return close(context, id, { status: "withdrawn", note: "" }, async (_tx, review) => {
    if (sameActor(reviewActor(context.actor), review.requestedBy) || allows(context.scopes, DECIDE)) return;
    throw forbidden(
      "not_requester",
      "Somebody else requested this review.",
      `Ask ${review.requestedBy.name} to withdraw it.`,
    );
  });
}

async function close(
  context: Context,
  id: string,
  decision: { status: ReviewStatus; note: string },
  check: (tx: PrismaTx, review: ReviewRow, policy: ReviewPolicy) => Promise<void>,
): Promise<ReviewView> {
  const review = await reviewOrThrow(context, id);
  if (review.status !== "requested") throw closedAlready(review.status);
  const { settings } = await workspaceSettings(context.workspaceId);
  await inPrismaTransaction(async (tx) => {
    await check(tx, review, settings.review);
    const closed = await closeReview(tx, context.workspaceId, id, {
      status: decision.status,
      decidedBy: reviewActor(context.actor),
      decidedAt: context.now,
      decisionNote: decision.note || null,
    });
    if (!closed) throw closedAlready("closed");
    await recordAudit(
      context,
      {
        action: `review.${decision.status}`,
        subject: { type: "review", id },
        before: { status: review.status },
        after: {
          status: decision.status,
          campaign_id: review.campaignId,
          content_hash: review.contentHash,
          note: decision.note,
        },
      },
      sqlOf(tx),
    );
    await notifyLive(sqlOf(tx), context.workspaceId, ["reviews"]);
  });
  return toView(await reviewOrThrow(context, id));
}

/** Holds the campaign, so that nobody edits it meanwhile; answers the hash of its content. */
async function refuseOwnWork(
  tx: PrismaTx,
  context: Context,
  review: ReviewRow,
  policy: ReviewPolicy,
): Promise<string> {
  const campaign = await lockedOrThrow(tx, context, review.campaignId);
  const editor = await editorOf(tx, campaign);
  const people = { requestedBy: review.requestedBy, lastEditor: editor && reviewActor(editor) };
  const own = ownWork(reviewActor(context.actor), people, policy);
  if (own) throw forbidden(own, OWN_WORK[own], "Ask somebody else who may decide reviews.");
  return contentHash(campaign.draft);
}

const OWN_WORK: Readonly<Record<OwnWork, string>> = {
  own_request: "You requested this review, so somebody else has to decide it.",
  own_edit: "You were the last to change this campaign, so somebody else has to decide the review.",
};

function forbidden(code: string, message: string, hint: string): AppError {
  return new AppError("forbidden", message, { errors: [{ code, message, hint }] });
}

function closedAlready(status: string): AppError {
  return conflict(
    "review_closed",
    `This review is ${status.replaceAll("_", " ")} already.`,
    "Request a new review to have it looked at again.",
  );
}
