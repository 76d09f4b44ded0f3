import { pool } from "#lib/platform/db.ts";
import type { EntryState } from "./run-schema.ts";

const JOURNEYS_SHOWN = 20;

/** Entries of one person: those inside first, then the latest. */
export async function journeysOf(workspaceId: string, profileId: string) {
  const { rows } = await pool().query<{
    id: string;
    canvas_id: string;
    name: string;
    state: EntryState;
    step_id: string | null;
    since: Date;
    wait_until: Date | null;
    entered_at: Date;
  }>(
    `SELECT e.id, e.canvas_id, c.name, e.state, e.step_id, e.since, e.wait_until, e.entered_at
       FROM canvas_entries e JOIN canvases c ON c.id = e.canvas_id
      WHERE e.workspace_id = $1 AND e.profile_id = $2
      ORDER BY (e.state = 'active') DESC, e.entered_at DESC LIMIT ${JOURNEYS_SHOWN}`,
    [workspaceId, profileId],
  );
  return rows;
}
