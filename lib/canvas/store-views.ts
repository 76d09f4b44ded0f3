import { pool } from "#lib/platform/db.ts";

export interface EntryRow {
  id: string;
  version_id: string;
  external_user_id: string;
  state: string;
  reason: string | null;
  step_id: string | null;
  since: Date;
  waiting_for: string | null;
  wait_until: Date | null;
  variant_id: string | null;
  entered_at: Date;
  ended_at: Date | null;
  number: number;
  context: Record<string, unknown>;
  event: Record<string, unknown> | null;
  delivery_id: string | null;
}

/** Entries of a canvas, newest first, from after the cursor. */
export async function listEntryRows(
  workspaceId: string,
  canvasId: string,
  filter: {
    entryId?: string | undefined;
    externalId?: string | undefined;
    state?: string | undefined;
    step?: string | undefined;
    version?: number | undefined;
  },
  page: { limit: number; after: { at: string; id: string } | null },
): Promise<EntryRow[]> {
  const { rows } = await pool().query<EntryRow>(
    `SELECT e.*, v.number FROM canvas_entries e JOIN canvas_versions v ON v.id = e.version_id
      WHERE e.workspace_id = $1 AND e.canvas_id = $2
        AND ($3::uuid IS NULL OR e.id = $3) AND ($4::text IS NULL OR e.external_user_id = $4) AND ($5::text IS NULL OR e.state = $5)
        AND ($6::text IS NULL OR e.step_id = $6) AND ($7::int IS NULL OR v.number = $7)
        AND ($8::timestamptz IS NULL OR (e.entered_at, e.id) < ($8, $9::uuid))
      ORDER BY e.entered_at DESC, e.id DESC LIMIT $10`,
    [
      workspaceId,
      canvasId,
      filter.entryId ?? null,
      filter.externalId ?? null,
      filter.state ?? null,
      filter.step ?? null,
      filter.version ?? null,
      page.after?.at ?? null,
      page.after?.id ?? null,
      page.limit,
    ],
  );
  return rows;
}

export async function movesOf(entryId: string) {
  const { rows } = await pool().query<{
    step_id: string;
    path: string;
    reason: string | null;
    cause: string;
    delivery_id: string | null;
    arrived_at: Date;
    left_at: Date;
  }>("SELECT * FROM canvas_moves WHERE entry_id = $1 ORDER BY seq LIMIT 1000", [entryId]);
  return rows;
}

export interface PathCountRow {
  step_id: string;
  path: string;
  count: number;
}

export async function readCounts(canvasId: string, version: number | null) {
  const values = [canvasId, version];
  const versions = "SELECT id FROM canvas_versions WHERE canvas_id = $1 AND ($2::int IS NULL OR number = $2)";
  const [states, here, paths, perVersion, variants, conversions, stuck] = await Promise.all([
    pool().query<{ state: string; count: number }>(
      `SELECT state, count(*)::int AS count FROM canvas_entries WHERE canvas_id = $1 AND version_id IN (${versions}) GROUP BY 1`,
      values,
    ),
    pool().query<{ step_id: string; count: number }>(
      `SELECT step_id, count(*)::int AS count FROM canvas_entries WHERE canvas_id = $1 AND state = 'active' AND version_id IN (${versions}) GROUP BY 1`,
      values,
    ),
    pool().query<PathCountRow>(
      `SELECT step_id, path, sum(count)::int AS count FROM canvas_counts WHERE version_id IN (${versions}) GROUP BY 1, 2`,
      values,
    ),
    pool().query<{ number: number; entered: number; inside: number }>(
      `SELECT v.number, count(e.id)::int AS entered, count(e.id) FILTER (WHERE e.state = 'active')::int AS inside
         FROM canvas_versions v LEFT JOIN canvas_entries e ON e.canvas_id = v.canvas_id AND e.version_id = v.id
        WHERE v.canvas_id = $1 GROUP BY 1 ORDER BY 1 DESC`,
      [canvasId],
    ),
    pool().query<{ variant_id: string | null; entered: number; conversions: number }>(
      `SELECT e.variant_id, count(*)::int AS entered, count(c.entry_id)::int AS conversions FROM canvas_entries e
         LEFT JOIN canvas_conversions c ON c.entry_id = e.id AND c.index = 0 WHERE e.canvas_id = $1 AND e.version_id IN (${versions}) GROUP BY 1`,
      values,
    ),
    pool().query<{ index: number; count: number }>(
      "SELECT index, count(*)::int AS count FROM canvas_conversions WHERE canvas_id = $1 GROUP BY 1 ORDER BY 1",
      [canvasId],
    ),
    pool().query<{ count: number }>(
      `SELECT count(*)::int AS count FROM canvas_entries e JOIN canvases c ON c.id = e.canvas_id
        WHERE e.canvas_id = $1 AND e.state = 'active' AND NOT c.holding AND (e.wake_at IS NULL OR e.wake_at < now() - interval '5 minutes')`,
      [canvasId],
    ),
  ]);
  return {
    states: new Map(states.rows.map((row) => [row.state, row.count])),
    here: new Map(here.rows.map((row) => [row.step_id, row.count])),
    paths: paths.rows,
    versions: perVersion.rows,
    variants: variants.rows,
    conversions: conversions.rows,
    stuck: stuck.rows[0]?.count ?? 0,
  };
}
