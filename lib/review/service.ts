/** Looking at reviews. */
import { allows, type Context } from "#lib/platform/context.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import type { Scope } from "#lib/workspace/permissions.ts";
import { approvalOf } from "./approval.ts";
import { changesBetween } from "./changes.ts";
import { type ReviewContent, sectionHashesOf } from "./content.ts";
import { requirementOf } from "./requirements.ts";
import { refusalOf, reviewActor, sameActor } from "./rules.ts";
import {
  type ListReviewsQuery,
  type ReviewDetail,
  type ReviewPage,
  type Sample,
  SECTIONS,
  sampleReasonSchema,
} from "./schema.ts";
import { baselineOf } from "./service-baseline.ts";
import { threadsOf } from "./service-comments.ts";
import { reviewOrThrow } from "./service-find.ts";
import { type PolicyFacts, policyFacts } from "./service-policy.ts";
import { renderSamples } from "./service-samples.ts";
import { contentOf, subjectOrThrow } from "./service-subject.ts";
import {
  countWaiting,
  type ListFor,
  listReviewRows,
  type ReviewRow,
  reviewContent,
  type StoredSample,
} from "./store.ts";
import { type DecisionRow, decisionsOf } from "./store-decisions.ts";
import { toView } from "./view.ts";

const DECIDE: Scope = "reviews.decide";
const PERSONAL: Scope = "users.personal";

/** A page of reviews, newest first. */
export async function listReviews(context: Context, query: ListReviewsQuery): Promise<ReviewPage> {
  const rows = await listReviewRows(context.workspaceId, query, await viewerOf(context), {
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

/** How many open reviews wait for the caller; 0 for who may not decide. */
export async function waitingReviews(context: Context): Promise<{ waiting: number }> {
  if (!allows(context.scopes, DECIDE)) return { waiting: 0 };
  return { waiting: await countWaiting(context.workspaceId, await viewerOf(context)) };
}

async function viewerOf(context: Context): Promise<ListFor> {
  const { policy, memberIds } = await policyFacts(context);
  return {
    actor: reviewActor(context.actor),
    selfApproval: policy.self_approval,
    members: [...memberIds],
  };
}

function positionOf(cursor: string): { createdAt: Date; id: string } {
  const { at, id } = decodeTimeCursor(cursor);
  return { createdAt: new Date(at), id };
}

/** Everything the review page shows. Values of people are masked for callers without the right to see them. */
export async function getReview(context: Context, id: string): Promise<ReviewDetail> {
  const review = await reviewOrThrow(context, id);
  const given = await policyFacts(context);
  const { facts } = review;
  const decisions = await decisionsOf(context.workspaceId, review.subject.id);
  const requirement = requirementOf(
    given.policy,
    { tags: facts.tags, hosts: facts.hosts, dynamicHost: facts.dynamic_host, people: facts.people },
    given.memberIds,
  );
  const masked = !allows(context.scopes, PERSONAL);
  const shown = await contentsOf(context, review);
  return {
    ...toView(review),
    facts,
    subject_status: shown.status,
    proposed: contentView(shown.proposed),
    baseline: shown.baseline && {
      ...contentView(shown.baseline.content),
      kind: shown.baseline.kind,
      at: shown.baseline.at.toISOString(),
      by: shown.baseline.by,
    },
    changes: shown.baseline ? changesBetween(shown.baseline.content, shown.proposed) : [],
    stale: shown.staleChanges.length > 0,
    stale_changes: shown.staleChanges,
    requirement,
    approval: approvalOf(decisions, sectionHashesOf(shown.proposed), requirement).sections,
    decisions: decisions.filter((decision) => decision.reviewId === id).map(decisionView),
    samples: await samplesOf(context, review, shown, masked),
    threads: await threadsOf(context, review, shown.proposed),
    asked: review.reviewers.map((userId) => ({
      user_id: userId,
      name: given.members.find((member) => member.user_id === userId)?.name ?? null,
    })),
    refusal: refusalFor(context, review, given, decisions),
    masked,
  };
}

interface ShownContents {
  status: string;
  proposed: ReviewContent;
  baseline: Awaited<ReturnType<typeof baselineOf>>;
  staleChanges: ReviewDetail["stale_changes"];
  samples: StoredSample[];
}

async function contentsOf(context: Context, review: ReviewRow): Promise<ShownContents> {
  const subject = await subjectOrThrow(context, review.subject);
  const current = await contentOf(context, subject);
  const { content, samples } = await reviewContent(context.workspaceId, review.id);
  const proposed = content ?? current;
  // What is decided is history: it went stale, or it did not, at the time of its decision.
  const open = review.status === "requested" || review.status === "approved";
  const asked = (section: string): boolean => Object.hasOwn(review.sections, section);
  const moved = open ? changesBetween(proposed, current).filter(({ section }) => asked(section)) : [];
  return {
    status: subject.row.status,
    proposed,
    baseline: await baselineOf(context, subject, review),
    staleChanges: moved,
    samples,
  };
}

async function samplesOf(
  context: Context,
  review: ReviewRow,
  { proposed, baseline, samples }: ShownContents,
  maskPersonal: boolean,
): Promise<Sample[]> {
  const chosen = samples.map(({ reasons, ...sample }) => ({
    ...sample,
    reasons: sampleReasonSchema.array().parse(reasons),
  }));
  const contents = { proposed, baseline: baseline?.content ?? null };
  return renderSamples(context, review.subject.id, contents, chosen, { maskPersonal });
}

function refusalFor(
  context: Context,
  review: ReviewRow,
  { policy, memberIds }: PolicyFacts,
  decisions: readonly DecisionRow[],
): ReviewDetail["refusal"] {
  if (review.status !== "requested") return "closed";
  if (!allows(context.scopes, DECIDE)) return "no_permission";
  const actor = reviewActor(context.actor);
  const refusal = refusalOf(actor, review, policy, memberIds);
  if (refusal) return refusal;
  const own = decisions.filter(
    (decision) => decision.reviewId === review.id && sameActor(decision.decidedBy, actor),
  );
  const left = SECTIONS.filter(
    (section) =>
      review.sections[section] !== undefined &&
      own.every((decision) => decision.sections[section] === undefined),
  );
  return left.length === 0 ? "decided" : null;
}

function contentView({ definition, content_blocks, segments }: ReviewContent): ReviewDetail["proposed"] {
  return { definition: { ...definition }, content_blocks: { ...content_blocks }, segments: { ...segments } };
}

function decisionView(decision: DecisionRow): ReviewDetail["decisions"][number] {
  return {
    decision_id: decision.id,
    verdict: decision.verdict,
    sections: SECTIONS.filter((section) => decision.sections[section] !== undefined),
    decided_by: decision.decidedBy,
    note: decision.note,
    decided_at: decision.decidedAt.toISOString(),
  };
}
