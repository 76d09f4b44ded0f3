/** Letting somebody without an account read one review: for a while, without anybody's data, logged, revocable. */
import { type Context, systemContext } from "#lib/platform/context.ts";
import { randomToken, sha256Hex } from "#lib/platform/crypto.ts";
import { inPrismaTransaction, sqlOf } from "#lib/platform/db.ts";
import { notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { reviewActor } from "./rules.ts";
import type { ReviewDetail } from "./schema.ts";
import { getReview } from "./service.ts";
import { reviewOrThrow } from "./service-find.ts";
import type { ShareLink } from "./share-schema.ts";
import { countOpening, findLink, insertLink, linksOf, revokeLink, type ShareLinkRow } from "./store-share.ts";

const HOUR_MS = 3_600_000;

/** Makes a link. Its address is answered once; only the hash of its token is kept. */
export async function createShareLink(
  context: Context,
  reviewId: string,
  hours: number,
): Promise<ShareLink & { path: string }> {
  const review = await reviewOrThrow(context, reviewId);
  const token = randomToken(32);
  const link = {
    id: newId(),
    workspaceId: context.workspaceId,
    reviewId: review.id,
    createdBy: reviewActor(context.actor),
    createdAt: context.now,
    expiresAt: new Date(context.now.getTime() + hours * HOUR_MS),
  };
  await inPrismaTransaction(async (tx) => {
    await insertLink(tx, { ...link, tokenHash: sha256Hex(token) });
    const after = { link_id: link.id, expires_at: link.expiresAt.toISOString() };
    const change = { action: "review.shared", subject: { type: "review", id: review.id }, after };
    await recordAudit(context, change, sqlOf(tx));
  });
  const row = { ...link, revokedAt: null, openedCount: 0, lastOpenedAt: null };
  return { ...toView(row), path: `/shared/${token}` };
}

export async function shareLinks(context: Context, reviewId: string): Promise<{ links: ShareLink[] }> {
  const review = await reviewOrThrow(context, reviewId);
  return { links: (await linksOf(context.workspaceId, review.id)).map(toView) };
}

/** Ends a link at once. */
export async function revokeShareLink(context: Context, reviewId: string, linkId: string): Promise<void> {
  const review = await reviewOrThrow(context, reviewId);
  if (!isId(linkId)) throw notFound("link");
  await inPrismaTransaction(async (tx) => {
    const link = { id: linkId, reviewId: review.id };
    if (!(await revokeLink(tx, context.workspaceId, link, context.now))) throw notFound("link");
    const change = { action: "review.share_revoked", subject: { type: "review", id: review.id } };
    await recordAudit(context, { ...change, after: { link_id: linkId } }, sqlOf(tx));
  });
}

export type Shared =
  | { ok: true; review: ReviewDetail; expiresAt: Date }
  /** unknown covers a token that never was; the others say what became of a real one. */
  | { ok: false; reason: "unknown" | "expired" | "revoked" };

/** The review behind a link, with personal data and secrets masked. Every opening is counted and logged. */
export async function openShared(token: string, address: string | null, now: Date): Promise<Shared> {
  const link = await findLink(sha256Hex(token));
  if (!link) return { ok: false, reason: "unknown" };
  if (link.revokedAt !== null) return { ok: false, reason: "revoked" };
  if (link.expiresAt <= now) return { ok: false, reason: "expired" };
  // May read this one review and nothing else: least of all the values of people.
  const context: Context = {
    ...systemContext(link.workspaceId, "shared link", now),
    scopes: ["reviews.read"],
  };
  const review = await getReview(context, link.reviewId);
  await inPrismaTransaction(async (tx) => {
    await countOpening(tx, link.id, now);
    const after = { link_id: link.id, address };
    const change = { action: "review.share_opened", subject: { type: "review", id: link.reviewId }, after };
    await recordAudit(context, change, sqlOf(tx));
  });
  return { ok: true, review: withoutPeople(review), expiresAt: link.expiresAt };
}

/** Who asked, wrote, decided and said what stays inside. */
function withoutPeople(review: ReviewDetail): ReviewDetail {
  const { approval, baseline } = review;
  return {
    ...review,
    note: "",
    requested_by: { kind: "system", id: "", name: "" },
    decided_by: null,
    decision_note: null,
    threads: [],
    asked: [],
    decisions: [],
    reviewers: [],
    approval: approval.map((section) => ({ ...section, approvers: [] })),
    baseline: baseline && { ...baseline, by: null },
  };
}

function toView(row: ShareLinkRow): ShareLink {
  return {
    link_id: row.id,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    revoked_at: row.revokedAt?.toISOString() ?? null,
    opened_count: row.openedCount,
    last_opened_at: row.lastOpenedAt?.toISOString() ?? null,
  };
}
