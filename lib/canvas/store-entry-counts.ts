/** How many entries are in which state and where: sums that follow every move, so that nobody counts the entries. */
import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { Entry } from "./entry.ts";

const SHARDS = 8;

/** Sums lie in several rows, so that workers do not wait for each other. */
export function anyShard(): number {
  return Math.floor(Math.random() * SHARDS);
}

/** Where somebody inside is. */
export interface EntrySpot {
  versionId: string;
  stepId: string | null;
}

interface EntryChange {
  /** Null for an entry that is new. */
  from: EntrySpot | null;
  entry: Entry;
}

interface Sum {
  canvasId: string;
  versionId: string;
  variantId: string;
  state: string;
  stepId: string;
  /** Start of the hour in which they entered. */
  hour: number;
  count: number;
}

const HOUR_MS = 3_600_000;

/** Takes entries from where they were and adds them where they are. */
export async function countEntries(sql: SqlClient, changes: readonly EntryChange[]): Promise<void> {
  const sums = sumsOf(changes);
  if (sums.length === 0) return;
  await sql.query({
    name: "canvas-entry-counts-add",
    text: `WITH t AS (
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $8::timestamptz[])
               AS t (canvas_id, version_id, variant_id, state, step_id, count, hour)
           ), by_hour AS (
             INSERT INTO canvas_entry_hour_counts AS h (canvas_id, hour, version_id, variant_id, state, step_id, shard, count)
             SELECT canvas_id, hour, version_id, variant_id, state, step_id, $7::smallint, count FROM t ORDER BY 1, 2, 3, 4, 5, 6
             ON CONFLICT (canvas_id, hour, version_id, variant_id, state, step_id, shard) DO UPDATE SET count = h.count + excluded.count
           )
           INSERT INTO canvas_entry_counts AS c (canvas_id, version_id, variant_id, state, step_id, shard, count)
           SELECT canvas_id, version_id, variant_id, state, step_id, $7::smallint, sum(count) FROM t
            GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
           ON CONFLICT (canvas_id, version_id, variant_id, state, step_id, shard) DO UPDATE SET count = c.count + excluded.count`,
    values: [
      sums.map((sum) => sum.canvasId),
      sums.map((sum) => sum.versionId),
      sums.map((sum) => sum.variantId),
      sums.map((sum) => sum.state),
      sums.map((sum) => sum.stepId),
      sums.map((sum) => sum.count),
      anyShard(),
      sums.map((sum) => new Date(sum.hour)),
    ],
  });
}

function sumsOf(changes: readonly EntryChange[]): Sum[] {
  const sums = new Map<string, Sum>();
  const add = (entry: Entry, spot: EntrySpot, state: string, by: number): void => {
    const { canvasId } = entry;
    const { versionId } = spot;
    const variantId = entry.variantId ?? "";
    const stepId = state === "active" ? (spot.stepId ?? "") : "";
    const hour = Math.floor(entry.enteredAt.getTime() / HOUR_MS) * HOUR_MS;
    const key = [canvasId, versionId, variantId, state, stepId, hour].join(" ");
    const sum = sums.get(key) ?? { canvasId, versionId, variantId, state, stepId, hour, count: 0 };
    sums.set(key, { ...sum, count: sum.count + by });
  };
  for (const { from, entry } of changes) {
    // Only those inside are ever moved.
    if (from) add(entry, from, "active", -1);
    add(entry, entry, entry.state, 1);
  }
  return [...sums.values()].filter((sum) => sum.count !== 0);
}

interface PeopleHere {
  version_id: string;
  step_id: string;
  people: number;
}

/** How many are where, by the version they are on. */
export async function peopleHere(sql: SqlClient, canvasId: string): Promise<PeopleHere[]> {
  const { rows } = await sql.query<PeopleHere>(
    `SELECT version_id, step_id, sum(count)::int AS people FROM canvas_entry_counts
      WHERE canvas_id = $1 AND state = 'active' AND step_id <> '' GROUP BY 1, 2 HAVING sum(count) > 0`,
    [canvasId],
  );
  return rows;
}

/** How many people are in each of these canvases now. */
export async function peopleInside(canvasIds: readonly string[]): Promise<Map<string, number>> {
  if (canvasIds.length === 0) return new Map();
  const { rows } = await pool().query<{ canvas_id: string; count: number }>(
    "SELECT canvas_id, sum(count)::int AS count FROM canvas_entry_counts WHERE canvas_id = ANY($1::uuid[]) AND state = 'active' GROUP BY 1",
    [canvasIds],
  );
  return new Map(rows.map((row) => [row.canvas_id, row.count]));
}

export interface EntrySum {
  version_id: string;
  variant_id: string | null;
  state: string;
  step_id: string | null;
  count: number;
}

/** All entries of a canvas by version, variant, state and, for those inside, step. */
export async function entrySums(canvasId: string): Promise<EntrySum[]> {
  const { rows } = await pool().query<EntrySum>(
    `SELECT version_id, nullif(variant_id, '') AS variant_id, state, nullif(step_id, '') AS step_id, sum(count)::int AS count
       FROM canvas_entry_counts WHERE canvas_id = $1 GROUP BY 1, 2, 3, 4 HAVING sum(count) <> 0`,
    [canvasId],
  );
  return rows;
}
