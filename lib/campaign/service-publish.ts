/** Makes the draft of a campaign the live version and plans what it does by itself. */
import type { Context } from "#lib/platform/context.ts";
import { type PrismaTx, sqlOf } from "#lib/platform/db.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { watchSegment } from "#lib/segment/service-members.ts";
import { firstRun, type PlannedRun } from "#lib/trigger/schedule.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import type { CampaignRow, VersionRow } from "./campaign-row.ts";
import { contentHash } from "./hash.ts";
import { PLAN_RUN } from "./jobs.ts";
import type { CampaignStatus } from "./schema.ts";
import { changeState, insertVersion } from "./store.ts";
import { workspaceFacts } from "./store-facts.ts";

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
  const run = await plannedRun(context, campaign);
  await changeState(tx, workspaceId, campaign.id, {
    status: statusAfterLaunch(campaign, run, now),
    liveVersionId: version.id,
    nextRunAt: run?.at ?? null,
    launchedAt: now,
    stoppedAt: null,
    updatedAt: now,
  });
  if (run) await planRun(tx, workspaceId, campaign.id, run);
  await watchSegments(tx, context, campaign);
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

/** Whoever is inside at launch has not entered since. */
async function watchSegments(tx: PrismaTx, context: Context, campaign: CampaignRow): Promise<void> {
  const { delivery } = campaign.draft;
  if (delivery.type !== "action") return;
  for (const trigger of triggersOf(delivery)) {
    if (trigger.type !== "segment_entry") continue;
    const watched = { segmentId: trigger.segment_id, watcher: "campaign" } as const;
    await watchSegment(sqlOf(tx), context.workspaceId, watched, context.now);
  }
}

/** Puts the start of a run into the queue, for when it is due. */
export async function planRun(
  tx: PrismaTx,
  workspaceId: string,
  campaignId: string,
  run: PlannedRun,
): Promise<void> {
  const payload = { workspace_id: workspaceId, campaign_id: campaignId, at: run.at.toISOString() };
  await enqueue(sqlOf(tx), PLAN_RUN, [payload], { startAfter: run.at });
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

async function plannedRun(context: Context, campaign: CampaignRow): Promise<PlannedRun | null> {
  const { delivery } = campaign.draft;
  if (delivery.type !== "scheduled") return null;
  const { timeZone } = await workspaceFacts(context.workspaceId);
  return firstRun(delivery, { launchedAt: context.now, timeZone });
}

function statusAfterLaunch(campaign: CampaignRow, run: PlannedRun | null, now: Date): CampaignStatus {
  if (campaign.draft.delivery.type !== "scheduled") return "active";
  if (!run) return "finished";
  return run.at > now ? "scheduled" : "active";
}
