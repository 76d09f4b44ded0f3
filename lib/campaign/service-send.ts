/** Sends that an API call asks for: `/campaigns/trigger/send` and `/messages/send`. */

import { eventDeliveryId } from "#lib/delivery/event-delivery-id.ts";
import { type NewDelivery, PRIORITY } from "#lib/delivery/schema.ts";
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import { deeper, refuseLoop } from "#lib/event/loop-guard.ts";
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { type PlannedRun, turnOf } from "#lib/trigger/schedule.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import type { MessagesSend, SendAnswer, SendResult, TriggerSend } from "./send-schema.ts";
import { matchingIds, recipientsOf } from "./service-recipients.ts";
import { startDispatchRun } from "./service-run.ts";
import { apiCampaign, checkedMessage, triggerable } from "./service-send-checks.ts";
import { contractWarnings } from "./service-send-contract.ts";
import { triggerRecipients } from "./service-trigger.ts";
import { workspaceRules } from "./store-admit.ts";
import { insertDispatch } from "./store-dispatch.ts";
import { workspaceZone } from "./store-evaluate.ts";

/** A send that was asked for earlier. Sending it again under the same id changes nothing. */
export interface PlannedSend {
  dispatchId: string;
  run: PlannedRun;
}

/** Sends a campaign to the people of the call, each with properties of their own; or to its whole audience. */
export async function triggerCampaign(
  context: Context,
  body: TriggerSend,
  planned: PlannedSend = { dispatchId: newId(), run: { at: context.now, wall: null } },
): Promise<SendAnswer> {
  refuseLoop(context);
  const live = await triggerable(context, body);
  const warnings = contractWarnings(live.definition.trigger_contract, body);
  const { dispatchId } = planned;
  const rules = await workspaceRules(pool(), context.workspaceId);
  return inTransaction(async (sql) => {
    await insertDispatch(sql, {
      id: dispatchId,
      workspaceId: context.workspaceId,
      campaignId: live.campaignId,
      sendId: body.send_id ?? null,
      kind: "campaign_trigger",
      variationId: null,
      webhook: null,
      request: body,
      scheduledFor: null,
      loopDepth: context.loopDepth,
      now: context.now,
    });
    if (!body.recipients?.length) {
      await startDispatchRun(sql, context, {
        dispatchId,
        campaignId: live.campaignId,
        versionId: live.versionId,
      });
      return { dispatch_id: dispatchId, message: "success", ...warnings };
    }
    const results = await triggerRecipients(sql, context, live, body, { ...planned, rules });
    return { dispatch_id: dispatchId, message: "success", results, ...warnings };
  });
}

/** Sends the webhook that the call carries. */
export async function sendMessage(
  context: Context,
  body: MessagesSend,
  planned: PlannedSend = { dispatchId: newId(), run: { at: context.now, wall: null } },
): Promise<SendAnswer> {
  refuseLoop(context);
  const { message, tree, recipients } = checkedMessage(body);
  const campaign = body.campaign_id === undefined ? null : await apiCampaign(context, body);
  const zone = await workspaceZone(context.workspaceId);
  const { dispatchId, run } = planned;
  return inTransaction(async (sql) => {
    await insertDispatch(sql, {
      id: dispatchId,
      workspaceId: context.workspaceId,
      campaignId: campaign?.campaignId ?? null,
      sendId: body.send_id ?? null,
      kind: "messages_send",
      variationId: campaign?.variationId ?? null,
      webhook: message,
      request: { ...body, audience: tree },
      scheduledFor: null,
      loopDepth: context.loopDepth,
      now: context.now,
    });
    if (recipients.length === 0) {
      await startDispatchRun(sql, context, {
        dispatchId,
        campaignId: campaign?.campaignId ?? null,
        versionId: campaign?.versionId ?? null,
      });
      return { dispatch_id: dispatchId, message: "success" };
    }
    const people = await recipientsOf(sql, context, recipients);
    const matching = await matchingIds(sql, context, tree, people);
    const turns = people.map((person) =>
      person ? turnOf(run, firstZone(person.timeZone, zone), context.now) : null,
    );
    const results = people.map((person, index): SendResult => {
      const externalId = person?.externalId ?? recipients[index]?.external_user_id ?? null;
      const skipped = (reason: string): SendResult => ({
        external_user_id: externalId,
        status: "skipped",
        reason,
      });
      if (!person) return skipped("unknown_user");
      if (!matching.has(person.profileId)) return skipped("user_not_in_segment");
      if (!turns[index]) return skipped("local_time_passed");
      return {
        external_user_id: externalId,
        status: "accepted",
        delivery_id: eventDeliveryId(dispatchId, String(index)),
      };
    });
    const deliveries = results.flatMap((result, index): NewDelivery[] => {
      const person = people[index];
      const sendAt = turns[index];
      if (!person || !sendAt || !result.delivery_id) return [];
      return [
        {
          id: result.delivery_id,
          workspaceId: context.workspaceId,
          campaignId: campaign?.campaignId ?? null,
          campaignVersionId: campaign?.versionId ?? null,
          variationId: campaign?.variationId ?? null,
          dispatchId,
          profileId: person.profileId,
          externalUserId: person.externalId,
          priority: PRIORITY.api,
          sendAt,
          input: { webhook: message, ...deeper(context) },
        },
      ];
    });
    await insertDeliveries(sql, deliveries, context.now);
    return { dispatch_id: dispatchId, message: "success", results };
  });
}
