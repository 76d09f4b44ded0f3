/** What decisions approve: section by section, each bound to the hash it was given for. */

import type { ReviewActor } from "./actor-schema.ts";
import type { SectionHashes } from "./content.ts";
import type { Requirement } from "./requirements.ts";
import { identityOf } from "./rules.ts";
import { SECTIONS, type Section } from "./schema.ts";

export interface Decision {
  reviewId: string;
  verdict: "approved" | "changes_requested";
  sections: Readonly<Partial<Record<Section, string>>>;
  decidedBy: ReviewActor;
  decidedAt: Date;
}

export interface SectionApproval {
  section: Section;
  /** stale: approved once, as it was before. refused: changes were asked for, for this very content. */
  state: "approved" | "required" | "stale" | "refused";
  approvers: ReviewActor[];
}

export interface Approval {
  state: "approved" | "required" | "stale";
  sections: SectionApproval[];
}

/**
 * Whether decisions (newest first) approve content with these hashes. Asking for changes takes back the approvals
 * that this very section had before; a section that comes back to what was approved is approved again.
 */
export function approvalOf(
  decisions: readonly Decision[],
  hashes: SectionHashes,
  requirement: Requirement,
): Approval {
  const sections = SECTIONS.map((section) => ofSection(decisions, section, hashes[section], requirement));
  if (sections.every(({ state }) => state === "approved")) return { state: "approved", sections };
  const stale = sections.some(({ state }) => state === "stale");
  return { state: stale ? "stale" : "required", sections };
}

function ofSection(
  decisions: readonly Decision[],
  section: Section,
  hash: string,
  requirement: Requirement,
): SectionApproval {
  const about = decisions.filter((decision) => decision.sections[section] !== undefined);
  const same = about.filter((decision) => decision.sections[section] === hash);
  const refused = same.findIndex(({ verdict }) => verdict === "changes_requested");
  const standing = refused === -1 ? same : same.slice(0, refused);
  const approvers = distinct(standing.map(({ decidedBy }) => decidedBy));
  if (satisfies(approvers, requirement)) return { section, state: "approved", approvers };
  if (refused !== -1) return { section, state: "refused", approvers };
  const before = same.length === 0 && about.some(({ verdict }) => verdict === "approved");
  return { section, state: before ? "stale" : "required", approvers };
}

function satisfies(approvers: readonly ReviewActor[], { approvals, groups }: Requirement): boolean {
  if (approvers.length < approvals) return false;
  return groups.every(
    ({ reviewers }) =>
      reviewers.length === 0 || approvers.some(({ kind, id }) => kind === "user" && reviewers.includes(id)),
  );
}

function distinct(actors: readonly ReviewActor[]): ReviewActor[] {
  return [...new Map(actors.map((actor) => [identityOf(actor), actor])).values()];
}
