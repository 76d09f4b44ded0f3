/** What a run works with: of a scheduled campaign, or of a broadcast by API. */
import type { FilterTree } from "#lib/segment/filter.ts";
import { type PlannedRun, runAt } from "#lib/trigger/schedule.ts";
import { plannedRunOf, type SendSchedule } from "#lib/trigger/send-schedule.ts";
import { parseDefinition } from "./definition.ts";
import type { LiveVersion } from "./service-admit.ts";
import { partOf } from "./service-winner.ts";
import { findDispatch } from "./store-dispatch.ts";
import { findVersionDefinition } from "./store-plan.ts";
import type { RunRow } from "./store-run.ts";

/** Whom a run is for, and what it sends them. */
export interface Source {
  tree: FilterTree;
  live: LiveVersion | null;
  /** Set for broadcasts by API. */
  message: unknown;
  properties: Record<string, unknown>;
  variationId: string | null;
  /** How many of our own webhooks led to the call. */
  loopDepth: number;
  /** Whether this run is for the person: those held for the winner of an experiment have a run of their own. */
  includes: (profileId: string) => boolean;
  /** When each person's turn is. */
  turns: (now: Date) => PlannedRun;
}

const everybody = (): boolean => true;

/** Null when what the run sends is gone, or was called off. */
export async function sourceOf(workspaceId: string, run: RunRow): Promise<Source | null> {
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
    const { delivery } = live.definition;
    const turns = (now: Date): PlannedRun =>
      delivery.type === "scheduled" ? runAt(delivery, run.scheduled_for) : { at: now, wall: null };
    return {
      tree: live.definition.audience,
      message: null,
      properties: {},
      variationId: null,
      loopDepth: 0,
      turns,
      ...part,
    };
  }
  const dispatch = await findDispatch(workspaceId, run.dispatch_id);
  if (!dispatch || dispatch.cancelled_at) return null;
  const request = (dispatch.request ?? {}) as {
    audience?: FilterTree;
    trigger_properties?: Record<string, unknown>;
    schedule?: SendSchedule;
  };
  const { schedule } = request;
  const local = schedule?.in_local_time ? dispatch.scheduled_for : null;
  const trees = [live?.definition.audience, request.audience].filter((tree) => tree !== undefined);
  return {
    tree: { op: "and", filters: trees.filter((tree) => tree.filters.length > 0) },
    live,
    message: dispatch.webhook,
    properties: request.trigger_properties ?? {},
    variationId: dispatch.variation_id,
    loopDepth: dispatch.loop_depth,
    includes: everybody,
    turns: (now) => (schedule && local ? plannedRunOf(schedule, local) : { at: now, wall: null }),
  };
}
