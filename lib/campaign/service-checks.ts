import { isListedTarget } from "#lib/delivery/service-egress.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { secretBindings } from "#lib/secret/service.ts";
import { archivedCampaigns, knownNames } from "#lib/segment/service-names.ts";
import { contentBlocksFor } from "#lib/template/service.ts";
import type { CampaignRow } from "./campaign-row.ts";
import { checkCampaign, type Finding, type LaunchFacts } from "./launch-checks.ts";
import { referencesOf } from "./references.ts";
import type { CampaignDefinition } from "./schema.ts";
import { keepsSchedule } from "./service-next-run.ts";
import { fixedGoals } from "./service-sent.ts";
import { workspaceRules } from "./store-admit.ts";

/** Everything wrong or doubtful about the draft of a campaign, for what publishing it would do now. */
export async function findingsOf(context: Context, campaign: CampaignRow): Promise<Finding[]> {
  const kept = campaign.draft.delivery.type === "scheduled" && (await keepsSchedule(context, campaign));
  const liveGoals = (await fixedGoals(campaign)) ?? [];
  return findingsFor(context, campaign.draft, { keepsSchedule: kept, liveGoals });
}

/** Everything wrong or doubtful about a definition, judged with what the workspace has right now. */
export async function findingsFor(
  context: Context,
  definition: CampaignDefinition,
  live: Pick<LaunchFacts, "keepsSchedule" | "liveGoals"> = {},
): Promise<Finding[]> {
  const { workspaceId, now } = context;
  const named = referencesOf(definition);
  const [secrets, blocks, references, archived, workspace] = await Promise.all([
    secretBindings(workspaceId),
    contentBlocksFor(workspaceId),
    knownNames(workspaceId, named),
    archivedCampaigns(workspaceId, named),
    workspaceRules(pool(), workspaceId),
  ]);
  return checkCampaign(definition, {
    now,
    timeZone: workspace.timeZone,
    quietHours: workspace.quietHours,
    secrets,
    contentBlocks: blocks,
    references,
    archived,
    ...live,
    isTargetAllowed: isListedTarget,
  });
}
