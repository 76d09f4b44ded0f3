/** Who of the people a campaign is meant for gets it now, and which delivery that makes. */
import type { DeliveryInput, DeliveryPriority, NewDelivery } from "#lib/delivery/schema.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { assignVariation } from "#lib/trigger/assign-variation.ts";
import { quietUntil } from "#lib/trigger/quiet-hours.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import type { CampaignDefinition, Variation } from "./schema.ts";
import { claimReceipts, type ReceiptClaim } from "./store-evaluate.ts";

export interface LiveVersion {
  campaignId: string;
  versionId: string;
  definition: CampaignDefinition;
}

export interface Candidate {
  deliveryId: string;
  person: PersonFacts;
  input: DeliveryInput;
  priority: DeliveryPriority;
  sendAt: Date;
  dispatchId?: string | null;
  runId?: string | null;
}

export type Admission = { candidate: Candidate } & (
  | { admitted: true; delivery: NewDelivery }
  | { admitted: false; reason: "not_eligible_until" | "control_group" }
);

/** Applies re-eligibility, variations and quiet hours; notes the receipts in the caller's transaction. One statement. */
export async function admit(
  sql: SqlClient,
  workspaceId: string,
  live: LiveVersion,
  candidates: readonly Candidate[],
  workspaceTimeZone: string,
  now: Date,
): Promise<Admission[]> {
  const claims = new Map<string, ReceiptClaim>();
  const chosen = candidates.map((candidate) => {
    const { profileId } = candidate.person;
    const variation = assignVariation(live.definition.variations, live.campaignId, profileId);
    if (variation) claims.set(profileId, claimOf(live, profileId, variation));
    return { candidate, variation };
  });
  const won =
    claims.size > 0 ? await claimReceipts(sql, workspaceId, [...claims.values()], now) : new Set<string>();
  const used = new Set<string>();
  return chosen.map(({ candidate, variation }): Admission => {
    const { profileId } = candidate.person;
    const always = claims.get(profileId)?.againAfterMs === 0;
    const may = always || (won.has(`${live.campaignId} ${profileId}`) && !used.has(profileId));
    used.add(profileId);
    if (!variation || !may) return { candidate, admitted: false, reason: "not_eligible_until" };
    if (variation.control) return { candidate, admitted: false, reason: "control_group" };
    return {
      candidate,
      admitted: true,
      delivery: deliveryOf(workspaceId, live, candidate, variation, workspaceTimeZone),
    };
  });
}

function claimOf(live: LiveVersion, profileId: string, variation: Variation): ReceiptClaim {
  const rule = live.definition.re_eligibility;
  const seconds = rule.after_seconds ?? (rule.after_calendar_days ?? 0) * 86_400;
  return {
    campaignId: live.campaignId,
    profileId,
    variationId: variation.message_variation_id,
    control: variation.control,
    againAfterMs: rule.allowed ? seconds * 1000 : null,
  };
}

function deliveryOf(
  workspaceId: string,
  live: LiveVersion,
  candidate: Candidate,
  variation: Variation,
  workspaceTimeZone: string,
): NewDelivery {
  const { person } = candidate;
  const quiet = live.definition.quiet_hours;
  const zone = firstZone(person.timeZone, workspaceTimeZone);
  const quietEnd = quiet ? quietUntil(quiet, candidate.sendAt, zone) : null;
  const dropped = quietEnd !== null && quiet?.action === "abort";
  return {
    id: candidate.deliveryId,
    workspaceId,
    campaignId: live.campaignId,
    campaignVersionId: live.versionId,
    variationId: variation.message_variation_id,
    dispatchId: candidate.dispatchId ?? null,
    runId: candidate.runId ?? null,
    profileId: person.profileId,
    externalUserId: person.externalId,
    priority: candidate.priority,
    sendAt: quietEnd ?? candidate.sendAt,
    input: candidate.input,
    ...(dropped ? { status: "aborted" as const, reason: "quiet_hours" } : {}),
  };
}
