/** What people said about sections of reviews. */
import { type Prisma, type PrismaTx, prisma } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { reviewActorSchema } from "./actor-schema.ts";
import type { Decision } from "./approval.ts";

/** Decisions further back than this no longer count for a launch. */
const DECISIONS_READ = 500;

type Client = Pick<PrismaTx, "reviewDecision">;
type Stored = Prisma.ReviewDecisionGetPayload<Record<never, never>>;

export type DecisionRow = Decision & { id: string; note: string };

export async function insertDecision(
  tx: Client,
  decision: Decision & { workspaceId: string; subjectId: string; note: string },
): Promise<void> {
  const { sections, decidedBy, ...rest } = decision;
  await tx.reviewDecision.create({ data: { id: newId(), ...rest, sections: { ...sections }, decidedBy } });
}

/** Newest first, over all reviews of a subject. */
export async function decisionsOf(
  workspaceId: string,
  subjectId: string,
  tx: Client = prisma(),
): Promise<DecisionRow[]> {
  const stored = await tx.reviewDecision.findMany({
    where: { workspaceId, subjectId },
    orderBy: [{ decidedAt: "desc" }, { id: "desc" }],
    take: DECISIONS_READ,
  });
  return stored.map(toRow);
}

function toRow(stored: Stored): DecisionRow {
  return {
    id: stored.id,
    reviewId: stored.reviewId,
    verdict: stored.verdict === "approved" ? "approved" : "changes_requested",
    sections: stored.sections as DecisionRow["sections"],
    decidedBy: reviewActorSchema.parse(stored.decidedBy),
    decidedAt: stored.decidedAt,
    note: stored.note,
  };
}
