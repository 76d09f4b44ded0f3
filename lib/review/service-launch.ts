/** What a launch needs when the workspace wants campaigns looked at first. */
import type { LaunchOptions } from "#lib/campaign/service-lifecycle.ts";
import type { Context } from "#lib/platform/context.ts";
import { conflict } from "#lib/platform/errors.ts";
import { workspaceSettings } from "#lib/workspace/service.ts";
import { approvalOf } from "./rules.ts";
import { decisionsOf } from "./store.ts";

/** Refuses to launch content without the approvals that the workspace's review policy asks for. */
export function approvalGate(context: Context): NonNullable<LaunchOptions["ensureApproved"]> {
  return async ({ id, contentHash }) => {
    const { review } = (await workspaceSettings(context.workspaceId)).settings;
    if (!review.campaigns_required) return;
    const needed = review.approvals_needed;
    const approval = approvalOf(await decisionsOf(context.workspaceId, id), contentHash, needed);
    if (approval.state === "approved") return;
    if (approval.state === "stale") {
      throw conflict(
        "approval_stale",
        "The content changed after it was approved.",
        "Request a review of the content as it is now, then launch.",
      );
    }
    throw conflict(
      "approval_required",
      `This content has ${approval.given} of ${needed} ${needed === 1 ? "approval" : "approvals"}.`,
      "Request a review, and launch once it is approved.",
    );
  };
}
