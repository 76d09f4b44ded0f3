/** Dry runs: everything the draft would send to its audience is rendered, nothing is sent. */
import type { MessagePlan } from "#lib/delivery/service-prepare.ts";
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, pool, type SqlClient } from "#lib/platform/db.ts";
import { conflict } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { countAudience } from "#lib/segment/service.ts";
import { matchNext } from "#lib/segment/service-match.ts";
import { mayFetch } from "#lib/template/render-request.ts";
import { contentBlocksFor } from "#lib/template/service.ts";
import { assignVariation } from "#lib/trigger/assign-variation.ts";
import { parseDefinition } from "./definition.ts";
import { contentHash } from "./hash.ts";
import { DRY_RUN } from "./jobs.ts";
import type { DryRunView, SampleFailure } from "./sample-schema.ts";
import type { CampaignDefinition } from "./schema.ts";
import { campaignOrThrow } from "./service.ts";
import { planOf } from "./service-plan.ts";
import { type RenderWorld, renderFor, renderWorld, startingEvents } from "./service-render-people.ts";
import {
  cancelDryRuns,
  type DryRunRow,
  insertDryRun,
  latestDryRunRow,
  lockDryRun,
  saveDryRun,
} from "./store-samples.ts";

/** Profiles looked at in one transaction. */
const PART = 500;
/** How long one job works before it hands over. */
const JOB_MS = 10_000;
const KEPT_FAILURES = 50;

/** Begins a dry run of the draft; one that is under way ends. */
export async function startDryRun(context: Context, campaignId: string): Promise<DryRunView> {
  const campaign = await campaignOrThrow(context, campaignId);
  const { workspaceId, now } = context;
  if (campaign.type === "api")
    throw conflict(
      "nothing_to_render",
      "The message of an API campaign comes with the call.",
      "Look at its calls.",
    );
  const { count } = await countAudience(context, { filter: campaign.draft.audience, sample: 0 });
  const id = newId();
  await inTransaction(async (sql) => {
    const hash = contentHash(campaign.draft);
    await insertDryRun(sql, {
      id,
      workspaceId,
      campaignId: campaign.id,
      definition: campaign.draft,
      contentHash: hash,
      now,
    });
    const row = await lockDryRun(sql, workspaceId, id);
    if (row) await saveDryRun(sql, { ...row, expected_count: count });
    await enqueue(sql, DRY_RUN, [{ workspace_id: workspaceId, dry_run_id: id }]);
  });
  return (await latestDryRun(context, campaignId)) ?? Promise.reject(new Error("the dry run is gone"));
}

/** The latest one, finished or not; null before the first. */
export async function latestDryRun(context: Context, campaignId: string): Promise<DryRunView | null> {
  const campaign = await campaignOrThrow(context, campaignId);
  const row = await latestDryRunRow(context.workspaceId, campaign.id);
  if (!row) return null;
  const blocks = await contentBlocksFor(context.workspaceId);
  return toView(row, contentHash(campaign.draft), asksOthers(row, blocks));
}

/** Ends the dry run that is under way. */
export async function cancelDryRun(context: Context, campaignId: string): Promise<DryRunView | null> {
  const campaign = await campaignOrThrow(context, campaignId);
  await cancelDryRuns(context.workspaceId, campaign.id, context.now);
  return latestDryRun(context, campaignId);
}

/** Works on a dry run for a few seconds, then hands over. Each part commits its cursor with its counts. */
export async function continueDryRun(
  workspaceId: string,
  id: string,
  clock: () => Date = () => new Date(),
): Promise<void> {
  const began = clock();
  const world = await renderWorld(workspaceId);
  for (;;) {
    const now = clock();
    const more = await inTransaction((sql) => onePart(sql, workspaceId, id, world, now));
    if (!more) return;
    if (now.getTime() - began.getTime() >= JOB_MS) break;
  }
  await enqueue(pool(), DRY_RUN, [{ workspace_id: workspaceId, dry_run_id: id }]);
}

async function onePart(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  world: RenderWorld,
  now: Date,
): Promise<boolean> {
  const run = await lockDryRun(sql, workspaceId, id);
  if (!run || run.status === "finished" || run.status === "cancelled") return false;
  const definition = parseDefinition(run.definition);
  const { people, scannedTo } = await matchNext(sql, workspaceId, definition.audience, run.cursor, PART, now);
  const failures = await failuresOf(run, definition, people, world, now);
  const done = scannedTo === null;
  await saveDryRun(sql, {
    ...run,
    status: done ? "finished" : "running",
    cursor: scannedTo ?? run.cursor,
    done_count: run.done_count + people.length,
    failed_count: run.failed_count + failures.length,
    failures: [...run.failures, ...failures].slice(0, KEPT_FAILURES),
    finished_at: done ? now : null,
  });
  await notifyLive(sql, workspaceId, ["campaigns"]);
  return !done;
}

async function failuresOf(
  run: DryRunRow,
  definition: CampaignDefinition,
  people: readonly PersonFacts[],
  world: RenderWorld,
  now: Date,
): Promise<SampleFailure[]> {
  const plans = new Map<string, MessagePlan>(
    definition.variations.flatMap((variation) => {
      const plan = planOf(run.campaign_id, definition, variation);
      return plan ? [[variation.message_variation_id, plan] as const] : [];
    }),
  );
  const events = await startingEvents(run.workspace_id, definition, people);
  return people.flatMap((person): SampleFailure[] => {
    const variation = assignVariation(definition.variations, run.campaign_id, person.profileId);
    const plan = variation && plans.get(variation.message_variation_id);
    if (!plan) return [];
    const result = renderFor(plan, person, { event: events.get(person.profileId) }, world, now);
    if (result.ok || result.reason === "liquid_abort_message") return [];
    const { field, code, message, words } = result;
    return [{ external_user_id: person.externalId, field, code, message, words }];
  });
}

/** Whether a message of the run uses connected content, itself or by a content block. */
function asksOthers(row: DryRunRow, blocks: Readonly<Record<string, string>>): boolean {
  const definition = parseDefinition(row.definition);
  return definition.variations.some((variation) => {
    const plan = planOf(row.campaign_id, definition, variation);
    return plan !== null && mayFetch(plan.compiled, { content_blocks: blocks });
  });
}

function toView(row: DryRunRow, currentHash: string, skipsConnectedContent: boolean): DryRunView {
  return {
    dry_run_id: row.id,
    status: row.status,
    expected_count: row.expected_count,
    done_count: row.done_count,
    failed_count: row.failed_count,
    failures: row.failures,
    skips_connected_content: skipsConnectedContent,
    stale: row.content_hash !== currentHash,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
