/** Use cases that start, stop and put away campaigns. */
import type { Context } from "#lib/platform/context.ts";
import { inPrismaTransaction, type PrismaTx, sqlOf } from "#lib/platform/db.ts";
import { conflict, invalid } from "#lib/platform/errors.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { currentContentBlocks } from "#lib/template/service.ts";
import { sameBlocks, usedBlocks } from "#lib/template/used-blocks.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import type { CampaignRow } from "./campaign-row.ts";
import { SWEEP_CAMPAIGN } from "./jobs.ts";
import { launchErrors } from "./launch-checks.ts";
import type { CampaignAnswer, CampaignStatus } from "./schema.ts";
import { answerOf, campaignOrThrow, lockedOrThrow, savedByOther } from "./service.ts";
import { findingsOf } from "./service-checks.ts";
import { isRunning, planAtResume, planRun } from "./service-next-run.ts";
import { publish } from "./service-publish.ts";
import { sentDefinition } from "./service-sent.ts";
import { beginWatch } from "./service-watch.ts";
import { changeState } from "./store.ts";
import { triggeredBy } from "./store-triggered.ts";

export interface LaunchOptions {
  /** The draft that is meant; refused when another one has been saved since. */
  revision?: number | undefined;
  /** Throws when the workspace wants an approval that this content does not have. */
  ensureApproved?: ((campaignId: string) => Promise<void>) | undefined;
}

/** Makes the draft live: as a new version when something changed. Refuses with every reason at once. */
export async function launchCampaign(
  context: Context,
  id: string,
  options: LaunchOptions = {},
): Promise<CampaignAnswer> {
  const known = await campaignOrThrow(context, id);
  if (options.revision !== undefined && options.revision !== known.revision) throw await savedByOther(known);
  const errors = launchErrors(await findingsOf(context, known));
  if (errors.length > 0) throw invalid(errors);
  const answer = await answerOf(context, known);
  const blocks = await blocksOf(context, known);
  await options.ensureApproved?.(id);
  return change(context, id, async (tx, campaign) => {
    refuseArchived(campaign);
    if (campaign.revision !== known.revision || !sameBlocks(blocks, await blocksOf(context, campaign))) {
      throw conflict(
        "changed_while_launching",
        "The campaign, or a content block in it, was saved while it was being launched.",
        "Look at it again, then launch.",
      );
    }
    if (isRunning(campaign.status) && !answer.has_unpublished_changes) return;
    await publish(tx, context, campaign, blocks);
    await sweep(tx, campaign);
  });
}

/** The content blocks of the draft as they are this moment. */
async function blocksOf(context: Context, { draft }: CampaignRow): Promise<Record<string, string>> {
  return usedBlocks(draft, await currentContentBlocks(context.workspaceId));
}

/** Ends the campaign: what waits is cancelled, and never sent later. */
export async function stopCampaign(context: Context, id: string): Promise<CampaignAnswer> {
  return change(context, id, async (tx, campaign) => {
    if (campaign.status === "stopped") return;
    if (!isRunning(campaign.status) && campaign.status !== "finished") throw wrongState(campaign, "stopped");
    await move(tx, context, campaign, "stopped", { nextRunAt: null, stoppedAt: context.now });
  });
}

/** Holds everything back until `resumeCampaign`. */
export async function pauseCampaign(context: Context, id: string): Promise<CampaignAnswer> {
  return change(context, id, async (tx, campaign) => {
    if (campaign.status === "paused") return;
    if (!isRunning(campaign.status)) throw wrongState(campaign, "paused");
    await move(tx, context, campaign, "paused", {});
  });
}

/** Goes on after a pause, with what waited and the run that fell into it; or after a stop, with what comes from now on. */
export async function resumeCampaign(context: Context, id: string): Promise<CampaignAnswer> {
  return change(context, id, async (tx, campaign) => {
    if (campaign.status === "active" || campaign.status === "scheduled") return;
    if (campaign.status !== "paused" && campaign.status !== "stopped") throw wrongState(campaign, "resumed");
    const { status, nextRunAt } = await planAtResume(sqlOf(tx), context, campaign);
    const watch = await beginWatch(tx, context);
    await move(tx, context, campaign, status, { nextRunAt, stoppedAt: null });
    await watch((await sentDefinition(campaign)).delivery);
    await planRun(tx, context.workspaceId, campaign.id, nextRunAt);
  });
}

const NAMED_TRIGGERED = 20;

/** Stops the campaign and takes it out of lists. Its history stays. Refused while it triggers something live. */
export async function archiveCampaign(context: Context, id: string): Promise<CampaignAnswer> {
  return change(context, id, async (tx, campaign) => {
    if (campaign.status === "archived") return;
    const names = await triggeredBy(sqlOf(tx), context.workspaceId, campaign.id, NAMED_TRIGGERED);
    if (names.length > 0) throw triggers(names);
    await move(tx, context, campaign, "archived", { nextRunAt: null, archivedAt: context.now });
  });
}

async function change(
  context: Context,
  id: string,
  work: (tx: PrismaTx, campaign: CampaignRow) => Promise<void>,
): Promise<CampaignAnswer> {
  const after = await inPrismaTransaction(async (tx) => {
    await work(tx, await lockedOrThrow(tx, context, id));
    await notifyLive(sqlOf(tx), context.workspaceId, ["campaigns"]);
    return lockedOrThrow(tx, context, id);
  });
  return answerOf(context, after);
}

async function move(
  tx: PrismaTx,
  context: Context,
  campaign: CampaignRow,
  status: CampaignStatus,
  rest: { nextRunAt?: Date | null; stoppedAt?: Date | null; archivedAt?: Date },
): Promise<void> {
  await changeState(tx, context.workspaceId, campaign.id, { status, updatedAt: context.now, ...rest });
  const verb = { active: "resumed", scheduled: "resumed", finished: "resumed" }[status as string] ?? status;
  await recordAudit(
    context,
    {
      action: `campaign.${verb}`,
      subject: { type: "campaign", id: campaign.id },
      before: { status: campaign.status },
      after: { status },
    },
    sqlOf(tx),
  );
  await sweep(tx, campaign, status === "stopped" || status === "archived" ? context.now : null);
}

/** What waits already is put right in the background: there may be a million of it. */
async function sweep(tx: PrismaTx, campaign: CampaignRow, stoppedAt: Date | null = null): Promise<void> {
  const payload = { workspace_id: campaign.workspaceId, campaign_id: campaign.id };
  await enqueue(sqlOf(tx), SWEEP_CAMPAIGN, [
    { ...payload, ...(stoppedAt ? { stopped_at: stoppedAt.toISOString() } : {}) },
  ]);
}

function refuseArchived(campaign: CampaignRow): void {
  if (campaign.status === "archived") {
    throw conflict("campaign_archived", "This campaign is archived.", "Duplicate it to send it again.");
  }
}

function triggers(names: readonly string[]) {
  const message = `Whoever receives this campaign starts ${names.map((name) => `"${name}"`).join(", ")}.`;
  return conflict(
    "campaign_in_use",
    message,
    "Stop what it starts, or publish it with another trigger, first.",
  );
}

function wrongState(campaign: CampaignRow, verb: string) {
  return conflict(
    "wrong_campaign_state",
    `A campaign that is ${campaign.status} cannot be ${verb}.`,
    "Load it again to see its state.",
  );
}
