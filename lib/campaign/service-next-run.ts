/** When a campaign runs next: after a launch, when it is published while it runs, and after a pause or a stop. */
import type { Context } from "#lib/platform/context.ts";
import { type PrismaTx, type SqlClient, sqlOf } from "#lib/platform/db.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { planAnew, type Replan, runAtResume } from "#lib/trigger/replan.ts";
import type { DeliveryBlock } from "#lib/trigger/schema.ts";
import type { CampaignRow } from "./campaign-row.ts";
import { PLAN_RUN } from "./jobs.ts";
import type { CampaignStatus } from "./schema.ts";
import { waitsForWinner } from "./service-winner.ts";
import { startsAlike } from "./starts-alike.ts";
import { findVersion } from "./store.ts";
import { workspaceFacts } from "./store-facts.ts";
import { hasBegun, hasOpenRun } from "./store-run.ts";

export interface Plan extends Replan {
  status: CampaignStatus;
}

/**
 * What follows from publishing the draft. A campaign that runs on the same schedule goes on with it: nobody gets a
 * run again because of a correction. A pause outlasts it.
 */
export async function planAtPublish(context: Context, campaign: CampaignRow): Promise<Plan> {
  const { now } = context;
  if (await keepsSchedule(context, campaign)) {
    const { status, launchedAt, nextRunAt } = campaign;
    return { status, launchedAt: launchedAt ?? now, nextRunAt };
  }
  const { delivery } = campaign.draft;
  const schedule = delivery.type === "scheduled" ? delivery : null;
  const plan = planAnew(schedule, now, await zoneOf(context));
  const paused = campaign.status === "paused";
  return { status: paused ? "paused" : statusAfterLaunch(delivery, plan.nextRunAt, now), ...plan };
}

/** Whether publishing the draft leaves the schedule as it is. */
export async function keepsSchedule(
  context: Context,
  campaign: Pick<CampaignRow, "id" | "status" | "liveVersion" | "draft">,
): Promise<boolean> {
  if (!isRunning(campaign.status)) return false;
  const live = await liveDelivery(context, campaign);
  return live !== null && startsAlike(live, campaign.draft.delivery);
}

/**
 * What comes after a pause or a stop. The run whose moment passed during a pause is still to come; after a stop only
 * what lies ahead is. With nothing to come and nothing under way the campaign is over.
 */
export async function planAtResume(
  sql: SqlClient,
  context: Context,
  campaign: CampaignRow,
): Promise<Omit<Plan, "launchedAt">> {
  const live = await liveDelivery(context, campaign);
  if (live?.type !== "scheduled") return { status: "active", nextRunAt: null };
  const { id, workspaceId } = campaign;
  const launchedAt = campaign.launchedAt ?? context.now;
  const before = { launchedAt, nextRunAt: campaign.nextRunAt, stopped: campaign.status !== "paused" };
  const nextRunAt = runAtResume(live, before, context.now, await zoneOf(context));
  if (nextRunAt) {
    const waits = nextRunAt > context.now && !(await hasBegun(sql, workspaceId, id, launchedAt));
    return { status: waits ? "scheduled" : "active", nextRunAt };
  }
  const underWay = (await hasOpenRun(sql, id)) || (await waitsForWinner(sql, id));
  return { status: underWay ? "active" : "finished", nextRunAt };
}

/** Puts the start of a run into the queue, for when it is due. */
export async function planRun(
  tx: PrismaTx,
  workspaceId: string,
  campaignId: string,
  at: Date | null,
): Promise<void> {
  if (!at) return;
  const payload = { workspace_id: workspaceId, campaign_id: campaignId, at: at.toISOString() };
  await enqueue(sqlOf(tx), PLAN_RUN, [payload], { startAfter: at });
}

/** Launched, and neither over nor put away. */
export function isRunning(status: CampaignStatus): boolean {
  return status === "active" || status === "scheduled" || status === "paused";
}

async function liveDelivery(
  context: Context,
  { id, liveVersion }: Pick<CampaignRow, "id" | "liveVersion">,
): Promise<DeliveryBlock | null> {
  const live = liveVersion ? await findVersion(context.workspaceId, id, { id: liveVersion.id }) : null;
  return live?.definition.delivery ?? null;
}

async function zoneOf({ workspaceId }: Context): Promise<string> {
  return (await workspaceFacts(workspaceId)).timeZone;
}

function statusAfterLaunch(delivery: DeliveryBlock, nextRunAt: Date | null, now: Date): CampaignStatus {
  if (delivery.type !== "scheduled") return "active";
  if (!nextRunAt) return "finished";
  return nextRunAt > now ? "scheduled" : "active";
}
