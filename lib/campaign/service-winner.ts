/** Chooses the winning variation of campaigns that are sent once, and sends it to those who waited for it. */
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { DECIDE_WINNER, RUN_CAMPAIGN } from "./jobs.ts";
import type { CampaignDefinition } from "./schema.ts";
import type { LiveVersion } from "./service-admit.ts";
import { definitionOf } from "./service-plan.ts";
import {
  type CampaignState,
  campaignState,
  findRun,
  hasOpenRun,
  insertRun,
  setNextRun,
} from "./store-run.ts";
import { countConversions, countPeopleByVariation } from "./store-stats.ts";
import {
  cancelSelections,
  closeSelection,
  hasWaiting,
  insertSelection,
  lockWaiting,
  selectionOfRun,
  type WinnerRow,
} from "./store-winner.ts";
import { decideWinnerOf, isHeldForWinner, type WinnerDecision } from "./winner.ts";

const HOUR_MS = 3_600_000;
/** A decision that is due while the campaign is paused, or while the test still goes out, is looked at again then. */
const AGAIN_MS = 60_000;

interface TestRun {
  id: string;
  workspaceId: string;
  campaignId: string;
  versionId: string | null;
  scheduledFor: Date;
  now: Date;
}

/** Opens the choice together with the run that tests, where the campaign wants one. */
export async function openSelection(sql: SqlClient, run: TestRun): Promise<void> {
  const { workspaceId, campaignId, versionId } = run;
  await cancelSelections(sql, workspaceId, campaignId);
  const definition = versionId ? await definitionOf(workspaceId, versionId) : null;
  const selection = definition?.winner_selection;
  if (!selection || !versionId) return;
  const decideAt = new Date(run.scheduledFor.getTime() + selection.decide_after_hours * HOUR_MS);
  await insertSelection(sql, {
    runId: run.id,
    workspaceId,
    campaignId,
    versionId,
    heldPercentage: selection.held_percentage,
    decideAt,
    now: run.now,
  });
  await enqueue(sql, DECIDE_WINNER, [{ workspace_id: workspaceId, run_id: run.id }], {
    startAfter: decideAt,
  });
}

/** Whom a run is for, and with which variations: all, those who are tested, or those who waited for the winner. */
export async function partOf(
  run: { id: string; workspace_id: string },
  live: LiveVersion,
): Promise<{ live: LiveVersion; includes: (profileId: string) => boolean }> {
  const held = live.definition.winner_selection?.held_percentage;
  const row = held === undefined ? null : await selectionOfRun(run.workspace_id, run.id);
  if (held === undefined || !row) return { live, includes: () => true };
  const isHeld = (profileId: string): boolean => isHeldForWinner(live.campaignId, profileId, held);
  if (row.run_id === run.id) return { live, includes: (profileId) => !isHeld(profileId) };
  return {
    live: { ...live, definition: onlyWinner(live.definition, row.variation_id) },
    includes: isHeld,
  };
}

function onlyWinner(definition: CampaignDefinition, variationId: string | null): CampaignDefinition {
  const variations = definition.variations
    .filter((variation) => variation.message_variation_id === variationId)
    .map((variation) => ({ ...variation, percentage: 100 }));
  return { ...definition, variations };
}

/** Whether a campaign is not over yet because its winner is not chosen. */
export function waitsForWinner(sql: SqlClient, campaignId: string): Promise<boolean> {
  return hasWaiting(sql, campaignId);
}

/**
 * Makes the choice that is due and starts the run that sends it, in one transaction: a job that comes twice changes
 * nothing. A pause puts it off; after a stop, or a launch anew, nobody gets anything.
 */
export async function decideWinner(workspaceId: string, runId: string, now: Date): Promise<void> {
  const row = await selectionOfRun(workspaceId, runId);
  const definition = row ? await definitionOf(workspaceId, row.version_id) : null;
  if (row?.status !== "waiting" || !definition) return;
  const [decision, run] = await Promise.all([decisionOf(row, definition), findRun(workspaceId, runId)]);
  const goesOut = run?.status === "pending" || run?.status === "running";
  await inTransaction(async (sql) => {
    const campaign = await campaignState(sql, workspaceId, row.campaign_id);
    if (!(await lockWaiting(sql, runId))) return;
    if (!mayGoOn(campaign, row)) return closeSelection(sql, runId, { status: "cancelled" });
    if (goesOut || campaign?.status === "paused") {
      const payload = { workspace_id: workspaceId, run_id: runId };
      return enqueue(sql, DECIDE_WINNER, [payload], { startAfter: new Date(now.getTime() + AGAIN_MS) });
    }
    await decide(sql, row, decision, now);
    await notifyLive(sql, workspaceId, ["campaigns"]);
  });
}

async function decisionOf(row: WinnerRow, definition: CampaignDefinition): Promise<WinnerDecision> {
  const range = { since: row.created_at, until: null };
  const [people, conversions] = await Promise.all([
    countPeopleByVariation(row.campaign_id, range),
    countConversions(row.campaign_id, range),
  ]);
  return decideWinnerOf(definition, { people, conversions });
}

function mayGoOn(campaign: CampaignState | null, row: WinnerRow): boolean {
  const running = campaign?.status === "active" || campaign?.status === "paused";
  // A correction published meanwhile keeps the schedule; a new launch counts from its own moment.
  return running && campaign.launched_at !== null && campaign.launched_at <= row.created_at;
}

async function decide(sql: SqlClient, row: WinnerRow, decision: WinnerDecision, now: Date): Promise<void> {
  const { workspace_id: workspaceId, campaign_id: campaignId } = row;
  const winnerRunId = decision.variationId === null ? null : newId();
  await closeSelection(sql, row.run_id, { status: "decided", now, winnerRunId, ...decision });
  if (winnerRunId === null) {
    if (await hasOpenRun(sql, campaignId, row.run_id)) return;
    return setNextRun(sql, workspaceId, campaignId, "finished", null, now);
  }
  await insertRun(sql, {
    id: winnerRunId,
    workspaceId,
    campaignId,
    versionId: row.version_id,
    dispatchId: null,
    scheduledFor: now,
    now,
  });
  await enqueue(sql, RUN_CAMPAIGN, [{ workspace_id: workspaceId, run_id: winnerRunId }]);
}
