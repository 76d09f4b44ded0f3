/** What the workspace asks of reviews, and who is there to decide them. */
import type { Context } from "#lib/platform/context.ts";
import { rolesWith } from "#lib/workspace/permissions.ts";
import type { MemberView } from "#lib/workspace/schema.ts";
import { workspaceSettings } from "#lib/workspace/service.ts";
import { membersOf } from "#lib/workspace/service-members.ts";
import type { ReviewPolicy } from "./requirements.ts";

export interface PolicyFacts {
  policy: ReviewPolicy;
  members: readonly MemberView[];
  /** User ids of everybody who is still a member. */
  memberIds: ReadonlySet<string>;
  timeZone: string;
}

export async function policyFacts(context: Context): Promise<PolicyFacts> {
  const [{ settings, timeZone }, { members }] = await Promise.all([
    workspaceSettings(context.workspaceId),
    membersOf(context),
  ]);
  const memberIds = new Set(members.map((member) => member.user_id));
  return { policy: settings.review, members, memberIds, timeZone };
}

/** Members whose role lets them decide. */
export function decidersAmong(members: readonly MemberView[]): MemberView[] {
  const roles: readonly string[] = rolesWith("reviews.decide");
  return members.filter(({ role }) => roles.includes(role));
}
