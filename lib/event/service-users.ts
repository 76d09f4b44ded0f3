/** Changing one person by hand, and exporting people with what they did. */
import type { Context } from "#lib/platform/context.ts";
import { identifiersOf, resolveUsers } from "#lib/profile/service-identity.ts";
import { getUser, usersByIds } from "#lib/profile/service-users.ts";
import type { ExportUsers, UserDetail } from "#lib/profile/user-schema.ts";
import { TrackBody } from "./schema.ts";
import { track } from "./service-track.ts";
import {
  campaignsReceived,
  countEventsByName,
  type EventCountRow,
  type ReceivedCampaignRow,
} from "./store-read.ts";

/** Changes attributes with the grammar of /users/track, so that campaigns listening to the change notice. */
export async function changeUser(
  context: Context,
  externalId: string,
  attributes: Record<string, unknown>,
): Promise<UserDetail> {
  await getUser(context, externalId);
  const change = { ...attributes, external_id: externalId, _update_existing_only: true };
  await track(context, TrackBody.parse({ attributes: [change] }));
  return getUser(context, externalId);
}

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
