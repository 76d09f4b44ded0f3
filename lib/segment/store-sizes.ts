/** How many people segments held, by day. */
import { pool } from "#lib/platform/db.ts";

export interface SegmentSizes {
  /** At the last count; null when it could not be counted. */
  people: number | null;
  countedAt: Date;
  /** By day of UTC, the latest last. */
  trend: (number | null)[];
}

const DAY_MS = 86_400_000;

/** Sizes of every segment of a workspace that was counted within the days. */
export async function sizesOf(
  workspaceId: string,
  now: Date,
  days: number,
): Promise<Map<string, SegmentSizes>> {
  const today = Math.floor(now.getTime() / DAY_MS);
  const { rows } = await pool().query<{
    segment_id: string;
    age: number;
    people: number | null;
    counted_at: Date;
  }>({
    name: "segment-sizes",
    text: `SELECT segment_id, ($2::date - day)::int AS age, people, counted_at FROM segment_sizes
            WHERE workspace_id = $1 AND day > $2::date - $3::int AND day <= $2::date ORDER BY segment_id, day`,
    values: [workspaceId, new Date(today * DAY_MS).toISOString().slice(0, 10), days],
  });
  const sizes = new Map<string, SegmentSizes>();
  for (const row of rows) {
    const trend = sizes.get(row.segment_id)?.trend ?? Array.from({ length: days }, () => null);
    trend[days - 1 - row.age] = row.people;
    sizes.set(row.segment_id, { people: row.people, countedAt: row.counted_at, trend });
  }
  return sizes;
}

/** Segments not counted since `before`, or since they were changed; the longest neglected first. */
export async function uncountedSegments(
  before: Date,
  limit: number,
): Promise<{ id: string; workspaceId: string }[]> {
  const { rows } = await pool().query<{ id: string; workspaceId: string }>({
    name: "segments-uncounted",
    text: `SELECT s.id, s.workspace_id AS "workspaceId"
             FROM segments s
             LEFT JOIN LATERAL (SELECT counted_at FROM segment_sizes z
                                 WHERE z.segment_id = s.id ORDER BY day DESC LIMIT 1) AS last ON true
            WHERE s.archived_at IS NULL
              AND (last.counted_at IS NULL OR last.counted_at < greatest($1, s.updated_at))
            ORDER BY last.counted_at NULLS FIRST, s.id LIMIT $2`,
    values: [before, limit],
  });
  return rows;
}

/** The size of today; null when it could not be counted. A segment deleted meanwhile is passed over. */
export async function saveSize(
  segment: { id: string; workspaceId: string },
  people: number | null,
  now: Date,
): Promise<void> {
  await pool().query(
    `INSERT INTO segment_sizes (segment_id, workspace_id, day, people, counted_at)
     SELECT id, workspace_id, ($3::timestamptz AT TIME ZONE 'UTC')::date, $4, $3 FROM segments WHERE id = $1 AND workspace_id = $2
     ON CONFLICT (segment_id, day) DO UPDATE SET people = excluded.people, counted_at = excluded.counted_at`,
    [segment.id, segment.workspaceId, now, people],
  );
}

export async function forgetSizes(before: Date): Promise<void> {
  await pool().query("DELETE FROM segment_sizes WHERE day < ($1::timestamptz AT TIME ZONE 'UTC')::date", [
    before,
  ]);
}
