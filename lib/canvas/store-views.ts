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

/** People who left a step by one of these ways (not by one of these, with `not`), or who are there now. */
export interface MovePaths {
  step: string;
  paths: readonly string[];
  not: boolean;
  orHere: boolean;
}

function movesCondition(filter: MovePaths | undefined): string {
  if (!filter) return "";
  const left = `EXISTS (SELECT FROM canvas_moves m WHERE m.entry_id = e.id AND m.canvas_id = e.canvas_id AND m.step_id = $11
                          AND ${filter.not ? "m.path <> ALL($12::text[])" : "m.path = ANY($12::text[])"})`;
  return filter.orHere ? `AND (${left} OR (e.state = 'active' AND e.step_id = $11))` : `AND ${left}`;
}

/** Inside, not held, and nobody will look at them: no time is set, or it was long ago. */
export function stuckCondition(before: string): string {
  return `AND e.state = 'active' AND (e.wake_at IS NULL OR e.wake_at < ${before})
          AND EXISTS (SELECT FROM canvases c WHERE c.id = e.canvas_id AND NOT c.holding)`;
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
    paths?: MovePaths | undefined;
    stuck?: Date | undefined;
  },
  page: { limit: number; after: { at: string; id: string } | null },
): Promise<EntryRow[]> {
  const { rows } = await pool().query<EntryRow>(
    `SELECT e.*, v.number FROM canvas_entries e JOIN canvas_versions v ON v.id = e.version_id
      WHERE e.workspace_id = $1 AND e.canvas_id = $2
        AND ($3::uuid IS NULL OR e.id = $3) AND ($4::text IS NULL OR e.external_user_id = $4) AND ($5::text IS NULL OR e.state = $5)
        AND ($6::text IS NULL OR e.step_id = $6) AND ($7::int IS NULL OR v.number = $7)
        AND ($8::timestamptz IS NULL OR (e.entered_at, e.id) < ($8, $9::uuid))
        ${movesCondition(filter.paths)} ${filter.stuck ? stuckCondition("$11") : ""}
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
      ...(filter.paths ? [filter.paths.step, [...filter.paths.paths]] : []),
      ...(filter.stuck ? [filter.stuck] : []),
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
