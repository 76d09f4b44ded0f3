/** The people a call or a part of a bulk call names, each with properties of their own. */
import { eventDeliveryId } from "#lib/delivery/event-delivery-id.ts";
import { type NewDelivery, PRIORITY } from "#lib/delivery/schema.ts";
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import { deeper } from "#lib/event/loop-guard.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { type PlannedRun, turnOf } from "#lib/trigger/schedule.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import type { SendResult, TriggerSend } from "./send-schema.ts";
import { admit, type Candidate, type LiveVersion } from "./service-admit.ts";
import { matchingIds, recipientsOf } from "./service-recipients.ts";
import { both } from "./service-send-checks.ts";
import { type WorkspaceRules, workspaceRules } from "./store-admit.ts";
import { insertDispatch } from "./store-dispatch.ts";

interface Sending {
  dispatchId: string;
  run: PlannedRun;
  rules: WorkspaceRules;
  /** Place of the first recipient among all that go under the dispatch: each place has its delivery id. */
  firstIndex?: number;
}

/** Sends to the recipients in the caller's transaction; what became of each, in their order. */
export async function triggerRecipients(
  sql: SqlClient,
  context: Context,
  live: LiveVersion,
  body: TriggerSend,
  sending: Sending,
): Promise<SendResult[]> {
  const { run, rules } = sending;
  const recipients = body.recipients ?? [];
  const tree = both(live.definition.audience, body.audience);
  const people = await recipientsOf(sql, context, recipients);
  const matching = await matchingIds(sql, context, tree, people);
  const results: SendResult[] = people.map((person, index) => ({
    external_user_id: person?.externalId ?? recipients[index]?.external_user_id ?? null,
    status: "skipped",
    reason: person ? "user_not_in_segment" : "unknown_user",
  }));
  const named = new Set<string>();
  const candidates = people.flatMap((person, index): (Candidate & { index: number })[] => {
    if (!person || !matching.has(person.profileId)) return [];
    if (body.dedupe && named.has(person.profileId)) {
      results[index] = skipped(person, "duplicate_recipient");
      return [];
    }
    named.add(person.profileId);
    const own = recipients[index]?.trigger_properties;
    const properties = { ...body.trigger_properties, ...own };
    const sendAt = turnOf(run, firstZone(person.timeZone, rules.timeZone), context.now);
    if (sendAt === null) {
      results[index] = skipped(person, "local_time_passed");
      return [];
    }
    return [
      candidateOf(
        live,
        person,
        sending,
        { trigger_properties: properties, ...deeper(context) },
        sendAt,
        index,
      ),
    ];
  });
  const admissions = await admit(sql, context.workspaceId, candidates, rules, context.now);
  const deliveries: NewDelivery[] = [];
  for (const admission of admissions) {
    const { index } = admission.candidate;
    const before = results[index];
    if (!before) continue;
    if (admission.admitted) deliveries.push(admission.delivery);
    results[index] = admission.admitted
      ? {
          external_user_id: before.external_user_id,
          status: "accepted",
          delivery_id: admission.delivery.id,
        }
      : { external_user_id: before.external_user_id, status: "skipped", reason: admission.reason };
  }
  await insertDeliveries(sql, deliveries, context.now);
  return results;
}

/** One part of a bulk call. Parts share a dispatch, in which the first one starts at `firstIndex` 0. */
export async function triggerPart(
  sql: SqlClient,
  context: Context,
  live: LiveVersion,
  body: TriggerSend,
  part: { dispatchId: string; firstIndex: number },
): Promise<SendResult[]> {
  const rules = await workspaceRules(pool(), context.workspaceId);
  const { recipients: _lines, ...request } = body;
  await insertDispatch(sql, {
    id: part.dispatchId,
    workspaceId: context.workspaceId,
    campaignId: live.campaignId,
    sendId: body.send_id ?? null,
    kind: "campaign_trigger",
    variationId: null,
    webhook: null,
    request,
    scheduledFor: null,
    loopDepth: context.loopDepth,
    now: context.now,
  });
  return triggerRecipients(sql, context, live, body, {
    ...part,
    run: { at: context.now, wall: null },
    rules,
  });
}

function skipped(person: PersonFacts, reason: string): SendResult {
  return { external_user_id: person.externalId, status: "skipped", reason };
}

function candidateOf(
  live: LiveVersion,
  person: PersonFacts,
  { dispatchId, firstIndex = 0 }: Sending,
  input: Candidate["input"],
  sendAt: Date,
  index: number,
): Candidate & { index: number } {
  return {
    live,
    deliveryId: eventDeliveryId(dispatchId, String(firstIndex + index)),
    person,
    input,
    priority: PRIORITY.api,
    sendAt,
    dispatchId,
    index,
  };
}
