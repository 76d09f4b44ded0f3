/** Whose word a content needs, by the policy of the workspace. */
import type { WorkspaceSettings } from "#lib/workspace/schema.ts";

export type ReviewPolicy = WorkspaceSettings["review"];

export interface RequirementFacts {
  tags: readonly string[];
  /** Hosts of the requests of sample people. */
  hosts: readonly string[];
  /** Whether the host is written with Liquid, so that any host may be meant. */
  dynamicHost: boolean;
  /** People it would reach; null when nobody can tell. */
  people: number | null;
}

export interface RequiredGroup {
  rule: ReviewPolicy["rules"][number]["when"];
  /** One of them has to approve. Empty when none of them is a member any more: then anyone who may will do. */
  reviewers: string[];
}

export interface Requirement {
  /** Different people who have to approve. */
  approvals: number;
  groups: RequiredGroup[];
}

/** Rules that match ask for more approvals, for certain people, or both. */
export function requirementOf(
  policy: ReviewPolicy,
  facts: RequirementFacts,
  members: ReadonlySet<string>,
): Requirement {
  const matching = policy.rules.filter(({ when }) => matches(when, facts));
  return {
    approvals: Math.max(policy.approvals_needed, ...matching.map((rule) => rule.approvals_needed)),
    groups: matching
      .filter(({ reviewers }) => reviewers.length > 0)
      .map(({ when, reviewers }) => ({ rule: when, reviewers: reviewers.filter((id) => members.has(id)) })),
  };
}

function matches(when: RequiredGroup["rule"], facts: RequirementFacts): boolean {
  switch (when.type) {
    case "tag":
      return facts.tags.includes(when.tag);
    case "host":
      // Who writes the host with Liquid could send anywhere, so rules for hosts hold as well.
      return facts.dynamicHost || facts.hosts.some((host) => isWithin(host, when.host));
    case "audience_over":
      return facts.people === null || facts.people > when.people;
  }
}

function isWithin(host: string, wanted: string): boolean {
  const bare = host.replace(/:\d+$/, "").toLowerCase();
  const pattern = wanted.toLowerCase();
  if (pattern.startsWith("*.")) return bare.endsWith(pattern.slice(1));
  return bare === pattern || host.toLowerCase() === pattern;
}
