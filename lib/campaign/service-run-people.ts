/** Who of a part of a run gets what, and why the others do not. */
import { eventDeliveryId } from "#lib/delivery/event-delivery-id.ts";
import { type NewDelivery, PRIORITY } from "#lib/delivery/schema.ts";
import { deeper } from "#lib/event/loop-guard.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { turnOf } from "#lib/trigger/schedule.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import { admit, type Candidate } from "./service-admit.ts";
import type { Source } from "./service-run-source.ts";
import type { WorkspaceRules } from "./store-admit.ts";
import { insertDecisions } from "./store-evaluate.ts";
import type { RunRow } from "./store-run.ts";

/** Their deliveries, with the reasons of those left out noted; with `places`, who took the last one. */
export async function deliveriesOf(
  sql: SqlClient,
  run: RunRow,
  source: Source,
  people: readonly PersonFacts[],
  rules: WorkspaceRules,
  now: Date,
  places: number | null,
): Promise<{ deliveries: NewDelivery[]; endedAt: string | null }> {
  const planned = source.turns(now);
  const turnFor = (person: PersonFacts): Date | null =>
    turnOf(planned, firstZone(person.timeZone, rules.timeZone), now);
  const reached = people.flatMap((person): Reached[] => {
    const sendAt = turnFor(person);
    return sendAt === null ? [] : [{ person, sendAt, deliveryId: eventDeliveryId(run.id, person.profileId) }];
  });
  const { deliveries, endedAt, refused } = await chosen(sql, run, source, reached, rules, now, places);
  const end = people.findIndex((person) => person.profileId === endedAt);
  const late = people
    .slice(0, end < 0 ? undefined : end + 1)
    .filter((person) => turnFor(person) === null)
    .map(({ profileId }) => ({ profileId, reason: "local_time_passed" }));
  await noteRefused(sql, run, [...late, ...refused], now);
  return { deliveries, endedAt };
}

async function chosen(
  sql: SqlClient,
  run: RunRow,
  source: Source,
  reached: readonly Reached[],
  rules: WorkspaceRules,
  now: Date,
  places: number | null,
): Promise<{ deliveries: NewDelivery[]; endedAt: string | null; refused: Refused[] }> {
  const { live } = source;
  if (source.message !== null) {
    const some = reached.slice(0, places ?? undefined);
    const endedAt = some.length < reached.length ? (some.at(-1)?.person.profileId ?? null) : null;
    return { deliveries: some.map((one) => messageDelivery(run, source, one)), endedAt, refused: [] };
  }
  if (!live) return { deliveries: [], endedAt: null, refused: [] };
  const input = run.dispatch_id ? { trigger_properties: source.properties, ...deeper(source) } : {};
  const candidates = reached.map(
    (one): Candidate => ({
      ...one,
      live,
      input,
      priority: PRIORITY.bulk,
      dispatchId: run.dispatch_id,
      runId: run.id,
    }),
  );
  const admissions = await admit(sql, run.workspace_id, candidates, rules, now, places);
  const last = admissions.length < candidates.length ? admissions.at(-1) : undefined;
  return {
    deliveries: admissions.flatMap((admission) => (admission.admitted ? [admission.delivery] : [])),
    endedAt: last?.candidate.person.profileId ?? null,
    refused: admissions.flatMap((admission) =>
      admission.admitted
        ? []
        : [{ profileId: admission.candidate.person.profileId, reason: admission.reason }],
    ),
  };
}

interface Reached {
  person: PersonFacts;
  sendAt: Date;
  deliveryId: string;
}

interface Refused {
  profileId: string;
  reason: string;
}

/** What a broadcast sends to one person: the message of the call. */
function messageDelivery(run: RunRow, source: Source, { person, sendAt, deliveryId }: Reached): NewDelivery {
  return {
    id: deliveryId,
    workspaceId: run.workspace_id,
    campaignId: run.campaign_id,
    campaignVersionId: run.campaign_version_id,
    variationId: source.variationId,
    dispatchId: run.dispatch_id,
    runId: run.id,
    profileId: person.profileId,
    externalUserId: person.externalId,
    priority: PRIORITY.bulk,
    sendAt,
    input: { webhook: source.message, ...deeper(source) },
  };
}

/** Keeps why people are left out, where there is a campaign to ask about. */
async function noteRefused(
  sql: SqlClient,
  run: RunRow,
  refused: readonly Refused[],
  now: Date,
): Promise<void> {
  const { campaign_id: campaignId, workspace_id: workspaceId } = run;
  if (campaignId === null || refused.length === 0) return;
  const decisions = refused.map((one) => ({ ...one, campaignId, eventId: null }));
  await insertDecisions(sql, workspaceId, decisions, now);
}
