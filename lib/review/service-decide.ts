/** Deciding a review: approve section by section, send back, withdraw. */
import { allows, type Context } from "#lib/platform/context.ts";
import { inPrismaTransaction, type PrismaTx, sqlOf } from "#lib/platform/db.ts";
import { AppError, conflict } from "#lib/platform/errors.ts";
import { notifyLive } from "#lib/platform/live.ts";
import type { Scope } from "#lib/workspace/permissions.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { approvalOf, type Decision } from "./approval.ts";
import { changesBetween } from "./changes.ts";
import { sectionHashesOf } from "./content.ts";
import { requirementOf } from "./requirements.ts";
import { type Refusal, refusalOf, reviewActor, sameActor } from "./rules.ts";
import {
  type ApproveReview,
  type RequestChanges,
  type ReviewStatus,
  type ReviewView,
  SECTIONS,
  type Section,
} from "./schema.ts";
import { reviewOrThrow } from "./service-find.ts";
import { tellAbout } from "./service-notify.ts";
import { type PolicyFacts, policyFacts } from "./service-policy.ts";
import { topicOf } from "./service-request.ts";
import { contentOf, holdSubject, lockedSubject, type Subject } from "./service-subject.ts";
import { closeReview, type ReviewRow, reviewContent } from "./store.ts";
import { decisionsOf, insertDecision } from "./store-decisions.ts";
import { toView } from "./view.ts";

const DECIDE: Scope = "reviews.decide";

interface Deciding {
  tx: PrismaTx;
  context: Context;
  review: ReviewRow;
  subject: Subject;
  given: PolicyFacts;
}

/**
 * Approves exactly the content that was put up, all of it or some sections. The review closes once every section has
 * the approvals it needs. Refused with what moved when the content is another one by now.
 */
export async function approveReview(context: Context, id: string, input: ApproveReview): Promise<ReviewView> {
  return decide(context, id, async (deciding) => {
    const { tx, review } = deciding;
    refuseDecider(deciding);
    const sections = sectionsOf(review, input.sections);
    await refuseStale(deciding, sections);
    const before = await decisionsOf(context.workspaceId, review.subject.id, tx);
    refuseTwice(deciding, before, sections);
    const decision = newDecision(deciding, "approved", sections, input.note);
    await insertDecision(tx, decision);
    await record(deciding, "approved", { sections: Object.keys(sections), note: input.note });
    if (isComplete(deciding, [decision, ...before])) await close(deciding, "approved", input.note);
  });
}

/** Sends the content back with what has to change, so that it can be edited again. */
export async function requestChanges(
  context: Context,
  id: string,
  input: RequestChanges,
): Promise<ReviewView> {
  return decide(context, id, async (deciding) => {
    refuseDecider(deciding);
    const sections = sectionsOf(deciding.review, input.sections);
    await insertDecision(deciding.tx, newDecision(deciding, "changes_requested", sections, input.note));
    await record(deciding, "changes_requested", { sections: Object.keys(sections), note: input.note });
    await close(deciding, "changes_requested", input.note);
  });
}

/** Takes a request back: by the one who asked, or by somebody who could decide it. */
export async function withdrawReview(context: Context, id: string): Promise<ReviewView> {
  return decide(context, id, async (deciding) => {
    const { review } = deciding;
    if (!sameActor(reviewActor(context.actor), review.requestedBy) && !allows(context.scopes, DECIDE)) {
      throw forbidden(
        "not_requester",
        "Somebody else requested this review.",
        `Ask ${review.requestedBy.name} to withdraw it.`,
      );
    }
    await record(deciding, "withdrawn", {});
    await close(deciding, "withdrawn", "");
  });
}

/** Holds the subject, so that decisions come one after the other and nobody edits meanwhile. */
async function decide(
  context: Context,
  id: string,
  work: (deciding: Deciding) => Promise<void>,
): Promise<ReviewView> {
  const { subject: ref } = await reviewOrThrow(context, id);
  const given = await policyFacts(context);
  await inPrismaTransaction(async (tx) => {
    const subject = await lockedSubject(tx, context, ref);
    const review = await reviewOrThrow(context, id, tx);
    if (review.status !== "requested") throw closedAlready(review);
    await work({ tx, context, review, subject, given });
    await notifyLive(sqlOf(tx), context.workspaceId, ["reviews", topicOf(ref)]);
  });
  return toView(await reviewOrThrow(context, id));
}

async function close(deciding: Deciding, status: ReviewStatus, note: string): Promise<void> {
  const { tx, context, review, subject, given } = deciding;
  const decision = {
    status,
    decidedBy: reviewActor(context.actor),
    decidedAt: context.now,
    decisionNote: note || null,
  };
  if (!(await closeReview(tx, context.workspaceId, review.id, decision))) throw closedAlready(review);
  if (status !== "requested")
    await tellAbout(sqlOf(tx), context, review, given, { type: `review.${status}`, text: note });
  await holdSubject(tx, subject, null);
}

function newDecision(
  { context, review }: Deciding,
  verdict: Decision["verdict"],
  sections: Decision["sections"],
  note: string,
) {
  return {
    workspaceId: context.workspaceId,
    subjectId: review.subject.id,
    reviewId: review.id,
    verdict,
    sections,
    decidedBy: reviewActor(context.actor),
    decidedAt: context.now,
    note,
  };
}

async function record(
  { tx, context, review }: Deciding,
  status: ReviewStatus,
  detail: Record<string, unknown>,
): Promise<void> {
  const after = { status, of: review.subject, content_hash: review.contentHash, ...detail };
  const subject = { type: "review", id: review.id };
  const change = { action: `review.${status}`, subject, before: { status: review.status }, after };
  await recordAudit(context, change, sqlOf(tx));
}

/** Whether every section that was asked about has the words it needs. */
function isComplete({ review, given }: Deciding, decisions: readonly Decision[]): boolean {
  const { facts } = review;
  const requirement = requirementOf(
    given.policy,
    { tags: facts.tags, hosts: facts.hosts, dynamicHost: facts.dynamic_host, people: facts.people },
    given.memberIds,
  );
  const hashes = Object.fromEntries(SECTIONS.map((section) => [section, review.sections[section] ?? ""]));
  const { sections } = approvalOf(decisions, hashes as Record<Section, string>, requirement);
  return sections.every(
    ({ section, state }) => review.sections[section] === undefined || state === "approved",
  );
}

function sectionsOf(review: ReviewRow, wanted: readonly Section[] | undefined): ReviewRow["sections"] {
  const outside = wanted?.find((section) => review.sections[section] === undefined);
  if (outside) {
    const message = `This review does not ask about "${outside}".`;
    throw new AppError("invalid", message, {
      errors: [
        { code: "section_not_asked", field: "sections", message, hint: "Name sections of the review only." },
      ],
    });
  }
  if (!wanted) return review.sections;
  return Object.fromEntries(wanted.map((section) => [section, review.sections[section]]));
}

/** The content cannot be edited during a review, but content blocks and segments it uses can. */
async function refuseStale(
  { context, review, subject }: Deciding,
  sections: ReviewRow["sections"],
): Promise<void> {
  const current = await contentOf(context, subject);
  const hashes = sectionHashesOf(current);
  const moved = SECTIONS.filter(
    (section) => sections[section] !== undefined && sections[section] !== hashes[section],
  );
  if (moved.length === 0) return;
  const { content } = await reviewContent(context.workspaceId, review.id);
  const message = "The content changed after this review was requested.";
  throw new AppError("conflict", message, {
    errors: [
      { code: "stale", message, hint: "Withdraw this review and request one of the content as it is now." },
    ],
    details: { sections: moved, changes: content ? changesBetween(content, current) : [] },
  });
}

function refuseTwice(
  { context, review }: Deciding,
  before: readonly Decision[],
  sections: ReviewRow["sections"],
): void {
  const actor = reviewActor(context.actor);
  const said = before.filter(
    (decision) => decision.reviewId === review.id && sameActor(decision.decidedBy, actor),
  );
  const fresh = SECTIONS.some(
    (section) =>
      sections[section] !== undefined && said.every((decision) => decision.sections[section] === undefined),
  );
  if (fresh) return;
  throw conflict(
    "approved_by_you",
    "You approved this already.",
    "Somebody else has to add the approvals that are still needed.",
  );
}

function refuseDecider({ context, review, given }: Deciding): void {
  const refusal = refusalOf(reviewActor(context.actor), review, given.policy, given.memberIds);
  if (refusal === null) return;
  throw forbidden(refusal, REFUSALS[refusal], HINTS[refusal]);
}

const REFUSALS: Readonly<Record<Refusal, string>> = {
  own_request: "You requested this review, so somebody else has to decide it.",
  own_edit: "You worked on this content, so somebody else has to decide the review.",
  not_asked: "Somebody else was asked to decide this review.",
};

const HINTS: Readonly<Record<Refusal, string>> = {
  own_request: "Ask somebody else who may decide reviews.",
  own_edit: "Ask somebody else who may decide reviews.",
  not_asked: "Comment on it, or ask who put it up to choose you as well.",
};

function forbidden(code: string, message: string, hint: string): AppError {
  return new AppError("forbidden", message, { errors: [{ code, message, hint }] });
}

const DONE: Readonly<Record<ReviewStatus, string>> = {
  requested: "decided",
  approved: "approved",
  changes_requested: "sent back",
  withdrawn: "withdrawn",
};

function closedAlready({ status, decidedBy, decidedAt }: ReviewRow): AppError {
  const who = decidedBy ? ` by ${decidedBy.name}` : "";
  const message = `This review was ${DONE[status]}${who} already.`;
  return new AppError("conflict", message, {
    errors: [{ code: "review_closed", message, hint: "Request a new review to have it looked at again." }],
    details: { status, decided_by: decidedBy, decided_at: decidedAt?.toISOString() ?? null },
  });
}
