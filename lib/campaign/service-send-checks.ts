/** What makes a sending call impossible, said in one go before anything is stored. */
import type { Context } from "#lib/platform/context.ts";
import { AppError, conflict, invalid } from "#lib/platform/errors.ts";
import { isId } from "#lib/platform/id.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import type { WebhookMessage } from "#lib/webhook/schema.ts";
import type { CampaignRow } from "./campaign-row.ts";
import type { MessagesSend, Recipient, TriggerSend } from "./send-schema.ts";
import type { LiveVersion } from "./service-admit.ts";
import { findCampaign, findVersion } from "./store.ts";
import { messageOf } from "./webhook-object.ts";

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
