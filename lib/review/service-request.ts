/** Asking for a review, and what such a request would say. */
import type { Context } from "#lib/platform/context.ts";
import { inPrismaTransaction, type PrismaTx, sqlOf } from "#lib/platform/db.ts";
import { AppError, conflict, invalid } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import type { ReviewActor } from "./actor-schema.ts";
import type { Approval } from "./approval.ts";
import { contentHashOf, messagesOf, type SectionHashes, sectionHashesOf } from "./content.ts";
import { reviewActor, sameActor } from "./rules.ts";
import { type RequestReview, type ReviewDraft, type ReviewView, SECTIONS, type Section } from "./schema.ts";
import { approvalFacts } from "./service-approval.ts";
import { examine, type Problem } from "./service-facts.ts";
import { tellAbout } from "./service-notify.ts";
import { decidersAmong, type PolicyFacts, policyFacts } from "./service-policy.ts";
import {
  contentOf,
  holdSubject,
  lockedSubject,
  type Subject,
  type SubjectRef,
  subjectOrThrow,
  subjectRef,
} from "./service-subject.ts";
import { contentAuthors, findReview, insertReview, lastApproved } from "./store.ts";
import { toView } from "./view.ts";

/** Puts the draft, as it is now, up for review. Nobody edits its content until that is decided or withdrawn. */
export async function requestReview(context: Context, input: RequestReview): Promise<ReviewView> {
  const ref = subjectRef(input);
  const given = await policyFacts(context);
  const known = await subjectOrThrow(context, ref);
  refuseArchived(known);
  refuseOpen(known);
  refusePast(input.due_at, context.now);
  const content = await contentOf(context, known);
  const options = { pinned: input.pinned, timeZone: given.timeZone };
  const examined = await examine(context, known, content, options);
  refuseErrors(examined.problems);
  const { approval } = await approvalFacts(context, known, given, examined);
  const hashes = sectionHashesOf(content);
  const sections = pick(hashes, input.sections ?? openSections(approval));
  const id = newId();
  await inPrismaTransaction(async (tx) => {
    const subject = await lockedSubject(tx, context, ref);
    refuseOpen(subject);
    if (subject.row.revision !== known.row.revision) throw changedMeanwhile(subject);
    const authors = await authorsOf(tx, context, ref);
    refuseUnableReviewers(input.reviewers, authors, reviewActor(context.actor), given);
    const stored = await insertReview(tx, {
      id,
      workspaceId: context.workspaceId,
      subject: ref,
      contentHash: contentHashOf(hashes),
      content,
      sections,
      authors,
      reviewers: input.reviewers,
      dueAt: input.due_at ? new Date(input.due_at) : null,
      samples: examined.samples,
      facts: examined.facts,
      note: input.note,
      requestedBy: reviewActor(context.actor),
      createdAt: context.now,
    });
    if (!stored) throw openAlready(subject);
    await holdSubject(tx, subject, id);
    const after = {
      subject: ref,
      name: subject.row.draft.name,
      content_hash: contentHashOf(hashes),
      sections: Object.keys(sections),
      reviewers: input.reviewers,
      note: input.note,
    };
    const change = { action: "review.requested", subject: { type: "review", id }, after };
    await recordAudit(context, change, sqlOf(tx));
    const about = {
      id,
      subject: ref,
      subjectName: subject.row.draft.name,
      requestedBy: reviewActor(context.actor),
      authors,
      reviewers: input.reviewers,
    };
    await tellAbout(sqlOf(tx), context, about, given, { type: "review.requested", text: input.note });
    await notifyLive(sqlOf(tx), context.workspaceId, ["reviews", topicOf(ref)]);
  });
  const row = await findReview(context.workspaceId, id);
  if (!row) throw new Error("A review that was just stored is gone.");
  return toView(row);
}

export function topicOf({ type }: SubjectRef): "campaigns" | "canvases" {
  return type === "campaign" ? "campaigns" : "canvases";
}

/** What a request would show: checks, samples, sections, and who can be asked. */
export async function draftReview(
  context: Context,
  input: { campaign_id?: string | undefined; canvas_id?: string | undefined; pinned: readonly string[] },
): Promise<ReviewDraft> {
  const ref = subjectRef(input);
  const given = await policyFacts(context);
  const subject = await subjectOrThrow(context, ref);
  const content = await contentOf(context, subject);
  const options = { pinned: input.pinned, timeZone: given.timeZone };
  const examined = await examine(context, subject, content, options);
  const { approval, requirement } = await approvalFacts(context, subject, given, examined);
  const authors = await inPrismaTransaction((tx) => authorsOf(tx, context, ref));
  const self = reviewActor(context.actor);
  const able = decidersAmong(given.members).filter(
    (member) => given.policy.self_approval || !isAuthor(member.user_id, [...authors, self]),
  );
  const names = new Map(messagesOf(content).map(({ id, name }) => [id, name]));
  return {
    facts: examined.facts,
    sections: approval.sections,
    requirement,
    problems: examined.problems,
    samples: examined.samples.map(({ messageId, externalId, reasons }) => ({
      message_id: messageId,
      message_name: names.get(messageId) ?? "",
      external_user_id: externalId || null,
      reasons,
    })),
    candidates: able.map(({ user_id, name, role }) => ({ user_id, name, role })),
  };
}

/** Who wrote the content since it was last approved. */
async function authorsOf(tx: PrismaTx, context: Context, ref: SubjectRef): Promise<ReviewActor[]> {
  const approved = await lastApproved(context.workspaceId, ref);
  return contentAuthors(sqlOf(tx), context.workspaceId, ref, approved?.at ?? null);
}

/** What is approved as it is keeps its approval and need not be looked at again. */
function openSections({ sections }: Approval): Section[] {
  const open = sections.filter(({ state }) => state !== "approved").map(({ section }) => section);
  return open.length > 0 ? open : [...SECTIONS];
}

function pick(hashes: SectionHashes, sections: readonly Section[]): Partial<SectionHashes> {
  return Object.fromEntries(sections.map((section) => [section, hashes[section]]));
}

function isAuthor(userId: string, authors: readonly ReviewActor[]): boolean {
  return authors.some((author) => author.kind === "user" && author.id === userId);
}

function refuseUnableReviewers(
  reviewers: readonly string[],
  authors: readonly ReviewActor[],
  requester: ReviewActor,
  { members, policy }: PolicyFacts,
): void {
  const able = decidersAmong(members);
  const problems = reviewers.flatMap((id, index) => {
    const member = members.find((item) => item.user_id === id);
    const field = `reviewers.${index}`;
    if (!member)
      return [problem("unknown_reviewer", field, "There is no such member.", "Choose one of the members.")];
    if (!able.includes(member)) {
      const message = `${member.name} may not decide reviews as ${member.role}.`;
      return [problem("reviewer_may_not_decide", field, message, "Choose an owner, admin or reviewer.")];
    }
    const involved =
      authors.some((author) => sameActor(author, asUser(id))) || sameActor(requester, asUser(id));
    if (!involved || policy.self_approval) return [];
    const message = `${member.name} wrote this or asks for the review, so somebody else has to decide.`;
    return [problem("reviewer_is_author", field, message, "Choose somebody who did not work on it.")];
  });
  if (problems.length > 0) throw invalid(problems);
}

const asUser = (id: string): ReviewActor => ({ kind: "user", id, name: "" });

function problem(code: string, field: string, message: string, hint: string) {
  return { code, field, message, hint };
}

function refuseArchived({ type, row }: Subject): void {
  if (row.status !== "archived") return;
  throw conflict(`${type}_archived`, `This ${type} is archived.`, "Duplicate it to go on working.");
}

function refuseOpen(subject: Subject): void {
  if (subject.row.reviewId !== null) throw openAlready(subject);
}

function openAlready({ type, row }: Subject): AppError {
  const message = `This ${type} is waiting for a review already.`;
  return new AppError("conflict", message, {
    errors: [{ code: "review_open", message, hint: "Wait for the decision, or withdraw that review first." }],
    details: { review_id: row.reviewId },
  });
}

function changedMeanwhile({ type }: Subject): AppError {
  return conflict(
    "changed_meanwhile",
    `The ${type} was saved while the review was being requested.`,
    "Look at it again, then request the review.",
  );
}

function refusePast(dueAt: string | null | undefined, now: Date): void {
  if (!dueAt || new Date(dueAt) > now) return;
  throw invalid([
    problem("in_the_past", "due_at", "The due date has passed.", "Choose a later date, or none."),
  ]);
}

/** Nobody's time is spent on what cannot be launched. */
function refuseErrors(problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  throw invalid(
    errors.map(({ field, message }) =>
      problem("not_ready_for_review", field, message, "Correct this first, then request the review."),
    ),
  );
}
