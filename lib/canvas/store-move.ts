/** Entries are inserted and moved, steps left are recorded: whole batches by a fixed number of statements. */
import type { SqlClient } from "#lib/platform/db.ts";
import type { Entry, EntryClaim, Move } from "./entry.ts";
import { anyShard, type EntrySpot } from "./store-entry-counts.ts";

const HOUR_MS = 3_600_000;

const COLUMNS = `id, workspace_id, canvas_id, version_id, profile_id, external_user_id, variant_id, state, reason, step_id, seq, since,
  waiting_for, wait_until, wake_at, listens, delivery_id, context, event, started_by, parent_entry_id, loop_depth, failing_since, entered_at, ended_at`;

/** Inserts new entries; ids seen before are left alone. Answers which are new. */
export async function insertEntries(sql: SqlClient, entries: readonly Entry[]): Promise<Set<string>> {
  if (entries.length === 0) return new Set();
  const { rows } = await sql.query<{ id: string }>({
    name: "canvas-entries-insert",
    text: `INSERT INTO canvas_entries (${COLUMNS})
           SELECT id, workspace_id, canvas_id, version_id, profile_id, external_user_id, variant_id, state, reason, step_id, seq, since,
                  waiting_for, wait_until, wake_at, ARRAY(SELECT jsonb_array_elements_text(listens::jsonb)), delivery_id, context::json, event::json,
                  started_by, parent_entry_id, loop_depth, failing_since, entered_at, ended_at
             FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
                         $11::int[], $12::timestamptz[], $13::text[], $14::timestamptz[], $15::timestamptz[], $16::text[], $17::uuid[], $18::text[],
                         $19::text[], $20::text[], $21::uuid[], $22::smallint[], $23::timestamptz[], $24::timestamptz[], $25::timestamptz[])
               AS t (${COLUMNS})
           ON CONFLICT (id) DO NOTHING RETURNING id`,
    values: columnsOf(entries),
  });
  return new Set(rows.map((row) => row.id));
}

function columnsOf(entries: readonly Entry[]): unknown[] {
  return [
    entries.map((entry) => entry.id),
    entries.map((entry) => entry.workspaceId),
    entries.map((entry) => entry.canvasId),
    entries.map((entry) => entry.versionId),
    entries.map((entry) => entry.profileId),
    entries.map((entry) => entry.externalUserId),
    entries.map((entry) => entry.variantId),
    entries.map((entry) => entry.state),
    entries.map((entry) => entry.reason),
    entries.map((entry) => entry.stepId),
    entries.map((entry) => entry.seq),
    entries.map((entry) => entry.since),
    entries.map((entry) => entry.waitingFor),
    entries.map((entry) => entry.waitUntil),
    entries.map((entry) => entry.wakeAt),
    entries.map((entry) => JSON.stringify(entry.listens)),
    entries.map((entry) => entry.deliveryId),
    entries.map((entry) => JSON.stringify(entry.context)),
    entries.map((entry) => (entry.event ? JSON.stringify(entry.event) : null)),
    entries.map((entry) => entry.startedBy),
    entries.map((entry) => entry.parentEntryId),
    entries.map((entry) => entry.loopDepth),
    entries.map((entry) => entry.failingSince),
    entries.map((entry) => entry.enteredAt),
    entries.map((entry) => entry.endedAt),
  ];
}

/** Moves entries that are still as they were read (`before`); answers where those were that it moved. */
export async function moveEntries(
  sql: SqlClient,
  items: readonly { before: number; after: Entry }[],
): Promise<Map<string, EntrySpot>> {
  if (items.length === 0) return new Map();
  const sorted = items.toSorted((a, b) => (a.after.id < b.after.id ? -1 : 1));
  const after = sorted.map((item) => item.after);
  const { rows } = await sql.query<{ id: string; version_id: string; step_id: string | null }>({
    name: "canvas-entries-move",
    text: `WITH t AS (
             SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[],
                                  $9::timestamptz[], $10::timestamptz[], $11::text[], $12::uuid[], $13::text[], $14::text[], $15::timestamptz[],
                                  $16::uuid[])
               AS t (id, before, seq, state, reason, step_id, since, waiting_for, wait_until, wake_at, listens, delivery_id, context, event, ended_at, version_id)
           ), locked AS (
             SELECT e.id, e.version_id, e.step_id FROM canvas_entries e JOIN t ON t.id = e.id WHERE e.seq = t.before AND e.state = 'active' ORDER BY e.id FOR UPDATE OF e
           )
           UPDATE canvas_entries e
              SET seq = t.seq, state = t.state, reason = t.reason, step_id = t.step_id, since = t.since, waiting_for = t.waiting_for,
                  wait_until = t.wait_until, wake_at = t.wake_at, listens = ARRAY(SELECT jsonb_array_elements_text(t.listens::jsonb)),
                  delivery_id = t.delivery_id, context = coalesce(t.context::json, e.context), event = coalesce(t.event::json, e.event),
                  ended_at = t.ended_at, version_id = t.version_id, failing_since = NULL
             FROM t, locked WHERE e.id = t.id AND locked.id = e.id AND e.seq = t.before AND e.state = 'active'
           RETURNING e.id, locked.version_id, locked.step_id`,
    values: [
      after.map((entry) => entry.id),
      sorted.map((item) => item.before),
      after.map((entry) => entry.seq),
      after.map((entry) => entry.state),
      after.map((entry) => entry.reason),
      after.map((entry) => entry.stepId),
      after.map((entry) => entry.since),
      after.map((entry) => entry.waitingFor),
      after.map((entry) => entry.waitUntil),
      after.map((entry) => entry.wakeAt),
      after.map((entry) => JSON.stringify(entry.listens)),
      after.map((entry) => entry.deliveryId),
      after.map((entry) => JSON.stringify(entry.context)),
      after.map((entry) => (entry.event ? JSON.stringify(entry.event) : null)),
      after.map((entry) => entry.endedAt),
      after.map((entry) => entry.versionId),
    ],
  });
  return new Map(rows.map((row) => [row.id, { versionId: row.version_id, stepId: row.step_id }]));
}

/** Records which steps were left, and counts them. */
export async function recordMoves(sql: SqlClient, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  await sql.query({
    name: "canvas-moves-insert",
    text: `INSERT INTO canvas_moves (entry_id, seq, canvas_id, step_id, path, reason, cause, cause_id, delivery_id, arrived_at, left_at)
           SELECT * FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::uuid[],
                                $10::timestamptz[], $11::timestamptz[])
           ON CONFLICT DO NOTHING`,
    values: [
      moves.map((move) => move.entryId),
      moves.map((move) => move.seq),
      moves.map((move) => move.canvasId),
      moves.map((move) => move.stepId),
      moves.map((move) => move.path),
      moves.map((move) => move.reason),
      moves.map((move) => move.cause),
      moves.map((move) => move.causeId),
      moves.map((move) => move.deliveryId),
      moves.map((move) => move.arrivedAt),
      moves.map((move) => move.leftAt),
    ],
  });
  await countMoves(sql, moves);
}

/** Of all time and by the hour, in one statement. */
async function countMoves(sql: SqlClient, moves: readonly Move[]): Promise<void> {
  const hourOf = ({ leftAt }: Move): number => Math.floor(leftAt.getTime() / HOUR_MS) * HOUR_MS;
  const groups = [
    ...Map.groupBy(moves, (move) => `${move.versionId} ${hourOf(move)} ${move.stepId} ${move.path}`).values(),
  ].flatMap(([move, ...others]) => (move ? [{ move, count: 1 + others.length }] : []));
  await sql.query({
    name: "canvas-counts-add",
    text: `WITH t AS (
             SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::int[]) AS t (version_id, step_id, path, hour, count)
           ), by_hour AS (
             INSERT INTO canvas_hour_counts AS h (version_id, hour, step_id, path, shard, count)
             SELECT version_id, hour, step_id, path, $6::smallint, count FROM t ORDER BY 1, 2, 3, 4
             ON CONFLICT (version_id, hour, step_id, path, shard) DO UPDATE SET count = h.count + excluded.count
           )
           INSERT INTO canvas_counts AS c (version_id, step_id, path, shard, count)
           SELECT version_id, step_id, path, $6::smallint, sum(count) FROM t GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
           ON CONFLICT (version_id, step_id, path, shard) DO UPDATE SET count = c.count + excluded.count`,
    values: [
      groups.map(({ move }) => move.versionId),
      groups.map(({ move }) => move.stepId),
      groups.map(({ move }) => move.path),
      groups.map(({ move }) => new Date(hourOf(move))),
      groups.map(({ count }) => count),
      anyShard(),
    ],
  });
}

/**
 * Notes that people enter; answers "canvas profile" of those who may. Two claims at once: one wins. An entry that is
 * there already, from a job that is repeated, moves nobody's time.
 */
export async function claimPeople(
  sql: SqlClient,
  workspaceId: string,
  claims: readonly (EntryClaim & { entryId: string })[],
  now: Date,
): Promise<Set<string>> {
  const { rows } = await sql.query<{ key: string }>({
    name: "canvas-people-claim",
    text: `WITH t AS (
             SELECT * FROM unnest($3::uuid[], $4::uuid[], $5::float8[], $6::uuid[]) AS t (canvas_id, profile_id, again_ms, entry_id)
              WHERE NOT EXISTS (SELECT FROM canvas_entries e WHERE e.id = t.entry_id))
           INSERT INTO canvas_people AS p (canvas_id, profile_id, workspace_id, last_entered_at)
           SELECT canvas_id, profile_id, $1, $2 FROM t ORDER BY canvas_id, profile_id
           ON CONFLICT (canvas_id, profile_id) DO UPDATE SET last_entered_at = excluded.last_entered_at, entries_count = p.entries_count + 1
            WHERE EXISTS (SELECT FROM t WHERE t.canvas_id = p.canvas_id AND t.profile_id = p.profile_id AND t.again_ms IS NOT NULL
                            AND p.last_entered_at + make_interval(secs => t.again_ms / 1000) <= $2)
           RETURNING canvas_id || ' ' || profile_id AS key`,
    values: [
      workspaceId,
      now,
      claims.map((claim) => claim.canvasId),
      claims.map((claim) => claim.profileId),
      claims.map((claim) => claim.againAfterMs),
      claims.map((claim) => claim.entryId),
    ],
  });
  return new Set(rows.map((row) => row.key));
}

/** Cancels what was not sent yet of people who left. */
export async function cancelSends(sql: SqlClient, deliveryIds: readonly string[], now: Date): Promise<void> {
  if (deliveryIds.length === 0) return;
  await sql.query({
    name: "canvas-sends-cancel",
    text: `UPDATE deliveries SET status = 'cancelled', reason = 'canvas_exited', next_attempt_at = NULL, queued_at = NULL, finished_at = $2
            WHERE id IN (SELECT id FROM deliveries WHERE id = ANY($1::uuid[]) AND status IN ('pending', 'held', 'retrying') ORDER BY id FOR UPDATE)`,
    values: [deliveryIds, now],
  });
}

/** The tags that canvases have now, by id. */
export async function canvasTags(
  sql: SqlClient,
  workspaceId: string,
  canvasIds: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const { rows } = await sql.query<{ id: string; tags: string[] }>({
    name: "canvases-tags",
    text: "SELECT id, tags FROM canvases WHERE workspace_id = $1 AND id = ANY($2)",
    values: [workspaceId, canvasIds],
  });
  return new Map(rows.map((row) => [row.id, row.tags]));
}
