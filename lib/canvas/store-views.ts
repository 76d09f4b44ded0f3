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

interface EntryFilter {
  entryId?: string | undefined;
  externalId?: string | undefined;
  state?: string | undefined;
  step?: string | undefined;
  version?: number | undefined;
  paths?: MovePaths | undefined;
  stuck?: Date | undefined;
}

/** Ids of those inside, not held, whom nobody will look at: no time is set, or it was long ago. Each half has its index. */
export function stuckIds(canvasId: string, before: string): string {
  const inside = `SELECT id FROM canvas_entries WHERE canvas_id = ${canvasId} AND state = 'active'`;
  return `SELECT s.id FROM (${inside} AND wake_at IS NULL UNION ALL ${inside} AND wake_at < ${before}) AS s
           WHERE EXISTS (SELECT FROM canvases WHERE id = ${canvasId} AND NOT holding)`;
}

/** Entries of a canvas, newest first, from after the cursor. Only what is asked for is in the statement, so that each filter finds its index. */
export async function listEntryRows(
  workspaceId: string,
  canvasId: string,
  filter: EntryFilter,
  page: { limit: number; after: { at: string; id: string } | null },
): Promise<EntryRow[]> {
  const values: unknown[] = [workspaceId, canvasId];
  const value = (given: unknown): string => `$${values.push(given)}`;
  const { rows } = await pool().query<EntryRow>(
    `SELECT e.*, v.number FROM canvas_entries e JOIN canvas_versions v ON v.id = e.version_id
      WHERE e.workspace_id = $1 AND e.canvas_id = $2 ${conditions(filter, page.after, value)}
      ORDER BY e.entered_at DESC, e.id DESC LIMIT ${value(page.limit)}`,
    values,
  );
  return rows;
}

function conditions(
  filter: EntryFilter,
  after: { at: string; id: string } | null,
  value: (given: unknown) => string,
): string {
  const { entryId, externalId, state, step, version, paths, stuck } = filter;
  const person = (id: string) => `(SELECT id FROM profiles WHERE workspace_id = $1 AND external_id = ${id})`;
  return [
    entryId === undefined ? "" : `e.id = ${value(entryId)}::uuid`,
    externalId === undefined ? "" : `e.profile_id IN ${person(value(externalId))}`,
    state === undefined ? "" : `e.state = ${value(state)}`,
    step === undefined ? "" : `e.step_id = ${value(step)}`,
    version === undefined ? "" : `v.number = ${value(version)}`,
    after === null
      ? ""
      : `(e.entered_at, e.id) < (${value(after.at)}::timestamptz, ${value(after.id)}::uuid)`,
    paths === undefined ? "" : movesCondition(paths, value),
    stuck === undefined ? "" : `e.id IN (${stuckIds("$2", value(stuck))})`,
  ]
    .filter((condition) => condition !== "")
    .map((condition) => `AND ${condition}`)
    .join(" ");
}

function movesCondition(filter: MovePaths, value: (given: unknown) => string): string {
  const step = value(filter.step);
  const paths = value([...filter.paths]);
  const left = `EXISTS (SELECT FROM canvas_moves m WHERE m.entry_id = e.id AND m.canvas_id = e.canvas_id AND m.step_id = ${step}
                          AND ${filter.not ? `m.path <> ALL(${paths}::text[])` : `m.path = ANY(${paths}::text[])`})`;
  return filter.orHere ? `(${left} OR (e.state = 'active' AND e.step_id = ${step}))` : left;
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
