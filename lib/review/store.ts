/** Review rows. */
import { type Prisma, type PrismaTx, prisma } from "#lib/platform/db.ts";
import type { Decision } from "./rules.ts";
import { type ListReviewsQuery, type ReviewActor, type ReviewStatus, reviewActorSchema } from "./schema.ts";

type Client = Pick<PrismaTx, "review">;

/** Decisions further back than this no longer count for a launch. */
const DECISIONS_READ = 200;
const WITH_CAMPAIGN = { campaign: { select: { name: true } } } as const;
type Stored = Prisma.ReviewGetPayload<{ include: typeof WITH_CAMPAIGN }>;

export interface ReviewRow {
  id: string;
  campaignId: string;
  campaignName: string;
  contentHash: string;
  status: ReviewStatus;
  note: string;
  requestedBy: ReviewActor;
  decidedBy: ReviewActor | null;
  decidedAt: Date | null;
  decisionNote: string | null;
  createdAt: Date;
}

/** Stores an open review; answers false when this content has one already. */
export async function insertReview(
  tx: Client,
  review: Pick<ReviewRow, "id" | "campaignId" | "contentHash" | "note" | "requestedBy" | "createdAt"> & {
    workspaceId: string;
  },
): Promise<boolean> {
  const { count } = await tx.review.createMany({ data: [review], skipDuplicates: true });
  return count === 1;
}

export async function findReview(
  workspaceId: string,
  id: string,
  tx: Client = prisma(),
): Promise<ReviewRow | null> {
  const stored = await tx.review.findFirst({ where: { workspaceId, id }, include: WITH_CAMPAIGN });
  return stored && toRow(stored);
}

/** Newest first, from after the cursor. */
export async function listReviewRows(
  workspaceId: string,
  filter: Pick<ListReviewsQuery, "status" | "campaign_id">,
  page: { limit: number; after: { createdAt: Date; id: string } | null },
): Promise<ReviewRow[]> {
  const { after } = page;
  const stored = await prisma().review.findMany({
    where: {
      workspaceId,
      ...(filter.status ? { status: filter.status } : {}),
      ...(filter.campaign_id ? { campaignId: filter.campaign_id } : {}),
      ...(after
        ? {
            OR: [
              { createdAt: { lt: after.createdAt } },
              { createdAt: after.createdAt, id: { lt: after.id } },
            ],
          }
        : {}),
    },
    include: WITH_CAMPAIGN,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: page.limit,
  });
  return stored.map(toRow);
}

/** Closes a review that is open; answers whether it still was. */
export async function closeReview(
  tx: Client,
  workspaceId: string,
  id: string,
  decision: { status: ReviewStatus; decidedBy: ReviewActor; decidedAt: Date; decisionNote: string | null },
): Promise<boolean> {
  const { count } = await tx.review.updateMany({
    where: { workspaceId, id, status: "requested" },
    data: decision,
  });
  return count === 1;
}

/** What was approved or sent back, newest first. */
export async function decisionsOf(workspaceId: string, campaignId: string): Promise<Decision[]> {
  const stored = await prisma().review.findMany({
    where: { workspaceId, campaignId, status: { in: ["approved", "changes_requested"] } },
    select: { contentHash: true, status: true, decidedBy: true },
    orderBy: [{ decidedAt: "desc" }, { id: "desc" }],
    take: DECISIONS_READ,
  });
  return stored.map(({ contentHash, status, decidedBy }) => ({
    contentHash,
    status: status as ReviewStatus,
    decidedBy: reviewActorSchema.nullable().parse(decidedBy),
  }));
}

function toRow({ campaign, workspaceId: _workspaceId, ...stored }: Stored): ReviewRow {
  return {
    ...stored,
    campaignName: campaign.name,
    status: stored.status as ReviewStatus,
    requestedBy: reviewActorSchema.parse(stored.requestedBy),
    decidedBy: reviewActorSchema.nullable().parse(stored.decidedBy),
  };
}
