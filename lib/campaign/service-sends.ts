/** What became of sending calls: found by the ids that a caller has. */
import { apiRequests } from "#lib/api-log/service.ts";
import { countByDispatch, listDeliveries } from "#lib/delivery/service.ts";
import type { Context } from "#lib/platform/context.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { isId } from "#lib/platform/id.ts";
import { answerOfKey } from "#lib/platform/idempotency-store.ts";
import type { CampaignCallsQuery, SendsQuery, SendView } from "./sends-schema.ts";
import { campaignOrThrow } from "./service.ts";
import { type DispatchRow, listDispatches } from "./store-dispatch.ts";

const SHOWN_DELIVERIES = 50;

/** Calls that named the campaign, newest first, with the reasons of those that were refused. */
export async function callsOfCampaign(context: Context, campaignId: string, query: CampaignCallsQuery) {
  const { id } = await campaignOrThrow(context, campaignId);
  return apiRequests(context, { ...query, campaign_id: id });
}

/** Sends that fit every id given, newest first. */
export async function findSends(
  context: Context,
  query: SendsQuery,
): Promise<{ sends: SendView[]; next_cursor: string | null }> {
  const { idempotency_key: key, dispatch_id: given } = query;
  const made = key === undefined ? given : await dispatchOfKey(context, key);
  if (key !== undefined && (made === undefined || (given !== undefined && given !== made)))
    return { sends: [], next_cursor: null };
  const rows = await listDispatches(
    context.workspaceId,
    { id: made, sendId: query.send_id, campaignId: query.campaign_id, planned: query.planned === true },
    { limit: query.limit + 1, after: query.cursor ? decodeTimeCursor(query.cursor) : null },
  );
  const shown = rows.slice(0, query.limit);
  const counts = await countByDispatch(
    context.workspaceId,
    shown.map(({ id }) => id),
  );
  const only = shown.length === 1 ? shown[0] : undefined;
  const deliveries = only
    ? (await listDeliveries(context, { dispatch_id: only.id, limit: SHOWN_DELIVERIES })).deliveries
    : [];
  const last = shown.at(-1);
  return {
    sends: shown.map((row) => toView(row, counts.get(row.id) ?? {}, deliveries)),
    next_cursor:
      rows.length > query.limit && last ? encodeCursor([last.created_at.toISOString(), last.id]) : null,
  };
}

/** The kept answer knows it for a day, the request log for longer. */
async function dispatchOfKey(context: Context, key: string): Promise<string | undefined> {
  const kept = await answerOfKey(context.workspaceId, key);
  const id =
    typeof kept === "object" && kept !== null && "dispatch_id" in kept ? kept.dispatch_id : undefined;
  if (typeof id === "string" && isId(id)) return id;
  const { requests } = await apiRequests(context, { idempotency_key: key, limit: 20 });
  return requests.find(({ dispatch_id: dispatch }) => dispatch !== null)?.dispatch_id ?? undefined;
}

function toView(row: DispatchRow, counts: SendView["counts"], deliveries: SendView["deliveries"]): SendView {
  return {
    dispatch_id: row.id,
    send_id: row.send_id,
    kind: row.kind,
    campaign_id: row.campaign_id,
    canvas_id: row.canvas_id,
    created_at: row.created_at.toISOString(),
    scheduled_for: row.scheduled_for?.toISOString() ?? null,
    cancelled_at: row.cancelled_at?.toISOString() ?? null,
    refused: row.refused,
    counts,
    deliveries,
  };
}
