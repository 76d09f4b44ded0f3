/** Where the approval of a campaign or canvas stands, and what a launch needs of it. */
import type { Context } from "#lib/platform/context.ts";
import { AppError } from "#lib/platform/errors.ts";
import { type Approval, approvalOf } from "./approval.ts";
import { changesBetween } from "./changes.ts";
import { type ReviewContent, sectionHashesOf } from "./content.ts";
import { type Requirement, type ReviewPolicy, requirementOf } from "./requirements.ts";
import type { ApprovalView, ContentChange, ReviewFacts } from "./schema.ts";
import { examine } from "./service-facts.ts";
import { type PolicyFacts, policyFacts } from "./service-policy.ts";
import { contentOf, type Subject, type SubjectRef, subjectOrThrow } from "./service-subject.ts";
import { lastApproved, lastReview, type ReviewRow } from "./store.ts";
import { decisionsOf } from "./store-decisions.ts";
import { toView } from "./view.ts";

export interface ApprovalFacts {
  content: ReviewContent;
  requirement: Requirement;
  approval: Approval;
}

/** The approval of what the subject holds right now. */
export async function approvalFacts(
  context: Context,
  subject: Subject,
  given: PolicyFacts,
  known: { facts: ReviewFacts } | null = null,
): Promise<ApprovalFacts> {
  const content = await contentOf(context, subject);
  const requirement = await requirementFor(context, subject, content, given, known);
  const decisions = await decisionsOf(context.workspaceId, subject.id);
  return { content, requirement, approval: approvalOf(decisions, sectionHashesOf(content), requirement) };
}

/** Hosts and reach are looked up only when a rule asks about them, and taken from the open review when there is one. */
async function requirementFor(
  context: Context,
  subject: Subject,
  content: ReviewContent,
  { policy, memberIds, timeZone }: PolicyFacts,
  known: { facts: ReviewFacts } | null,
): Promise<Requirement> {
  const needsFacts = policy.rules.some(({ when }) => when.type !== "tag");
  const facts =
    known?.facts ??
    (needsFacts ? (await examine(context, subject, content, { pinned: [], timeZone })).facts : null);
  return requirementOf(
    policy,
    {
      // A tag taken off after the request does not take its rule off.
      tags: [...content.definition.tags, ...(known?.facts.tags ?? [])],
      hosts: facts?.hosts ?? [],
      dynamicHost: facts?.dynamic_host ?? false,
      people: facts?.people ?? null,
    },
    memberIds,
  );
}

/** The state of the approval, with what changed since the last one. */
export async function approvalView(context: Context, ref: SubjectRef): Promise<ApprovalView> {
  const subject = await subjectOrThrow(context, ref);
  const given = await policyFacts(context);
  const latest = await lastReview(context.workspaceId, ref);
  const open = latest?.status === "requested" ? latest : null;
  const { content, requirement, approval } = await approvalFacts(context, subject, given, open);
  return {
    required: isRequired(given.policy, ref),
    state: open && approval.state !== "approved" ? "in_review" : approval.state,
    review_id: open?.id ?? null,
    last_review: latest && toView(latest),
    requirement,
    sections: approval.sections,
    changes: approval.state === "approved" ? [] : await changesSinceApproval(context, ref, content),
  };
}

function isRequired(policy: ReviewPolicy, { type }: SubjectRef): boolean {
  return type === "campaign" ? policy.campaigns_required : policy.canvases_required;
}

/** Empty when nothing was approved before. */
async function changesSinceApproval(
  context: Context,
  ref: SubjectRef,
  content: ReviewContent,
): Promise<ContentChange[]> {
  const before = await lastApproved(context.workspaceId, ref);
  return before ? changesBetween(before.content, content) : [];
}

/** Refuses to launch content without the approvals that the workspace's review policy asks for. */
export function approvalGate(context: Context, type: SubjectRef["type"]): (id: string) => Promise<void> {
  return async (id) => {
    const given = await policyFacts(context);
    const ref = { type, id };
    if (!isRequired(given.policy, ref)) return;
    const { content, requirement, approval } = await approvalFacts(
      context,
      await subjectOrThrow(context, ref),
      given,
    );
    if (approval.state === "approved") return;
    const open = await openReview(context, ref);
    if (approval.state === "stale")
      throw staleApproval(await changesSinceApproval(context, ref, content), open);
    throw missingApproval(approval, requirement, open);
  };
}

async function openReview(context: Context, ref: SubjectRef): Promise<ReviewRow | null> {
  const latest = await lastReview(context.workspaceId, ref);
  return latest?.status === "requested" ? latest : null;
}

function staleApproval(changes: ContentChange[], open: ReviewRow | null): AppError {
  const places = [
    ...new Set(changes.map(({ field, line }) => (line === null ? field : `${field}, line ${line}`))),
  ];
  const what = places.length > 0 ? ` (${places.slice(0, 3).join("; ")}${places.length > 3 ? " …" : ""})` : "";
  const message = `The content changed after it was approved${what}.`;
  const hint = "Request a review of the content as it is now, then launch.";
  return new AppError("conflict", message, {
    errors: [{ code: "approval_stale", message, hint }],
    details: { changes, review_id: open?.id ?? null },
  });
}

function missingApproval(approval: Approval, { approvals }: Requirement, open: ReviewRow | null): AppError {
  const missing = approval.sections.filter(({ state }) => state !== "approved");
  const given = Math.min(...missing.map(({ approvers }) => approvers.length));
  const message = `This content has ${given} of ${approvals} ${approvals === 1 ? "approval" : "approvals"}.`;
  const hint = open
    ? "It is being reviewed: launch once it is approved."
    : "Request a review, and launch once it is approved.";
  return new AppError("conflict", message, {
    errors: [{ code: "approval_required", message, hint }],
    details: { sections: missing.map(({ section }) => section), review_id: open?.id ?? null },
  });
}
