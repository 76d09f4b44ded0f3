/** Who may decide a review. */
import type { Actor } from "#lib/platform/context.ts";
import type { ReviewActor } from "./actor-schema.ts";

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

export type Refusal = "own_request" | "own_edit" | "not_asked";

export interface Deciding {
  requestedBy: ReviewActor;
  /** Everybody who wrote the content since it was last approved. */
  authors: readonly ReviewActor[];
  /** Ids of the people asked; empty: anyone who may. */
  reviewers: readonly string[];
}

/**
 * Why this actor may not decide, or null when they may. Four eyes: neither who asked nor who wrote. When none of the
 * people asked is a member any more, anyone who may decides.
 */
export function refusalOf(
  actor: ReviewActor,
  review: Deciding,
  policy: { self_approval: boolean },
  members: ReadonlySet<string>,
): Refusal | null {
  if (!policy.self_approval) {
    if (sameActor(actor, review.requestedBy)) return "own_request";
    if (review.authors.some((author) => sameActor(actor, author))) return "own_edit";
  }
  const asked = review.reviewers.filter((id) => members.has(id));
  if (asked.length === 0 || (actor.kind === "user" && asked.includes(actor.id))) return null;
  return "not_asked";
}
