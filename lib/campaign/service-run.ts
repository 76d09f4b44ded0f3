/** Works off runs: profiles in parts of a thousand, with the cursor and the deliveries of a part in one transaction. */

import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, pool, type SqlClient } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { countStatement, matchNext } from "#lib/segment/service-match.ts";
import { nextTurn } from "#lib/trigger/local-turns.ts";
import { dueRun, nextRun } from "#lib/trigger/schedule.ts";
import type { ScheduledDelivery } from "#lib/trigger/schema.ts";
import { parseDefinition } from "./definition.ts";
import { PLAN_RUN, RUN_CAMPAIGN } from "./jobs.ts";
import { nextNewcomers, type Page } from "./service-run-newcomers.ts";
import { deliveriesOf } from "./service-run-people.ts";
import { type Source, sourceOf } from "./service-run-source.ts";
import { openSelection, waitsForWinner } from "./service-winner.ts";
import { type WorkspaceRules, workspaceRules } from "./store-admit.ts";
import { workspaceZone } from "./store-evaluate.ts";
import { findVersionDefinition } from "./store-plan.ts";
import {
  type CampaignState,
  campaignState,
  expectPeople,
  findRun,
  hasOpenRun,
  insertRun,
  lockRun,
  moveRun,
  type RunRow,
  receiversBefore,
  setNextRun,
} from "./store-run.ts";

/** Profiles looked at in one transaction. */
const PART = 1_000;
/** How long one job works before it hands over. */
const JOB_MS = 10_000;
const PAUSE_CHECK_MS = 2_000;

/** Starts a broadcast: everybody who fits what the call asked for. */
export async function startDispatchRun(
  sql: SqlClient,
  context: Context,
  run: { dispatchId: string; campaignId: string | null; versionId: string | null },
): Promise<void> {
  const { workspaceId, now } = context;
  const { campaignId, versionId, dispatchId } = run;
  // One run per dispatch: planned sends may be tried again after a crash.
  if (await lockRun(sql, workspaceId, dispatchId)) return;
  // A campaign has one run per moment; calls that arrive in the same millisecond take the next free one.
  for (let at = now; ; at = new Date(at.getTime() + 1)) {
    const row = { id: dispatchId, workspaceId, campaignId, versionId, dispatchId, scheduledFor: at, now };
    if (await insertRun(sql, row)) break;
  }
  await enqueue(sql, RUN_CAMPAIGN, [{ workspace_id: workspaceId, run_id: dispatchId }]);
}

/**
 * Begins the run of a scheduled campaign that is due, and plans the one after it. Repeated jobs do nothing; of several
 * runs that were missed only the last is made up for.
 */
export async function beginPlannedRun(
  workspaceId: string,
  campaignId: string,
  at: Date,
  now: Date,
): Promise<void> {
  const timeZone = await workspaceZone(workspaceId);
  await inTransaction(async (sql) => {
    const campaign = await campaignState(sql, workspaceId, campaignId);
    if (!campaign || !mayBegin(campaign, at)) return;
    const versionId = campaign.live_version_id;
    const delivery = await scheduleOf(workspaceId, versionId);
    if (!delivery) return;
    const counted = { launchedAt: campaign.launched_at ?? at, timeZone };
    const { at: scheduledFor } = dueRun(delivery, counted, at, now);
    const run = { id: newId(), workspaceId, campaignId, versionId, dispatchId: null, scheduledFor, now };
    const runId = await insertRun(sql, run);
    if (runId) await openSelection(sql, { ...run, id: runId });
    if (runId) await enqueue(sql, RUN_CAMPAIGN, [{ workspace_id: workspaceId, run_id: runId }]);
    const next = nextRun(delivery, counted, now > scheduledFor ? now : scheduledFor);
    await setNextRun(sql, workspaceId, campaignId, "active", next?.at ?? null, now);
    if (!next) return;
    const payload = { workspace_id: workspaceId, campaign_id: campaignId, at: next.at.toISOString() };
    await enqueue(sql, PLAN_RUN, [payload], { startAfter: next.at });
  });
}

function mayBegin(campaign: CampaignState, at: Date): boolean {
  if (campaign.next_run_at?.getTime() !== at.getTime()) return false;
  return campaign.status === "active" || campaign.status === "scheduled";
}

async function scheduleOf(workspaceId: string, versionId: string | null): Promise<ScheduledDelivery | null> {
  const version = versionId ? await findVersionDefinition(workspaceId, versionId) : null;
  const delivery = version ? parseDefinition(version.definition).delivery : null;
  return delivery?.type === "scheduled" ? delivery : null;
}

/** A moment: nothing is to be done before. */
type Part = "more" | "paused" | "done" | Date;

/**
 * Works on a run for a few seconds, part by part, then hands over to the next job. Every part commits its cursor
 * together with its deliveries: a crash repeats nothing and leaves nobody out. A pause or stop is seen by the next part.
 */
export async function continueRun(
  workspaceId: string,
  runId: string,
  clock: () => Date = () => new Date(),
): Promise<void> {
  const began = clock();
  const rules = await workspaceRules(pool(), workspaceId);
  await expect(workspaceId, runId, began);
  for (;;) {
    const now = clock();
    const part = await onePart(workspaceId, runId, rules, now);
    if (part === "done") return;
    if (part === "more" && now.getTime() - began.getTime() < JOB_MS) continue;
    const next = part === "paused" ? new Date(now.getTime() + PAUSE_CHECK_MS) : part;
    const wait = next instanceof Date ? { startAfter: next } : {};
    return enqueue(pool(), RUN_CAMPAIGN, [{ workspace_id: workspaceId, run_id: runId }], wait);
  }
}

async function expect(workspaceId: string, runId: string, now: Date): Promise<void> {
  const run = await findRun(workspaceId, runId);
  if (!run || run.expected_count !== null || run.cursor !== null) return;
  const source = await sourceOf(workspaceId, run);
  if (source) await expectPeople(workspaceId, runId, await countStatement(workspaceId, source.tree, now));
}

async function onePart(workspaceId: string, runId: string, rules: WorkspaceRules, now: Date): Promise<Part> {
  return inTransaction(async (sql) => {
    const run = await lockRun(sql, workspaceId, runId);
    if (!run || run.status === "finished" || run.status === "stopped") return "done";
    const campaign = run.campaign_id ? await campaignState(sql, workspaceId, run.campaign_id) : null;
    if (campaign?.status === "paused") return "paused";
    const source = mayGoOn(run, campaign) ? await sourceOf(workspaceId, run) : null;
    await notifyLive(sql, workspaceId, ["campaigns"]);
    if (source && run.turn_at && run.turn_at > now) return run.turn_at;
    if (source) return sendPart(sql, run, source, campaign?.next_run_at ?? null, rules, now);
    const { cursor, turn_at: turnAt } = run;
    await moveRun(sql, run, { status: "stopped", cursor, turnAt, enqueued: 0, skipped: 0, now });
    return "done";
  });
}

/** A campaign whose schedule was moved into the future still ends the run that goes out. */
function mayGoOn(run: RunRow, campaign: CampaignState | null): boolean {
  if (!run.campaign_id) return true;
  return campaign?.status === "active" || campaign?.status === "scheduled";
}

async function sendPart(
  sql: SqlClient,
  run: RunRow,
  source: Source,
  nextRunAt: Date | null,
  rules: WorkspaceRules,
  now: Date,
): Promise<Part> {
  const places = await placesOf(sql, run, source);
  const page = await nextPeople(sql, run, source, places, rules, now);
  const meant = page.people.filter((person) => source.includes(person.profileId));
  const { deliveries, endedAt } = await deliveriesOf(sql, run, source, meant, rules, now, places);
  const inserted = await insertDeliveries(sql, deliveries, now);
  const enqueued = inserted - deliveries.filter((delivery) => delivery.status === "aborted").length;
  // Whoever comes after the last place was not looked at.
  const end = page.people.findIndex((person) => person.profileId === endedAt);
  const scannedTo = end === -1 ? page.scannedTo : endedAt;
  const next = scannedTo === null ? turnAfter(run, source, places, now) : null;
  const isOver = scannedTo === null && next === null;
  await moveRun(sql, run, {
    status: isOver ? "finished" : "running",
    cursor: next ? null : (scannedTo ?? run.cursor),
    turnAt: next ?? run.turn_at,
    enqueued,
    skipped: (end === -1 ? page.people.length : end + 1) - enqueued,
    now,
  });
  if (!isOver) return next && next > now ? next : "more";
  await finish(sql, run, nextRunAt, source, now);
  return "done";
}

/** The next people to look at: everybody once, then those who came since when it is their turn; nobody without a place. */
async function nextPeople(
  sql: SqlClient,
  run: RunRow,
  source: Source,
  places: number | null,
  rules: WorkspaceRules,
  now: Date,
): Promise<Page> {
  if (places === 0) return { people: [], scannedTo: null };
  if (run.turn_at) return nextNewcomers(sql, run, source, run.turn_at, rules, now);
  return matchNext(sql, run.workspace_id, source.tree, run.cursor, PART, now);
}

function turnAfter(run: RunRow, source: Source, places: number | null, now: Date): Date | null {
  if (places === 0) return null;
  return nextTurn(source.turns(now), run.turn_at ?? run.created_at, now);
}

/** How many more may get this run; null: no limit. */
async function placesOf(sql: SqlClient, run: RunRow, source: Source): Promise<number | null> {
  const cap = source.live?.definition.user_cap;
  if (!cap || !run.campaign_id || !source.live) return null;
  if (cap.total !== null) {
    const before = await receiversBefore(sql, run.campaign_id, run.scheduled_for);
    const again = source.live.definition.re_eligibility.allowed && before.anyEarlier;
    // Whoever is one of the people may get it again; `admit` lets nobody else in.
    if (before.count >= cap.total && !again) return 0;
  }
  return cap.per_run === null ? null : Math.max(0, cap.per_run - run.enqueued_count);
}

async function finish(
  sql: SqlClient,
  run: RunRow,
  nextRunAt: Date | null,
  source: Source,
  now: Date,
): Promise<void> {
  if (!run.campaign_id || source.live?.definition.delivery.type !== "scheduled" || nextRunAt) return;
  if (await hasOpenRun(sql, run.campaign_id, run.id)) return;
  if (await waitsForWinner(sql, run.campaign_id)) return;
  await setNextRun(sql, run.workspace_id, run.campaign_id, "finished", null, now);
}
