/**
 * Looks once more at deliveries that are about to be sent for the first time: the campaign may have been paused, the
 * person may have left the audience or done what calls the message off, and the clock may have reached quiet hours.
 * A retry is never held back: its receiver may have acted on the first attempt already. Nor is a replay: somebody
 * looked at the delivery and asked for it, whatever the campaign, its audience or the clock would say.
 */
import type { HeldBack } from "#lib/delivery/service-prepare.ts";
import type { SendRow } from "#lib/delivery/store-send.ts";
import { pool } from "#lib/platform/db.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import { matchPeople, peopleFacts } from "#lib/segment/service-match.ts";
import { eventFires } from "#lib/trigger/match-event.ts";
import { delayOf } from "#lib/trigger/schema.ts";
import { sendMoment } from "#lib/trigger/send-moment.ts";
import type { CampaignDefinition } from "./schema.ts";
import { sendRulesOf } from "./send-rules.ts";
import { definitionOf } from "./service-plan.ts";
import { type WorkspaceRules, workspaceRules } from "./store-admit.ts";
import { campaignStatuses, laterEvents } from "./store-hold-back.ts";

const KNOWN_MS = 500;
/** Whoever resumes the campaign lets its deliveries go; this is for one that was on its way here just then. */
const LOOK_AGAIN_MS = 10 * 60_000;
const statuses = new Map<string, { status: string; at: number }>();
const rulesOf = new Map<string, { rules: WorkspaceRules; at: number }>();

/** Which of the rows must not go now, and why. A few statements per campaign of the chunk, none for most. */
export async function holdBack(rows: readonly SendRow[], now: Date): Promise<Map<string, HeldBack>> {
  const held = new Map<string, HeldBack>();
  const first = rows.filter(
    (row) => row.attempts_count === 0 && row.next_reason !== "manual" && row.replay_of === null,
  );
  await holdByStatus(first, held, now);
  const versions = Map.groupBy(
    first.filter(
      (row) => row.campaign_version_id !== null && row.input.webhook === undefined && !held.has(row.id),
    ),
    (row) => row.campaign_version_id ?? "",
  );
  for (const [versionId, group] of versions) {
    const workspaceId = group[0]?.workspace_id ?? "";
    const definition = await definitionOf(workspaceId, versionId);
    if (!definition) continue;
    await holdByClock(workspaceId, definition, group, held, now);
    await holdDelayed(
      workspaceId,
      definition,
      group.filter((row) => !held.has(row.id)),
      held,
      now,
    );
  }
  return held;
}

async function holdByStatus(rows: readonly SendRow[], held: Map<string, HeldBack>, now: Date): Promise<void> {
  const ids = [...new Set(rows.flatMap((row) => row.campaign_id ?? []))];
  const unknown = ids.filter((id) => now.getTime() - (statuses.get(id)?.at ?? 0) > KNOWN_MS);
  if (unknown.length > 0) {
    if (statuses.size > 1_000) statuses.clear();
    for (const row of await campaignStatuses(unknown))
      statuses.set(row.id, { status: row.status, at: now.getTime() });
  }
  for (const row of rows) {
    const status = row.campaign_id ? statuses.get(row.campaign_id)?.status : undefined;
    if (status === "paused")
      held.set(row.id, { status: "held", reason: "campaign_paused", until: lookAgain(now) });
    if (status === "stopped" || status === "archived")
      held.set(row.id, { status: "cancelled", reason: "campaign_stopped", until: null });
  }
}

function lookAgain(now: Date): Date {
  return new Date(now.getTime() + LOOK_AGAIN_MS);
}

async function holdByClock(
  workspaceId: string,
  definition: CampaignDefinition,
  rows: readonly SendRow[],
  held: Map<string, HeldBack>,
  now: Date,
): Promise<void> {
  const workspace = await knownRules(workspaceId, now);
  const rules = sendRulesOf(definition, workspace);
  if (!rules.quietHours && !rules.timeFrame && !rules.window) return;
  for (const row of rows) {
    const moment = sendMoment(now, rules, { person: row.time_zone, workspace: workspace.timeZone });
    if (moment.kind !== "send") held.set(row.id, { status: "aborted", reason: moment.reason, until: null });
    else if (moment.at > now) {
      const reason = moment.heldBy ?? "quiet_hours";
      held.set(row.id, { status: "held", reason, until: moment.at });
    }
  }
}

/** So long after a run asked who is in the audience, its messages in local time are judged by it once more. */
const OLD_ANSWER_MS = 15 * 60_000;

/** Messages that were to go later: called off by what happened since, or by an audience the person is no longer in. */
async function holdDelayed(
  workspaceId: string,
  { delivery, audience }: CampaignDefinition,
  rows: readonly SendRow[],
  held: Map<string, HeldBack>,
  now: Date,
): Promise<void> {
  const delayed = rows.filter((row) => row.profile_id !== null);
  if (delivery.type === "scheduled" && delivery.in_local_time) {
    const old = delayed.filter((row) => now.getTime() - row.created_at.getTime() > OLD_ANSWER_MS);
    return holdOutsiders(workspaceId, audience, old, held, now);
  }
  if (delivery.type !== "action" || !delayOf(delivery) || delayed.length === 0) return;
  const exceptions = delivery.exception_events ?? [];
  const later = exceptions.length > 0 ? await laterEvents(workspaceId, delayed) : [];
  for (const event of later) {
    if (exceptions.some((exception) => eventFires(exception, event, now)))
      held.set(event.delivery_id, { status: "cancelled", reason: "exception_event", until: null });
  }
  if (delivery.recheck_audience !== false) await holdOutsiders(workspaceId, audience, delayed, held, now);
}

async function holdOutsiders(
  workspaceId: string,
  audience: FilterTree,
  rows: readonly SendRow[],
  held: Map<string, HeldBack>,
  now: Date,
): Promise<void> {
  if (rows.length === 0 || audience.filters.length === 0) return;
  const inside = await stillInside(workspaceId, audience, rows, now);
  for (const row of rows) {
    if (held.has(row.id) || inside.has(row.profile_id ?? "")) continue;
    held.set(row.id, { status: "aborted", reason: "user_not_in_segment", until: null });
  }
}

async function stillInside(
  workspaceId: string,
  audience: FilterTree,
  rows: readonly SendRow[],
  now: Date,
): Promise<Set<string>> {
  const people = await peopleFacts(workspaceId, [...new Set(rows.flatMap((row) => row.profile_id ?? []))]);
  const matching = await matchPeople(workspaceId, audience, [...people.values()], now);
  return new Set(matching.map((person) => person.profileId));
}

async function knownRules(workspaceId: string, now: Date): Promise<WorkspaceRules> {
  const known = rulesOf.get(workspaceId);
  if (known && now.getTime() - known.at <= KNOWN_MS * 10) return known.rules;
  const rules = await workspaceRules(pool(), workspaceId);
  if (rulesOf.size > 1_000) rulesOf.clear();
  rulesOf.set(workspaceId, { rules, at: now.getTime() });
  return rules;
}
