/** What journeys know about people who are erased, merged or renamed. */
import type { SqlClient } from "#lib/platform/db.ts";

/** In sums that lie in several rows, the one that this adds to. */
const SHARD = 0;

/** Holds the runs of these people, in the order in which workers take them: before anything else of theirs. */
export async function lockEntries(
  sql: SqlClient,
  workspaceId: string,
  profileIds: readonly string[],
): Promise<void> {
  await sql.query(
    "SELECT FROM canvas_entries WHERE workspace_id = $1 AND profile_id = ANY($2) ORDER BY id FOR UPDATE",
    [workspaceId, profileIds],
  );
}

/**
 * Takes these people out of every journey and out of what is kept of their runs. The runs stay as bare lines for the
 * counts: of nobody, without the data and without the reasons, which quote it.
 */
export async function eraseEntries(
  sql: SqlClient,
  workspaceId: string,
  profileIds: readonly string[],
  now: Date,
): Promise<void> {
  await lockEntries(sql, workspaceId, profileIds);
  await sql.query(
    `UPDATE canvas_moves m SET reason = NULL, cause_id = NULL
       FROM canvas_entries e WHERE m.entry_id = e.id AND e.workspace_id = $1 AND e.profile_id = ANY($2)`,
    [workspaceId, profileIds],
  );
  await sql.query(
    `WITH gone AS (
       SELECT id, canvas_id, version_id, coalesce(variant_id, '') AS variant_id, state, step_id, seq, since, delivery_id,
              date_trunc('hour', entered_at, 'UTC') AS hour
         FROM canvas_entries WHERE workspace_id = $1 AND profile_id = ANY($2)
     ), scrubbed AS (
       UPDATE canvas_entries e
          SET profile_id = gen_random_uuid(), external_user_id = '', context = '{}', event = NULL, seq = e.seq + 1,
              state = CASE e.state WHEN 'active' THEN 'exited' ELSE e.state END,
              reason = CASE e.state WHEN 'active' THEN 'user_deleted' ELSE e.reason END,
              waiting_for = NULL, wait_until = NULL, wake_at = NULL, listens = '{}', delivery_id = NULL,
              ended_at = coalesce(e.ended_at, $3)
         FROM gone WHERE e.id = gone.id
     ), inside AS (
       SELECT * FROM gone WHERE state = 'active'
     ), moved AS (
       INSERT INTO canvas_moves (entry_id, seq, canvas_id, step_id, path, reason, cause, delivery_id, arrived_at, left_at)
       SELECT id, seq + 1, canvas_id, step_id, 'exit', 'user_deleted', 'leave', delivery_id, since, $3 FROM inside WHERE step_id IS NOT NULL
     ), ways AS (
       INSERT INTO canvas_counts AS c (version_id, step_id, path, shard, count)
       SELECT version_id, step_id, 'exit', $4, count(*) FROM inside WHERE step_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
       ON CONFLICT (version_id, step_id, path, shard) DO UPDATE SET count = c.count + excluded.count
     ), ways_by_hour AS (
       INSERT INTO canvas_hour_counts AS h (version_id, hour, step_id, path, shard, count)
       SELECT version_id, date_trunc('hour', $3::timestamptz, 'UTC'), step_id, 'exit', $4, count(*)
         FROM inside WHERE step_id IS NOT NULL GROUP BY 1, 3 ORDER BY 1, 3
       ON CONFLICT (version_id, hour, step_id, path, shard) DO UPDATE SET count = h.count + excluded.count
     ), changes AS (
       SELECT canvas_id, version_id, variant_id, 'active' AS state, coalesce(step_id, '') AS step_id, hour, -1 AS count FROM inside
       UNION ALL
       SELECT canvas_id, version_id, variant_id, 'exited', '', hour, 1 FROM inside
     ), by_hour AS (
       INSERT INTO canvas_entry_hour_counts AS h (canvas_id, hour, version_id, variant_id, state, step_id, shard, count)
       SELECT canvas_id, hour, version_id, variant_id, state, step_id, $4, sum(count) FROM changes
        GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
       ON CONFLICT (canvas_id, hour, version_id, variant_id, state, step_id, shard) DO UPDATE SET count = h.count + excluded.count
     )
     INSERT INTO canvas_entry_counts AS c (canvas_id, version_id, variant_id, state, step_id, shard, count)
     SELECT canvas_id, version_id, variant_id, state, step_id, $4, sum(count) FROM changes
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
     ON CONFLICT (canvas_id, version_id, variant_id, state, step_id, shard) DO UPDATE SET count = c.count + excluded.count`,
    [workspaceId, profileIds, now, SHARD],
  );
}

/** Whoever plays an event for one of them at this moment loses it to the change: it is looked for again at once. */
const LOOK_AGAIN = `seq = seq + 1, wake_at = CASE WHEN waiting_for IN ('event', 'delay') AND listens <> '{}' THEN least(wake_at, now()) ELSE wake_at END`;

/** Runs and re-entry of one person become another's. Who plays one of them at this moment has to look again. */
export async function moveEntriesTo(
  sql: SqlClient,
  workspaceId: string,
  move: { from: string; into: string; externalId: string },
): Promise<void> {
  await sql.query(
    `UPDATE canvas_entries SET profile_id = $3, external_user_id = $4, ${LOOK_AGAIN}
      WHERE workspace_id = $1 AND profile_id = $2`,
    [workspaceId, move.from, move.into, move.externalId],
  );
  await lookNow(sql);
  await sql.query(
    `INSERT INTO canvas_people AS p (canvas_id, profile_id, workspace_id, entries_count, last_entered_at)
     SELECT canvas_id, $3, workspace_id, entries_count, last_entered_at
       FROM canvas_people WHERE workspace_id = $1 AND profile_id = $2 ORDER BY canvas_id
     ON CONFLICT (canvas_id, profile_id) DO UPDATE
       SET entries_count = p.entries_count + excluded.entries_count,
           last_entered_at = greatest(p.last_entered_at, excluded.last_entered_at)`,
    [workspaceId, move.from, move.into],
  );
}

/** Runs follow the name of their person. */
export async function renameEntries(
  sql: SqlClient,
  workspaceId: string,
  profileId: string,
  externalId: string,
): Promise<void> {
  await sql.query(
    `UPDATE canvas_entries SET external_user_id = $3, ${LOOK_AGAIN} WHERE workspace_id = $1 AND profile_id = $2`,
    [workspaceId, profileId, externalId],
  );
  await lookNow(sql);
}

/** Tells the workers, on commit, that somebody is due earlier than they think. */
async function lookNow(sql: SqlClient): Promise<void> {
  await sql.query("SELECT pg_notify('signalbox_canvas', '')");
}
