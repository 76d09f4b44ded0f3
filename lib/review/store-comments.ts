/** Comments of reviews. */
import { type Prisma, type PrismaTx, prisma, type SqlClient } from "#lib/platform/db.ts";
import { type ReviewActor, reviewActorSchema } from "./actor-schema.ts";

const MAX_READ = 1_000;
type Client = Pick<PrismaTx, "reviewComment">;

export interface CommentRow {
  id: string;
  reviewId: string;
  parentId: string | null;
  field: string | null;
  line: number | null;
  lineText: string | null;
  body: string;
  author: ReviewActor;
  createdAt: Date;
  resolvedBy: ReviewActor | null;
  resolvedAt: Date | null;
}

export async function insertComment(
  tx: Client,
  comment: Omit<CommentRow, "resolvedBy" | "resolvedAt"> & { workspaceId: string; subjectId: string },
): Promise<void> {
  await tx.reviewComment.create({ data: comment });
}

export async function findComment(
  workspaceId: string,
  id: string,
): Promise<(CommentRow & { subjectId: string }) | null> {
  const stored = await prisma().reviewComment.findFirst({ where: { workspaceId, id } });
  return stored && { ...toRow(stored), subjectId: stored.subjectId };
}

/** Oldest first, over all reviews of a subject. */
export async function commentsOf(workspaceId: string, subjectId: string): Promise<CommentRow[]> {
  const stored = await prisma().reviewComment.findMany({
    where: { workspaceId, subjectId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: MAX_READ,
  });
  return stored.map(toRow);
}

/** Marks a thread as settled, or opens it again. */
export async function setResolved(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  resolved: { by: ReviewActor; at: Date } | null,
): Promise<void> {
  await sql.query(
    "UPDATE review_comments SET resolved_by = $3::jsonb, resolved_at = $4::timestamptz WHERE workspace_id = $1 AND id = $2::uuid",
    [workspaceId, id, resolved ? JSON.stringify(resolved.by) : null, resolved?.at ?? null],
  );
}

function toRow(stored: Prisma.ReviewCommentGetPayload<Record<never, never>>): CommentRow {
  const { workspaceId: _workspaceId, subjectId: _subjectId, author, resolvedBy, ...row } = stored;
  return {
    ...row,
    author: reviewActorSchema.parse(author),
    resolvedBy: reviewActorSchema.nullable().parse(resolvedBy),
  };
}
