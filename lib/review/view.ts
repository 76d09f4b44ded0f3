/** Review rows in the shape the API answers. */
import { type ReviewView, SECTIONS } from "./schema.ts";
import type { ReviewRow } from "./store.ts";

/** A review as lists show it. */
export function toView(row: ReviewRow): ReviewView {
  const { type, id } = row.subject;
  return {
    review_id: row.id,
    subject: { type, id, name: row.subjectName },
    campaign_id: type === "campaign" ? id : null,
    canvas_id: type === "canvas" ? id : null,
    content_hash: row.contentHash,
    sections: SECTIONS.filter((section) => row.sections[section] !== undefined),
    status: row.status,
    note: row.note,
    requested_by: row.requestedBy,
    reviewers: row.reviewers,
    due_at: row.dueAt?.toISOString() ?? null,
    risks: row.facts.risks,
    decided_by: row.decidedBy,
    decided_at: row.decidedAt?.toISOString() ?? null,
    decision_note: row.decisionNote,
    created_at: row.createdAt.toISOString(),
  };
}
