/** Who may decide a review, and what an approval covers. */
import type { Actor } from "#lib/platform/context.ts";
import type { ReviewActor, ReviewStatus } from "./schema.ts";

/** An API key is an actor of its own: it cannot approve what it asked for or wrote either. */
export function reviewActor(actor: Actor): ReviewActor {
  switch (actor.kind) {
    case "user":
      return { kind: actor.kind, id: actor.userId, name: actor.name };
    case "api_key":
      return { kind: actor.kind, id: actor.apiKeyId, name: actor.name };
    case "system":
      return { kind: actor.kind, id: actor.job, name: actor.job };
  }
}

export function sameActor(a: ReviewActor, b: ReviewActor): boolean {
  return a.kind === b.kind && a.id === b.id;
}

export type OwnWork = "own_request" | "own_edit";

/** Four eyes: why this actor may not decide, or null when they may. */
export function ownWork(
  actor: ReviewActor,
  review: { requestedBy: ReviewActor; lastEditor: ReviewActor | null },
  policy: { self_approval: boolean },
): OwnWork | null {
  if (policy.self_approval) return null;
  if (sameActor(actor, review.requestedBy)) return "own_request";
  return review.lastEditor && sameActor(actor, review.lastEditor) ? "own_edit" : null;
}

export interface Decision {
  contentHash: string;
  status: ReviewStatus;
  decidedBy: ReviewActor | null;
}

export interface Approval {
  state: "approved" | "required" | "stale";
  /** Different people or keys that approved this very content. */
  given: number;
}

/**
 * Whether decisions (newest first) approve this content. Asking for changes takes back the approvals before it;
 * "stale" is content that changed since it, or what it came from, was approved.
 */
export function approvalOf(decisions: readonly Decision[], contentHash: string, needed: number): Approval {
  const ofContent = decisions.filter((decision) => decision.contentHash === contentHash);
  const refused = ofContent.findIndex((decision) => decision.status === "changes_requested");
  const standing = refused === -1 ? ofContent : ofContent.slice(0, refused);
  const approvers = standing
    .filter((decision) => decision.status === "approved")
    .flatMap(({ decidedBy }) => (decidedBy ? [`${decidedBy.kind}:${decidedBy.id}`] : []));
  const given = new Set(approvers).size;
  if (given >= needed) return { state: "approved", given };
  const approvedBefore = decisions.some((decision) => decision.status === "approved");
  return { state: ofContent.length === 0 && approvedBefore ? "stale" : "required", given };
}
