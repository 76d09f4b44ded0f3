/** Makes the draft of a campaign the live version and plans what it does by itself. */
import type { Context } from "#lib/platform/context.ts";
import { type PrismaTx, sqlOf } from "#lib/platform/db.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import type { CampaignRow, VersionRow } from "./campaign-row.ts";
import { contentHash } from "./hash.ts";
import { planAtPublish, planRun } from "./service-next-run.ts";
import { beginWatch } from "./service-watch.ts";
import { changeState, insertVersion } from "./store.ts";

/**
 * Publishes the draft of a locked campaign with the content blocks it includes: what leaves stays what it is now when
 * somebody edits a block. A draft that equals the live version, blocks included, makes no new one.
 */
export async function publish(
  tx: PrismaTx,
  context: Context,
  campaign: CampaignRow,
  contentBlocks: Record<string, string> = {},
): Promise<void> {
  const { workspaceId, now } = context;
  const hash = contentHash(campaign.draft);
  const { liveVersion: live } = campaign;
  const version =
    live?.contentHash === hash && live.changedBlocks.length === 0
      ? live
      : await newVersion(tx, context, campaign, { hash, contentBlocks });
  const plan = await planAtPublish(context, campaign);
  const watch = await beginWatch(tx, context);
  await changeState(tx, workspaceId, campaign.id, {
    ...plan,
    liveVersionId: version.id,
    stoppedAt: null,
    updatedAt: now,
  });
  await planRun(tx, workspaceId, campaign.id, plan.nextRunAt);
  await watch(campaign.draft.delivery);
  await recordAudit(
    context,
    {
      action: "campaign.launched",
      subject: { type: "campaign", id: campaign.id },
      before: { status: campaign.status, version: campaign.liveVersion?.number ?? null },
      after: { version: version.number, content_hash: hash },
    },
    sqlOf(tx),
  );
}

async function newVersion(
  tx: PrismaTx,
  context: Context,
  campaign: CampaignRow,
  content: { hash: string; contentBlocks: Record<string, string> },
): Promise<VersionRow> {
  const { actor } = context;
  return insertVersion(tx, {
    workspaceId: context.workspaceId,
    campaignId: campaign.id,
    definition: campaign.draft,
    contentHash: content.hash,
    contentBlocks: content.contentBlocks,
    createdBy: actor.kind === "system" ? actor.job : actor.name,
    now: context.now,
  });
}
