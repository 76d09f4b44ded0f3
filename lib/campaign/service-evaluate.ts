/**
 * Which campaigns do these events start? Works off the events of one workspace in one transaction with a bounded
 * number of statements. Repeating a batch sends nothing twice. A campaign that breaks never stops the others.
 */

import type { EvaluateEventsPayload } from "#lib/event/jobs.ts";
import { depthsOf } from "#lib/event/loop-guard.ts";
import { log } from "#lib/platform/log.ts";
import { peopleFacts } from "#lib/segment/service-match.ts";
import { segmentEntries } from "#lib/segment/service-members.ts";
import { type Fired, type Judged, judge } from "./fired.ts";
import { decisionOf, type Entry, fire } from "./service-fire.ts";
import { type LiveCampaign, liveCampaigns } from "./service-live.ts";
import { recordConversions } from "./store-conversion.ts";
import { cancelDelayed } from "./store-evaluate.ts";

/** Evaluates a batch of one workspace. */
export async function evaluateEvents(
  workspaceId: string,
  batch: readonly EvaluateEventsPayload[],
  now: Date,
): Promise<void> {
  const campaigns = await liveCampaigns(workspaceId);
  if (campaigns.length === 0) return;
  const judged = judgeAll(campaigns, batch, now);
  const depths = depthsOf(batch);
  const entries = (await entriesOf(workspaceId, campaigns, judged.touched, now)).map((one) => ({
    ...one,
    depths,
  }));
  const { fired, cancelled, goals, excepted } = judged;
  const busy = fired.length + cancelled.length + goals.length + excepted.length + entries.length > 0;
  if (!busy) return;
  const [again, reached] = [goals.filter((goal) => goal.started), goals.filter((goal) => !goal.started)];
  const decisions = excepted.map((one) => decisionOf(one, "exception_event"));
  await fire(workspaceId, { fired, entries }, decisions, now, {
    before: async (sql) => {
      if (cancelled.length > 0) await cancelDelayed(sql, workspaceId, cancelled, now);
      // An event that starts the campaign anew reaches the goal of the receipt before, never of its own.
      if (again.length > 0) await recordConversions(sql, workspaceId, again);
    },
    after: async (sql) => {
      if (reached.length > 0) await recordConversions(sql, workspaceId, reached);
    },
  });
}

function judgeAll(
  campaigns: readonly LiveCampaign[],
  batch: readonly EvaluateEventsPayload[],
  now: Date,
): Judged {
  const events = batch.flatMap((payload) => payload.events);
  const changed = batch.flatMap((payload) => payload.attribute_changes.map((change) => change.profile_id));
  const judged: Judged = {
    fired: [],
    cancelled: [],
    goals: [],
    excepted: [],
    touched: new Set([...events.map((event) => event.profile_id), ...changed]),
  };
  for (const campaign of campaigns) {
    try {
      const one = judge(campaign, events, batch, now);
      judged.fired.push(...one.fired);
      judged.cancelled.push(...one.cancelled);
      judged.goals.push(...one.goals);
      judged.excepted.push(...one.excepted);
    } catch (error) {
      log().error(
        { err: error, campaignId: campaign.campaignId },
        "a campaign cannot be evaluated and is skipped",
      );
    }
  }
  return judged;
}

/** Who of the people seems to have entered a segment that some campaign waits for. */
async function entriesOf(
  workspaceId: string,
  campaigns: readonly LiveCampaign[],
  touched: ReadonlySet<string>,
  now: Date,
): Promise<Omit<Entry, "depths">[]> {
  const watching = watchersOf(campaigns);
  if (watching.size === 0 || touched.size === 0) return [];
  const people = [...(await peopleFacts(workspaceId, [...touched])).values()];
  const found: Omit<Entry, "depths">[] = [];
  for (const [segmentId, list] of watching) {
    try {
      const entries = await segmentEntries(workspaceId, { segmentId, watcher: "campaign" }, people, now);
      if (entries.entered.length + entries.left.length > 0) found.push({ entries, watching: list });
    } catch (error) {
      log().error({ err: error, segmentId }, "a segment cannot be evaluated and is skipped");
    }
  }
  return found;
}

/** The campaigns that wait for each segment. */
function watchersOf(campaigns: readonly LiveCampaign[]): Map<string, Fired["campaign"][]> {
  const watching = new Map<string, Fired["campaign"][]>();
  for (const campaign of campaigns) {
    const { action } = campaign;
    for (const trigger of action ? campaign.triggers : []) {
      if (trigger.type !== "segment_entry" || !action) continue;
      watching.set(trigger.segment_id, [
        ...(watching.get(trigger.segment_id) ?? []),
        { ...campaign, action },
      ]);
    }
  }
  return watching;
}
