/** Changing one person by hand, and exporting people with what they did. */
import type { Context } from "#lib/platform/context.ts";
import { identifiersOf, resolveUsers } from "#lib/profile/service-identity.ts";
import { getUser, usersByIds } from "#lib/profile/service-users.ts";
import type { ExportUsers, UserDetail } from "#lib/profile/user-schema.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { TrackBody } from "./schema.ts";
import { userTimeline } from "./service-read.ts";
import { track } from "./service-track.ts";
import {
  campaignsReceived,
  countEventsByName,
  type EventCountRow,
  type ReceivedCampaignRow,
} from "./store-read.ts";

/**
 * Changes attributes with the grammar of /users/track, so that campaigns listening to the change notice. The log says
 * which attributes were changed, not to what: it outlives the person.
 */
export async function changeUser(
  context: Context,
  externalId: string,
  attributes: Record<string, unknown>,
): Promise<UserDetail> {
  const user = await getUser(context, externalId);
  const change = { ...attributes, external_id: externalId, _update_existing_only: true };
  await track(context, TrackBody.parse({ attributes: [change] }));
  const subject = { type: "user", id: user.user_id };
  const after = { attributes: Object.keys(attributes) };
  await recordAudit(context, { action: "user.changed", subject, after });
  return getUser(context, externalId);
}

const EXPORT_PAGE = 200;

export interface ExportAnswer {
  message: "success";
  users: Record<string, unknown>[];
  invalid_user_ids: string[];
}

/** Everything known of the people named; `fields_to_export` narrows it. */
export async function exportUsers(context: Context, call: ExportUsers): Promise<ExportAnswer> {
  const { ids, unknown } = await resolveUsers(context, identifiersOf(call));
  const [found, events, campaigns] = await Promise.all([
    usersByIds(context, ids),
    countEventsByName(context.workspaceId, ids),
    campaignsReceived(context.workspaceId, ids),
  ]);
  const users = found.map((user) => {
    const whole = toExport(
      user,
      events.filter((event) => event.profile_id === user.user_id),
      campaigns.filter((campaign) => campaign.profile_id === user.user_id),
    );
    return call.fields_to_export ? only(whole, call.fields_to_export) : whole;
  });
  return { message: "success", users, invalid_user_ids: unknown };
}

/** Everything kept about one person as one JSON document, streamed: who they are, then all they did and were sent. */
export async function exportUser(context: Context, externalId: string): Promise<ReadableStream<Uint8Array>> {
  await getUser(context, externalId);
  const { users } = await exportUsers(context, { external_ids: [externalId] });
  const encoder = new TextEncoder();
  let cursor: string | null | undefined;
  let first = true;
  return new ReadableStream({
    async pull(controller) {
      const head = cursor === undefined ? `{"user":${JSON.stringify(users[0] ?? null)},"timeline":[` : "";
      const page = await userTimeline(context, externalId, {
        limit: EXPORT_PAGE,
        ...(cursor ? { cursor } : {}),
      });
      const items = page.items.map((item) => JSON.stringify(item)).join(",\n");
      controller.enqueue(encoder.encode(`${head}${first || items === "" ? "" : ",\n"}${items}`));
      first = first && items === "";
      cursor = page.next_cursor;
      if (cursor !== null) return;
      controller.enqueue(encoder.encode("]}\n"));
      controller.close();
    },
  });
}

function toExport(
  user: UserDetail,
  events: EventCountRow[],
  campaigns: ReceivedCampaignRow[],
): Record<string, unknown> {
  const counted = (kind: EventCountRow["kind"]) =>
    events
      .filter((event) => event.kind === kind)
      .map(({ name, first, last, count }) => ({
        name,
        first: first.toISOString(),
        last: last.toISOString(),
        count,
      }));
  return {
    ...user.attributes,
    external_id: user.external_id,
    braze_id: user.user_id,
    user_aliases: user.user_aliases,
    random_bucket: user.random_bucket,
    created_at: user.created_at,
    time_zone: user.time_zone,
    custom_attributes: user.custom_attributes,
    custom_events: counted("event"),
    purchases: counted("purchase"),
    campaigns_received: campaigns.map((campaign) => ({
      name: campaign.name,
      api_campaign_id: campaign.campaign_id,
      variation_api_id: campaign.variation_id,
      last_received: campaign.last_received_at.toISOString(),
      in_control: campaign.control,
    })),
  };
}

/** Who it is stays in every answer. */
function only(user: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(user).filter(([name]) => name === "external_id" || fields.includes(name)),
  );
}
