/** Removes attributes that an answer proved to be out of date, such as a push token that is no longer registered. */
import type { Settlement } from "#lib/delivery/settlement.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import { systemContext } from "#lib/platform/context.ts";
import { stillAsBefore } from "#lib/profile/service-users.ts";

const MAX_AT_ONCE = 75;

/** Leaves people alone who changed since the webhook was owed: they may have a new token already. */
export async function forgetAttributes(batch: readonly Settlement[], now: Date): Promise<void> {
  const stale = batch.flatMap(({ workspaceId, clears }) => (clears ? [{ workspaceId, ...clears }] : []));
  for (const [workspaceId, items] of Map.groupBy(stale, (item) => item.workspaceId)) {
    const people = items.map(({ profileId, owedSince }) => ({ profileId, since: owedSince }));
    const ids = await stillAsBefore(workspaceId, people);
    const attributes = items.flatMap(({ attribute }, at) => {
      const external_id = ids[at];
      return external_id ? [{ external_id, [attribute]: null }] : [];
    });
    for (let from = 0; from < attributes.length; from += MAX_AT_ONCE) {
      const body = TrackBody.parse({ attributes: attributes.slice(from, from + MAX_AT_ONCE) });
      await track(systemContext(workspaceId, "delivery", now), body);
    }
  }
}
