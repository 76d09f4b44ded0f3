/** Who may decide a review. */
import type { Actor } from "#lib/platform/context.ts";
import type { ReviewActor } from "./actor-schema.ts";

/** An API key acts under its own name, and stands for the person who made it. */
export function reviewActor(actor: Actor): ReviewActor {
  switch (actor.kind) {
    case "user":
      return { kind: actor.kind, id: actor.userId, name: actor.name };
    case "api_key":
      return {
        kind: actor.kind,
        id: actor.apiKeyId,
        name: actor.name,
        ...(actor.madeBy ? { made_by: actor.madeBy } : {}),
      };
    case "system":
      return { kind: actor.kind, id: actor.job, name: actor.job };
  }
}

/** Whether one person stands behind both: four eyes are not a person and their key, nor two keys of theirs. */
export function sameActor(a: ReviewActor, b: ReviewActor): boolean {
  return identityOf(a) === identityOf(b);
}

/** The same for everything one person does, in person or by a key. */
export function identityOf({ kind, id, made_by: person }: ReviewActor): string {
  return kind === "api_key" && person ? `user:${person}` : `${kind}:${id}`;
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
