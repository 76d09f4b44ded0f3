/** Talking about a review: threads on the whole, a field or a line. */
import type { Context } from "#lib/platform/context.ts";
import { inPrismaTransaction, sqlOf } from "#lib/platform/db.ts";
import { invalid, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { placeOf } from "./anchors.ts";
import { linesOfField } from "./changes.ts";
import type { CommentInput, Thread } from "./comment-schema.ts";
import type { ReviewContent } from "./content.ts";
import { reviewActor } from "./rules.ts";
import { reviewOrThrow } from "./service-find.ts";
import { tellAbout } from "./service-notify.ts";
import { policyFacts } from "./service-policy.ts";
import { contentOf, subjectOrThrow } from "./service-subject.ts";
import { type ReviewRow, reviewContent } from "./store.ts";
import { type CommentRow, commentsOf, findComment, insertComment, setResolved } from "./store-comments.ts";

/** Threads of this review, and those of earlier ones that are not settled yet, each with where its line is now. */
export async function threadsOf(
  context: Context,
  review: ReviewRow,
  content: ReviewContent,
): Promise<Thread[]> {
  const comments = await commentsOf(context.workspaceId, review.subject.id);
  return comments
    .filter(({ parentId, createdAt }) => parentId === null && !isLater(createdAt, review))
    .filter(({ reviewId, resolvedAt }) => reviewId === review.id || resolvedAt === null)
    .map((first) => toThread(first, comments, content));
}

/** What was said in a later review is not part of one that is over. */
function isLater(at: Date, { decidedAt, status }: ReviewRow): boolean {
  return status !== "requested" && decidedAt !== null && at > decidedAt;
}

/** Starts a thread or answers in one. A line that is not there is refused with how many there are. */
export async function addComment(context: Context, reviewId: string, input: CommentInput): Promise<Thread> {
  const review = await reviewOrThrow(context, reviewId);
  const content = await proposedContent(context, review);
  const given = await policyFacts(context);
  const parent = input.reply_to ? await threadOrThrow(context, review, input.reply_to) : null;
  const anchor = parent ? { field: null, line: null, lineText: null } : anchorOf(input, content);
  const id = newId();
  await inPrismaTransaction(async (tx) => {
    await insertComment(tx, {
      id,
      workspaceId: context.workspaceId,
      subjectId: review.subject.id,
      reviewId,
      parentId: parent?.id ?? null,
      ...anchor,
      body: input.body,
      author: reviewActor(context.actor),
      createdAt: context.now,
    });
    // An answer opens a settled thread again.
    if (parent?.resolvedAt) await setResolved(sqlOf(tx), context.workspaceId, parent.id, null);
    const after = { body: input.body, field: parent?.field ?? anchor.field, line: anchor.line };
    const change = { action: "review.commented", subject: { type: "review", id: reviewId }, after };
    await recordAudit(context, change, sqlOf(tx));
    await tellAbout(sqlOf(tx), context, review, given, { type: "review.commented", text: input.body });
    await notifyLive(sqlOf(tx), context.workspaceId, ["reviews"]);
  });
  return oneThread(context, review, content, parent?.id ?? id);
}

/** Settles a thread, or opens it again. */
export async function resolveThread(
  context: Context,
  reviewId: string,
  threadId: string,
  resolved: boolean,
): Promise<Thread> {
  const review = await reviewOrThrow(context, reviewId);
  const thread = await threadOrThrow(context, review, threadId);
  const by = reviewActor(context.actor);
  await inPrismaTransaction(async (tx) => {
    await setResolved(sqlOf(tx), context.workspaceId, thread.id, resolved ? { by, at: context.now } : null);
    const action = resolved ? "review.thread_resolved" : "review.thread_reopened";
    const change = { action, subject: { type: "review", id: reviewId }, after: { thread_id: thread.id } };
    await recordAudit(context, change, sqlOf(tx));
    await notifyLive(sqlOf(tx), context.workspaceId, ["reviews"]);
  });
  return oneThread(context, review, await proposedContent(context, review), thread.id);
}

async function proposedContent(context: Context, review: ReviewRow): Promise<ReviewContent> {
  const { content } = await reviewContent(context.workspaceId, review.id);
  return content ?? contentOf(context, await subjectOrThrow(context, review.subject));
}

async function threadOrThrow(context: Context, review: ReviewRow, id: string): Promise<CommentRow> {
  const comment = isId(id) ? await findComment(context.workspaceId, id) : null;
  if (comment?.subjectId !== review.subject.id) throw notFound("comment");
  return comment.parentId === null ? comment : threadOrThrow(context, review, comment.parentId);
}

async function oneThread(
  context: Context,
  review: ReviewRow,
  content: ReviewContent,
  id: string,
): Promise<Thread> {
  const comments = await commentsOf(context.workspaceId, review.subject.id);
  const first = comments.find((comment) => comment.id === id);
  if (!first) throw notFound("comment");
  return toThread(first, comments, content);
}

function anchorOf(input: CommentInput, content: ReviewContent) {
  const { field, line } = input;
  if (field === undefined) {
    if (line === undefined) return { field: null, line: null, lineText: null };
    throw invalid([
      {
        code: "line_without_field",
        field: "field",
        message: "A line needs its field.",
        hint: 'Give "field" as well, for example "variations.0.webhook.body.value".',
      },
    ]);
  }
  const lines = linesOfField(content, field);
  if (lines === null) {
    throw invalid([
      {
        code: "unknown_field",
        field: "field",
        message: `The content has no field "${field}".`,
        hint: "Use a path as the changes of the review name them.",
      },
    ]);
  }
  if (line === undefined) return { field, line: null, lineText: null };
  const lineText = lines[line - 1];
  if (lineText === undefined) {
    throw invalid([
      {
        code: "line_vanished",
        field: "line",
        message: `Line ${line} is not there: "${field}" has ${lines.length}.`,
        hint: "Load the review again and choose a line that exists.",
      },
    ]);
  }
  return { field, line, lineText };
}

function toThread(first: CommentRow, comments: readonly CommentRow[], content: ReviewContent): Thread {
  return {
    thread_id: first.id,
    review_id: first.reviewId,
    field: first.field,
    line: first.line,
    line_text: first.lineText,
    place: placeOf(first, content),
    resolved_by: first.resolvedBy,
    resolved_at: first.resolvedAt?.toISOString() ?? null,
    comments: comments
      .filter(({ id, parentId }) => id === first.id || parentId === first.id)
      .map(({ id, body, author, createdAt }) => ({
        comment_id: id,
        body,
        author,
        created_at: createdAt.toISOString(),
      })),
  };
}
