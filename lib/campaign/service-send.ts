/** Sends that an API call asks for: `/campaigns/trigger/send` and `/messages/send`. */
import { type NewDelivery, PRIORITY } from "#lib/delivery/schema.ts";
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { AppError, conflict, invalid } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { applyAttributes } from "#lib/profile/apply-attributes.ts";
import { identifierKey, type UserIdentifier } from "#lib/profile/schema.ts";
import { peopleOf } from "#lib/profile/service.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { matchPeople } from "#lib/segment/service-match.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import type { WebhookMessage } from "#lib/webhook/schema.ts";
import type { CampaignRow } from "./campaign-row.ts";
import { eventDeliveryId } from "./event-delivery-id.ts";
import { type PlannedRun, turnOf } from "./schedule.ts";
import type { MessagesSend, Recipient, SendAnswer, SendResult, TriggerSend } from "./send-schema.ts";
import { admit, type Candidate, type LiveVersion } from "./service-admit.ts";
import { startDispatchRun } from "./service-run.ts";
import { findCampaign, findVersion } from "./store.ts";
import { insertDispatch, peopleById } from "./store-dispatch.ts";
import { workspaceZone } from "./store-evaluate.ts";
import { messageOf } from "./webhook-object.ts";

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
  const live = await triggerable(context, body);
  const { dispatchId, run } = planned;
  const zone = await workspaceZone(context.workspaceId);
  const tree = both(live.definition.audience, body.audience);
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
      now: context.now,
    });
    if (!body.recipients?.length) {
      await startDispatchRun(sql, context, {
        dispatchId,
        campaignId: live.campaignId,
        versionId: live.versionId,
      });
      return { dispatch_id: dispatchId, message: "success" };
    }
    const people = await resolve(sql, context, body.recipients);
    const matching = await matchingIds(context, tree, people);
    const results: SendResult[] = people.map((person, index) => ({
      external_user_id: person?.externalId ?? body.recipients?.[index]?.external_user_id ?? null,
      status: "skipped",
      reason: person ? "user_not_in_segment" : "unknown_user",
    }));
    const candidates = people.flatMap((person, index): (Candidate & { index: number })[] => {
      if (!person || !matching.has(person.profileId)) return [];
      const own = body.recipients?.[index]?.trigger_properties;
      const properties = { ...body.trigger_properties, ...own };
      const sendAt = turnOf(run, firstZone(person.timeZone, zone), context.now);
      if (sendAt === null) {
        results[index] = {
          external_user_id: person.externalId,
          status: "skipped",
          reason: "local_time_passed",
        };
        return [];
      }
      return [candidateOf(person, dispatchId, { trigger_properties: properties }, sendAt, index)];
    });
    const admissions = await admit(sql, context.workspaceId, live, candidates, zone, context.now);
    const deliveries: NewDelivery[] = [];
    for (const admission of admissions) {
      const { index } = admission.candidate as Candidate & { index: number };
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
    return { dispatch_id: dispatchId, message: "success", results };
  });
}

/** Sends the webhook that the call carries. */
export async function sendMessage(
  context: Context,
  body: MessagesSend,
  planned: PlannedSend = { dispatchId: newId(), run: { at: context.now, wall: null } },
): Promise<SendAnswer> {
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
    const people = await resolve(sql, context, recipients);
    const matching = await matchingIds(context, tree, people);
    const results = people.map((person, index): SendResult => {
      const externalId = person?.externalId ?? recipients[index]?.external_user_id ?? null;
      if (!person) return { external_user_id: externalId, status: "skipped", reason: "unknown_user" };
      if (!matching.has(person.profileId))
        return { external_user_id: externalId, status: "skipped", reason: "user_not_in_segment" };
      return {
        external_user_id: externalId,
        status: "accepted",
        delivery_id: eventDeliveryId(dispatchId, String(index)),
      };
    });
    const deliveries = results.flatMap((result, index): NewDelivery[] => {
      const person = people[index];
      if (!person || !result.delivery_id) return [];
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
          sendAt: turnOf(run, firstZone(person.timeZone, zone), context.now) ?? context.now,
          input: { webhook: message },
        },
      ];
    });
    await insertDeliveries(sql, deliveries, context.now);
    return { dispatch_id: dispatchId, message: "success", results };
  });
}

function candidateOf(
  person: PersonFacts,
  dispatchId: string,
  input: Candidate["input"],
  sendAt: Date,
  index: number,
): Candidate & { index: number } {
  return {
    deliveryId: eventDeliveryId(dispatchId, String(index)),
    person,
    input,
    priority: PRIORITY.api,
    sendAt,
    dispatchId,
    index,
  };
}

/** The people of a call, in its order; null for those nobody knows. Attributes are written first. */
async function resolve(
  sql: SqlClient,
  context: Context,
  recipients: readonly Recipient[],
): Promise<(PersonFacts | null)[]> {
  const identifiers = recipients.map(identifierOf);
  const writes = recipients.some((recipient) => recipient.attributes !== undefined);
  const mentions = recipients.map((recipient, index) => ({
    who: identifiers[index] ?? {},
    create: !recipient.send_to_existing_only,
  }));
  const people = await peopleOf(sql, context, mentions, writes);
  for (const [index, recipient] of recipients.entries()) {
    const profile = people.get(identifierKey(identifiers[index] ?? {}) ?? "");
    if (!profile || !recipient.attributes) continue;
    const applied = applyAttributes(profile, recipient.attributes);
    if (!applied.ok) {
      const field = `recipients.${index}.attributes.${applied.attribute}`;
      throw invalid([{ code: "invalid_attribute", field, message: applied.message, hint: applied.hint }]);
    }
    if (applied.changes.length > 0) people.change({ ...profile, ...applied.profile });
  }
  await people.save(sql);
  const ids = identifiers.map((who) => people.get(identifierKey(who) ?? "")?.id ?? null);
  const facts = await peopleById(sql, context.workspaceId, [...new Set(ids.filter((id) => id !== null))]);
  return ids.map((id) => (id === null ? null : (facts.get(id) ?? null)));
}

function identifierOf(recipient: Recipient): UserIdentifier {
  const { external_user_id: externalId, user_alias: alias, braze_id: id, email } = recipient;
  return {
    ...(externalId === undefined ? {} : { external_id: externalId }),
    ...(alias === undefined ? {} : { user_alias: alias }),
    ...(id === undefined ? {} : { braze_id: id }),
    ...(email === undefined ? {} : { email }),
  };
}

async function matchingIds(
  context: Context,
  tree: FilterTree,
  people: readonly (PersonFacts | null)[],
): Promise<Set<string>> {
  const unique = new Map(people.flatMap((person) => (person ? [[person.profileId, person] as const] : [])));
  const matching = await matchPeople(context.workspaceId, tree, [...unique.values()], context.now);
  return new Set(matching.map((person) => person.profileId));
}

/** The live version of a campaign that calls may start. Refuses everything else, so that nothing is lost unnoticed. */
export async function triggerable(
  context: Context,
  body: Pick<TriggerSend, "campaign_id" | "broadcast" | "recipients" | "audience">,
): Promise<LiveVersion> {
  const campaign = isId(body.campaign_id) ? await findCampaign(context.workspaceId, body.campaign_id) : null;
  if (!campaign)
    throw fatal(
      "invalid_campaign_id",
      "campaign_id",
      "Invalid Campaign ID: there is no such campaign.",
      "Copy the id from the campaign.",
    );
  if (campaign.type === "api") {
    throw fatal(
      "no_message_to_send",
      "campaign_id",
      "No message to send: an API campaign has no message of its own.",
      "Call /messages/send with the webhook.",
    );
  }
  const hasRecipients = (body.recipients?.length ?? 0) > 0;
  if (body.broadcast && hasRecipients) {
    throw fatal(
      "broadcast_with_recipients",
      "broadcast",
      "A broadcast has no recipients.",
      "Remove recipients, or set broadcast to false.",
    );
  }
  if (!body.broadcast && !hasRecipients) {
    const hint = body.audience
      ? "Set broadcast to true to send to the whole audience."
      : "Give recipients, or set broadcast to true.";
    throw fatal("no_recipients", "recipients", "No Recipients.", hint);
  }
  refuseInactive(campaign);
  const version = campaign.liveVersion
    ? await findVersion(context.workspaceId, campaign.id, { id: campaign.liveVersion.id })
    : null;
  if (!version) throw notActive(campaign);
  if (version.definition.delivery.type !== "api_trigger") {
    throw fatal(
      "not_api_triggered",
      "campaign_id",
      "This campaign is not started by API calls.",
      'Set its delivery to "api_trigger" and launch it.',
    );
  }
  return { campaignId: campaign.id, versionId: version.id, definition: version.definition };
}

function refuseInactive(campaign: CampaignRow): void {
  if (campaign.status !== "active") throw notActive(campaign);
}

function notActive(campaign: CampaignRow): AppError {
  const hint =
    campaign.status === "archived" ? "Duplicate it to send it again." : "Launch or resume it first.";
  return conflict("campaign_not_active", `The campaign is ${campaign.status}; nothing was sent.`, hint);
}

interface CheckedMessage {
  message: WebhookMessage;
  tree: FilterTree;
  recipients: Recipient[];
}

/** The message and the people of a call; throws what is wrong with either. */
export function checkedMessage(body: MessagesSend): CheckedMessage {
  if (!body.messages?.webhook) {
    throw fatal(
      "no_message_to_send",
      "messages",
      "No message to send.",
      "Give messages.webhook with url, request_method and body.",
    );
  }
  const recipients: Recipient[] = [
    ...(body.external_user_ids ?? []).map((id) => ({ external_user_id: id, send_to_existing_only: true })),
    ...(body.user_aliases ?? []).map((alias) => ({ user_alias: alias, send_to_existing_only: true })),
  ];
  const wide = body.segment_id !== undefined || body.audience !== undefined;
  if (recipients.length === 0 && !wide && !body.broadcast) {
    throw fatal(
      "no_recipients",
      "external_user_ids",
      "No Recipients.",
      "Give external_user_ids, user_aliases, segment_id or audience.",
    );
  }
  if (recipients.length === 0 && !body.broadcast) {
    throw fatal(
      "broadcast_required",
      "broadcast",
      "Sending to everybody of a segment or audience needs broadcast.",
      "Set broadcast to true.",
    );
  }
  const message = messageOf(body.messages.webhook);
  const { errors } = compileMessage(message);
  if (errors.length > 0) {
    throw invalid(
      errors.map(({ position: _position, ...error }) => ({ ...error, field: `messages.${error.field}` })),
    );
  }
  const segment: FilterTree | undefined =
    body.segment_id === undefined
      ? undefined
      : { op: "and", filters: [{ type: "segment", segment_id: body.segment_id }] };
  return { message, tree: both(segment, body.audience), recipients };
}

/** The API campaign and variation that the call is counted under. */
export async function apiCampaign(
  context: Context,
  body: MessagesSend,
): Promise<{ campaignId: string; versionId: string | null; variationId: string }> {
  const id = body.campaign_id ?? "";
  const campaign = isId(id) ? await findCampaign(context.workspaceId, id) : null;
  if (!campaign)
    throw fatal(
      "invalid_campaign_id",
      "campaign_id",
      "Invalid Campaign ID: there is no such campaign.",
      "Copy the id from the campaign.",
    );
  if (campaign.type !== "api") {
    throw fatal(
      "mismatched_message_type",
      "campaign_id",
      "Mismatched Message Type: this is not an API campaign.",
      "Use an API campaign, or /campaigns/trigger/send.",
    );
  }
  const variationId = body.messages?.webhook?.message_variation_id;
  const field = "messages.webhook.message_variation_id";
  if (!variationId)
    throw fatal(
      "message_variant_unspecified",
      field,
      "Message Variant Unspecified.",
      "Give the message_variation_id of the campaign.",
    );
  if (!campaign.draft.variations.some((variation) => variation.message_variation_id === variationId)) {
    throw fatal(
      "invalid_message_variant",
      field,
      "Invalid Message Variant.",
      "Copy the id from the campaign's variations.",
    );
  }
  refuseInactive(campaign);
  return { campaignId: campaign.id, versionId: campaign.liveVersion?.id ?? null, variationId };
}

/** Both conditions at once; no condition is everybody. */
export function both(first: FilterTree | undefined, second: FilterTree | undefined): FilterTree {
  const trees = [first, second].filter((tree) => tree !== undefined);
  return { op: "and", filters: trees.filter((tree) => tree.filters.length > 0) };
}

function fatal(code: string, field: string, message: string, hint: string): AppError {
  return new AppError("bad_request", message, { errors: [{ code, field, message, hint }] });
}
