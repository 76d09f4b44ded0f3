/** How many people a campaign would reach as it stands, how they spread over its variations, and how long it takes. */
import { type CapRule, capRules } from "#lib/delivery/service-caps.ts";
import { problemText } from "#lib/i18n/problem-words.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { audienceOf } from "#lib/segment/service.ts";
import { firstRun, upcomingRuns } from "#lib/trigger/schedule.ts";
import { eligibleSince } from "./eligible-since.ts";
import type { CampaignDefinition } from "./schema.ts";
import { campaignOrThrow } from "./service.ts";
import type { Estimate } from "./stats-schema.ts";
import { countReceiversNow, type WorkspaceRules, workspaceRules } from "./store-admit.ts";
import { reachOf } from "./store-estimate.ts";

const SHOWN_RUNS = 5;

/** The draft is estimated: what a launch would do now. */
export async function estimateCampaign(context: Context, id: string): Promise<Estimate> {
  const campaign = await campaignOrThrow(context, id);
  const { draft } = campaign;
  const rules = await workspaceRules(pool(), context.workspaceId);
  const receivers = await countReceiversNow([id]);
  const reach = await reachOf(
    context.workspaceId,
    await audienceOf(context, draft.audience),
    id,
    eligibleSince(draft.re_eligibility, context.now, [rules.timeZone]),
    capsOf(draft, rules, context.now),
  );
  const afterCaps = withinUserCap(draft, reach.after_caps);
  const held = Math.round((afterCaps * (draft.winner_selection?.held_percentage ?? 0)) / 100);
  const perMinute = draft.rate_limit.per_minute;
  return {
    matched: reach.matched,
    reachable: reach.reachable,
    again: Math.min(reach.again, afterCaps),
    received: receivers.get(id) ?? 0,
    after_caps: afterCaps,
    variations: spread(draft, afterCaps - held),
    held_for_winner: held,
    per_minute: perMinute,
    minutes: perMinute === null ? null : Math.ceil((sendingShare(draft) * afterCaps) / perMinute),
    next_runs: nextRuns(draft, rules.timeZone, context.now),
    warnings: reach.matched > 0 ? [] : [{ code: "audience.zero", ...problemText("audience.zero") }],
  };
}

function capsOf(draft: CampaignDefinition, rules: WorkspaceRules, now: Date): CapRule[] {
  const own = draft.frequency_cap ? [{ ...draft.frequency_cap, tag: null }] : [];
  return capRules([...rules.caps, ...own], now).filter(({ tag }) => tag === null || draft.tags.includes(tag));
}

function withinUserCap({ user_cap: cap }: CampaignDefinition, people: number): number {
  return Math.min(people, cap?.total ?? people, cap?.per_run ?? people);
}

function sendingShare({ variations }: CampaignDefinition): number {
  const control = variations.find((variation) => variation.control)?.percentage ?? 0;
  return 1 - control / 100;
}

function spread({ variations }: CampaignDefinition, people: number): Estimate["variations"] {
  return variations.map((variation) => ({
    message_variation_id: variation.message_variation_id,
    name: variation.name,
    control: variation.control,
    people: Math.round((people * variation.percentage) / 100),
  }));
}

function nextRuns({ delivery }: CampaignDefinition, timeZone: string, now: Date): string[] {
  if (delivery.type !== "scheduled") return [];
  const launch = { launchedAt: now, timeZone };
  const first = firstRun(delivery, launch);
  if (!first) return [];
  const rest = upcomingRuns(delivery, launch, first.at, SHOWN_RUNS - 1);
  return [first, ...rest].map((run) => run.at.toISOString());
}
