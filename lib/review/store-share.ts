/** Links by which a review is read without an account. */
import { type Prisma, type PrismaTx, prisma } from "#lib/platform/db.ts";
import { type ReviewActor, reviewActorSchema } from "./actor-schema.ts";

type Client = Pick<PrismaTx, "reviewShareLink">;
type Stored = Prisma.ReviewShareLinkGetPayload<Record<never, never>>;

export interface ShareLinkRow {
  id: string;
  workspaceId: string;
  reviewId: string;
  createdBy: ReviewActor;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  openedCount: number;
  lastOpenedAt: Date | null;
}

export async function insertLink(
  tx: Client,
  link: Pick<ShareLinkRow, "id" | "workspaceId" | "reviewId" | "createdBy" | "createdAt" | "expiresAt"> & {
    tokenHash: string;
  },
): Promise<void> {
  await tx.reviewShareLink.create({ data: link });
}

/** Newest first. */
export async function linksOf(workspaceId: string, reviewId: string): Promise<ShareLinkRow[]> {
  const stored = await prisma().reviewShareLink.findMany({
    where: { workspaceId, reviewId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 100,
  });
  return stored.map(toRow);
}

export async function findLink(tokenHash: string): Promise<ShareLinkRow | null> {
  const stored = await prisma().reviewShareLink.findUnique({ where: { tokenHash } });
  return stored && toRow(stored);
}

/** Ends a link; answers whether there was one that still worked. */
export async function revokeLink(
  tx: Client,
  workspaceId: string,
  link: { id: string; reviewId: string },
  at: Date,
): Promise<boolean> {
  const { count } = await tx.reviewShareLink.updateMany({
    where: { workspaceId, id: link.id, reviewId: link.reviewId, revokedAt: null },
    data: { revokedAt: at },
  });
  return count === 1;
}

export async function countOpening(tx: Client, id: string, at: Date): Promise<void> {
  await tx.reviewShareLink.update({
    where: { id },
    data: { openedCount: { increment: 1 }, lastOpenedAt: at },
  });
}

function toRow({ tokenHash: _tokenHash, createdBy, ...row }: Stored): ShareLinkRow {
  return { ...row, createdBy: reviewActorSchema.parse(createdBy) };
}
