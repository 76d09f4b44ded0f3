/** What is going to be sent by itself, in the shape that existing REST clients read. */
import type { Context } from "#lib/platform/context.ts";
import { listPlanned } from "./store-planned.ts";

/** Planned broadcasts up to a moment, soonest first. */
export async function scheduledBroadcasts(context: Context, until: Date) {
  const rows = await listPlanned(context.workspaceId, context.now, until);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    type: row.kind,
    tags: row.tags,
    next_send_time: row.at.toISOString(),
    schedule_type: row.in_local_time ? "local_time_zones" : "fixed",
  }));
}
