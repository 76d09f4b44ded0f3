/** What people are told about a review, and who. */
import type { MemberView } from "#lib/workspace/schema.ts";
import type { ReviewActor } from "./actor-schema.ts";

export const NOTICE_TYPES = [
  "review.requested",
  "review.commented",
  "review.approved",
  "review.changes_requested",
  "review.withdrawn",
] as const;
export type NoticeType = (typeof NOTICE_TYPES)[number];

export interface Notice {
  type: NoticeType;
  reviewId: string;
  name: string;
  by: ReviewActor;
  /** Note, comment or reason. */
  text: string;
}

interface Involved {
  requestedBy: ReviewActor;
  authors: readonly ReviewActor[];
  reviewers: readonly string[];
}

/**
 * Members to tell: those who may decide when a review is asked for or withdrawn, else who asked for it; at a comment
 * both who asked and who was asked by name. Never the one who did it.
 */
export function recipientsOf(
  { type, by }: Notice,
  review: Involved,
  members: readonly MemberView[],
  deciders: readonly MemberView[],
): MemberView[] {
  const asked = deciders.filter(({ user_id }) => review.reviewers.includes(user_id));
  const authors = new Set([...review.authors, review.requestedBy].map(({ id }) => id));
  const anyone = deciders.filter(({ user_id }) => !authors.has(user_id));
  const requester = members.filter(({ user_id }) => user_id === review.requestedBy.id);
  const toDecide = asked.length > 0 ? asked : anyone;
  const told =
    type === "review.requested" || type === "review.withdrawn"
      ? toDecide
      : type === "review.commented"
        ? [...requester, ...asked]
        : requester;
  return [...new Map(told.map((member) => [member.user_id, member])).values()].filter(
    ({ user_id }) => user_id !== by.id,
  );
}

const SUBJECTS: Readonly<Record<NoticeType, (notice: Notice) => string>> = {
  "review.requested": ({ name, by }) => `${by.name} asks for a review of "${name}"`,
  "review.commented": ({ name, by }) => `${by.name} commented on "${name}"`,
  "review.approved": ({ name, by }) => `${by.name} approved "${name}"`,
  "review.changes_requested": ({ name, by }) => `${by.name} asked for changes to "${name}"`,
  "review.withdrawn": ({ name, by }) => `${by.name} withdrew the review of "${name}"`,
};

/** An e-mail in plain text, with the way to the review. */
export function letterOf(notice: Notice, origin: string): { subject: string; text: string } {
  const subject = SUBJECTS[notice.type](notice).replaceAll(/[\r\n]+/g, " ");
  const lines = [
    subject,
    ...(notice.text ? ["", notice.text] : []),
    "",
    `${origin}/reviews/${notice.reviewId}`,
  ];
  return { subject, text: lines.join("\n") };
}
