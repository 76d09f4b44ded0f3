import { pool } from "#lib/platform/db.ts";

export interface WaitingEntry {
  delivery_id: string;
  /** Whether the person is still inside and waits for this very message. */
  waits: boolean;
  holding: boolean;
  zone: string;
}

/**
 * How the entries stand for which these deliveries are; those that are gone are left out, and so are copies by a
 * replay: somebody asked for them, and no entry ever waits for a copy. One statement.
 */
export async function waitingEntries(
  deliveries: readonly { id: string; canvas_entry_id: string | null }[],
): Promise<Map<string, WaitingEntry>> {
  const { rows } = await pool().query<WaitingEntry>({
    name: "canvas-entries-hold-back",
    text: `SELECT t.id AS delivery_id, e.state = 'active' AND e.delivery_id IS NOT DISTINCT FROM t.id AS waits, c.holding, w.time_zone AS zone
             FROM unnest($1::uuid[], $2::uuid[]) AS t (id, entry_id) JOIN deliveries d ON d.id = t.id AND d.replay_of IS NULL
             JOIN canvas_entries e ON e.id = t.entry_id JOIN canvases c ON c.id = e.canvas_id JOIN workspaces w ON w.id = c.workspace_id`,
    values: [deliveries.map(({ id }) => id), deliveries.map(({ canvas_entry_id: entry }) => entry)],
  });
  return new Map(rows.map((row) => [row.delivery_id, row]));
}
