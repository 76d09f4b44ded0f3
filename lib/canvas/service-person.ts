import type { Context } from "#lib/platform/context.ts";
import { getUser } from "#lib/profile/service-users.ts";
import type { PersonJourneys } from "./person-schema.ts";
import { journeysOf } from "./store-person.ts";

/** The journeys a person is inside now or was in last, the latest entry first. */
export async function personJourneys(context: Context, externalId: string): Promise<PersonJourneys> {
  const user = await getUser(context, externalId);
  const rows = await journeysOf(context.workspaceId, user.user_id);
  return {
    journeys: rows.map((row) => ({
      canvas_id: row.canvas_id,
      entry_id: row.id,
      name: row.name,
      state: row.state,
      step: row.step_id,
      since: row.since.toISOString(),
      due_at: row.wait_until?.toISOString() ?? null,
      entered_at: row.entered_at.toISOString(),
    })),
  };
}
