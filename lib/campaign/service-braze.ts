/** Campaigns in the shape that existing REST clients read. */
import type { Context } from "#lib/platform/context.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { hasUnpublishedChanges } from "./answer.ts";
import type { CampaignRow } from "./campaign-row.ts";
import type { BrazeListQuery } from "./stats-schema.ts";
import { findCampaign, findVersion, listCampaignPage } from "./store.ts";
import { insertDispatch } from "./store-dispatch.ts";

const PAGE = 100;

/** A page of a hundred. */
export async function brazeList(context: Context, query: BrazeListQuery) {
  const rows = await listCampaignPage(context.workspaceId, {
    includeArchived: query.include_archived,
    direction: query.sort_direction,
    editedAfter: query["last_edit.time[gt]"] ? new Date(query["last_edit.time[gt]"]) : null,
    skip: query.page * PAGE,
    take: PAGE,
  });
  return rows.map((row) => ({
    id: row.id,
    name: row.draft.name,
    is_api_campaign: row.type === "api",
    tags: row.draft.tags,
    last_edited: row.updatedAt.toISOString(),
  }));
}

/**
 * Everything about one campaign: as it is live, or with `upcoming` as it will be after the next launch. Secrets are
 * references, so none leaves with it.
 */
export async function brazeDetails(context: Context, id: string, upcoming = false) {
  const row = await namedCampaign(context, id);
  const live = row.liveVersion;
  const version =
    upcoming || live === null ? null : await findVersion(context.workspaceId, row.id, { id: live.id });
  const draft = version?.definition ?? row.draft;
  return {
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    archived: row.status === "archived",
    draft: row.status === "draft",
    enabled: row.status === "active" || row.status === "scheduled",
    has_post_launch_draft: hasUnpublishedChanges(row),
    name: row.draft.name,
    description: row.draft.description,
    schedule_type: scheduleType(draft),
    channels: ["webhook"],
    first_sent: row.firstSentAt?.toISOString() ?? null,
    last_sent: row.lastSentAt?.toISOString() ?? null,
    tags: row.draft.tags,
    teams: [],
    messages: Object.fromEntries(
      draft.variations
        .filter((variation) => !variation.control)
        .map((variation) => [variation.message_variation_id, messageView(variation)]),
    ),
    conversion_behaviors: draft.conversions.map((conversion) => ({
      type: conversion.type === "purchase" ? "Makes Purchase" : "Performs Custom Event",
      window: conversion.window_seconds,
      ...(conversion.event ? { custom_event_name: conversion.event } : {}),
      ...(conversion.product_id ? { product: conversion.product_id } : {}),
    })),
  };
}

function messageView({ name, webhook }: CampaignRow["draft"]["variations"][number]) {
  if (!webhook) return { channel: "webhook", name };
  return {
    channel: "webhook",
    name,
    url: webhook.url,
    method: webhook.method,
    type: webhook.body.type,
    headers: webhook.headers,
    body: webhook.body.type === "none" ? null : webhook.body.value,
  };
}

function scheduleType({ delivery }: CampaignRow["draft"]): string {
  if (delivery.type === "scheduled") return "time_based";
  return delivery.type === "action" ? "action_based" : "api_triggered";
}

/** Reserves an id under which sends of a campaign are counted; any text of the caller's will do. */
export async function createSendId(
  context: Context,
  campaignId: string,
  sendId: string | undefined,
): Promise<string> {
  const campaign = await namedCampaign(context, campaignId);
  const id = sendId ?? newId();
  await inTransaction((sql) =>
    insertDispatch(sql, {
      id: newId(),
      workspaceId: context.workspaceId,
      campaignId: campaign.id,
      sendId: id,
      kind: "messages_send",
      variationId: null,
      webhook: null,
      request: null,
      scheduledFor: null,
      now: context.now,
    }),
  );
  return id;
}

async function namedCampaign(context: Context, id: string): Promise<CampaignRow> {
  const row = isId(id) ? await findCampaign(context.workspaceId, id) : null;
  if (row) return row;
  const message = "Invalid Campaign ID: there is no such campaign.";
  throw new AppError("bad_request", message, {
    errors: [
      { code: "invalid_campaign_id", field: "campaign_id", message, hint: "Copy the id from the campaign." },
    ],
  });
}
