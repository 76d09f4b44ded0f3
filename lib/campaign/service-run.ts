/** Works off runs: profiles in parts of a thousand, with the cursor and the deliveries of a part in one transaction. */

import { eventDeliveryId } from "#lib/delivery/event-delivery-id.ts";
import { type NewDelivery, PRIORITY } from "#lib/delivery/schema.ts";
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, pool, type SqlClient } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { countStatement, matchNext } from "#lib/segment/service-match.ts";
import { nextRun, runAt, turnOf } from "#lib/trigger/schedule.ts";
import type { ScheduledDelivery } from "#lib/trigger/schema.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import { parseDefinition } from "./definition.ts";
import { PLAN_RUN, RUN_CAMPAIGN } from "./jobs.ts";
import { admit, type Candidate, type LiveVersion } from "./service-admit.ts";
import { openSelection, partOf, waitsForWinner } from "./service-winner.ts";
import { type WorkspaceRules, workspaceRules } from "./store-admit.ts";
import { findDispatch } from "./store-dispatch.ts";
import { insertDecisions, workspaceZone } from "./store-evaluate.ts";
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

/** Begins the run of a scheduled campaign that is due, and plans the one after it. Late or repeated jobs do nothing. */
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
    const run = { id: newId(), workspaceId, campaignId, versionId, dispatchId: null, scheduledFor: at, now };
    const runId = await insertRun(sql, run);
    if (runId) await openSelection(sql, { ...run, id: runId });
    if (runId) await enqueue(sql, RUN_CAMPAIGN, [{ workspace_id: workspaceId, run_id: runId }]);
    const next = nextRun(delivery, { launchedAt: campaign.launched_at ?? at, timeZone }, at);
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

type Part = "more" | "paused" | "done";

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
    const wait = part === "paused" ? { startAfter: new Date(now.getTime() + PAUSE_CHECK_MS) } : {};
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
    const source = run.campaign_id && campaign?.status !== "active" ? null : await sourceOf(workspaceId, run);
    await notifyLive(sql, workspaceId, ["campaigns"]);
    if (source) return sendPart(sql, run, source, campaign?.next_run_at ?? null, rules, now);
    await moveRun(sql, run, { status: "stopped", cursor: run.cursor, enqueued: 0, skipped: 0, now });
    return "done";
  });
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
  const page =
    places === 0
      ? { people: [], scannedTo: null }
      : await matchNext(sql, run.workspace_id, source.tree, run.cursor, PART, now);
  const meant = page.people.filter((person) => source.includes(person.profileId));
  const { deliveries, endedAt } = await deliveriesOf(sql, run, source, meant, rules, now, places);
  const inserted = await insertDeliveries(sql, deliveries, now);
  const enqueued = inserted - deliveries.filter((delivery) => delivery.status === "aborted").length;
  // Whoever comes after the last place was not looked at.
  const end = page.people.findIndex((person) => person.profileId === endedAt);
  const scannedTo = end === -1 ? page.scannedTo : endedAt;
  await moveRun(sql, run, {
    status: scannedTo === null ? "finished" : "running",
    cursor: scannedTo ?? run.cursor,
    enqueued,
    skipped: (end === -1 ? page.people.length : end + 1) - enqueued,
    now,
  });
  if (scannedTo !== null) return "more";
  await finish(sql, run, nextRunAt, source, now);
  return "done";
}

interface Source {
  tree: FilterTree;
  live: LiveVersion | null;
  /** Set for broadcasts by API. */
  message: unknown;
  properties: Record<string, unknown>;
  variationId: string | null;
  /** Whether this run is for the person: those held for the winner of an experiment have a run of their own. */
  includes: (profileId: string) => boolean;
}

const everybody = (): boolean => true;

async function sourceOf(workspaceId: string, run: RunRow): Promise<Source | null> {
  const version = run.campaign_version_id
    ? await findVersionDefinition(workspaceId, run.campaign_version_id)
    : null;
  const live =
    version && run.campaign_id && run.campaign_version_id
      ? {
          campaignId: run.campaign_id,
          versionId: run.campaign_version_id,
          definition: parseDefinition(version.definition),
        }
      : null;
  if (!run.dispatch_id) {
    if (!live) return null;
    const part = await partOf(run, live);
    return { tree: live.definition.audience, message: null, properties: {}, variationId: null, ...part };
  }
  const dispatch = await findDispatch(workspaceId, run.dispatch_id);
  if (!dispatch || dispatch.cancelled_at) return null;
  const request = (dispatch.request ?? {}) as {
    audience?: FilterTree;
    trigger_properties?: Record<string, unknown>;
  };
  const trees = [live?.definition.audience, request.audience].filter((tree) => tree !== undefined);
  return {
    tree: { op: "and", filters: trees.filter((tree) => tree.filters.length > 0) },
    live,
    message: dispatch.webhook,
    properties: request.trigger_properties ?? {},
    variationId: dispatch.variation_id,
    includes: everybody,
  };
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

async function deliveriesOf(
  sql: SqlClient,
  run: RunRow,
  source: Source,
  people: readonly PersonFacts[],
  rules: WorkspaceRules,
  now: Date,
  places: number | null,
): Promise<{ deliveries: NewDelivery[]; endedAt: string | null }> {
  const idOf = (profileId: string): string => eventDeliveryId(run.id, profileId);
  if (source.message !== null) {
    const some = people.slice(0, places ?? undefined);
    const endedAt = some.length < people.length ? (some.at(-1)?.profileId ?? null) : null;
    const deliveries = some.map((person) => ({
      id: idOf(person.profileId),
      workspaceId: run.workspace_id,
      campaignId: run.campaign_id,
      campaignVersionId: run.campaign_version_id,
      variationId: source.variationId,
      dispatchId: run.dispatch_id,
      runId: run.id,
      profileId: person.profileId,
      externalUserId: person.externalId,
      priority: PRIORITY.bulk,
      input: { webhook: source.message },
    }));
    return { deliveries, endedAt };
  }
  const { live } = source;
  if (!live) return { deliveries: [], endedAt: null };
  const delivery = live.definition.delivery;
  const planned =
    delivery.type === "scheduled" ? runAt(delivery, run.scheduled_for) : { at: now, wall: null };
  const candidates = people.flatMap((person): Candidate[] => {
    const sendAt = turnOf(planned, firstZone(person.timeZone, rules.timeZone), now);
    if (sendAt === null) return [];
    const input = run.dispatch_id ? { trigger_properties: source.properties } : {};
    return [
      {
        live,
        deliveryId: idOf(person.profileId),
        person,
        input,
        priority: PRIORITY.bulk,
        sendAt,
        dispatchId: run.dispatch_id,
        runId: run.id,
      },
    ];
  });
  const admissions = await admit(sql, run.workspace_id, candidates, rules, now, places);
  const decisions = admissions.flatMap((admission) =>
    admission.admitted
      ? []
      : [
          {
            campaignId: live.campaignId,
            profileId: admission.candidate.person.profileId,
            eventId: null,
            reason: admission.reason,
          },
        ],
  );
  if (decisions.length > 0) await insertDecisions(sql, run.workspace_id, decisions, now);
  const last = admissions.length < candidates.length ? admissions.at(-1) : undefined;
  return {
    deliveries: admissions.flatMap((admission) => (admission.admitted ? [admission.delivery] : [])),
    endedAt: last?.candidate.person.profileId ?? null,
  };
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
