/** What answers of a host limited: announced allowances, the learned pace, URLs and hosts that must not be called. */
import { inTransaction, pool } from "#lib/platform/db.ts";
import { announce, recordHostEvent } from "./store.ts";
import { insertWindow } from "./store-maintenance.ts";

/** Remembers for all workers that at most `remaining` more requests may go within `lastsMs`. */
export async function noteWindow(
  workspaceId: string,
  host: string,
  remaining: number,
  lastsMs: number,
): Promise<void> {
  await pool().query("SELECT note_window($1, $2, $3, $4)", [workspaceId, host, remaining, lastsMs / 1000]);
  await announce(pool(), workspaceId, host);
}

/** Takes up to `want` of the announced allowance. Null: there is none to keep to at the moment. */
export async function takeFromWindow(
  workspaceId: string,
  host: string,
  want: number,
): Promise<{ taken: number; left: number; endsInMs: number } | null> {
  const { rows } = await pool().query<{ taken: number; left_over: number; wait_seconds: number }>({
    name: "window-take",
    text: "SELECT taken, left_over, wait_seconds FROM take_window($1, $2, $3)",
    values: [workspaceId, host, want],
  });
  const [row] = rows;
  return row
    ? { taken: row.taken, left: row.left_over, endsInMs: Math.max(0, row.wait_seconds * 1000) }
    : null;
}

const FLOOR_PER_SECOND = 0.2;

/** Halves the learned pace, at most once a second over all workers. `seen` is the pace of this worker until now. */
export async function slowDown(
  workspaceId: string,
  host: string,
  pace: { seen: number; ceiling: number },
  now: Date,
): Promise<boolean> {
  const { rows } = await pool().query<{ learned_rate: number }>(
    `UPDATE hosts SET learned_rate = greatest($6::float8, least(coalesce(learned_rate, $3::float8 *
              (SELECT greatest(1, count(*)) FROM worker_heartbeats WHERE beat_at > $5::timestamptz - interval '15 seconds')), $4::float8) / 2),
            learned_at = $5, updated_at = $5
      WHERE workspace_id = $1 AND host = $2 AND (learned_at IS NULL OR learned_at <= $5::timestamptz - interval '1 second')
      RETURNING learned_rate`,
    [workspaceId, host, pace.seen, pace.ceiling, now, FLOOR_PER_SECOND],
  );
  if (!rows[0]) return false;
  await recordHostEvent(pool(), workspaceId, host, "slowed_down", { per_second: rows[0].learned_rate }, now);
  await announce(pool(), workspaceId, host);
  return true;
}

/** A clean second: a little faster, until the ceiling is reached and nothing is left to remember. */
export async function speedUp(
  workspaceId: string,
  host: string,
  ceiling: number,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await pool().query(
    `UPDATE hosts SET learned_rate = CASE WHEN learned_rate + greatest(1, $3::float8 * 0.05) >= $3::float8 THEN NULL
                                          ELSE learned_rate + greatest(1, $3::float8 * 0.05) END,
            learned_at = $4, updated_at = $4
      WHERE workspace_id = $1 AND host = $2 AND learned_rate IS NOT NULL AND learned_at <= $4::timestamptz - interval '1 second'`,
    [workspaceId, host, ceiling, now],
  );
  if (rowCount !== 1) return false;
  await announce(pool(), workspaceId, host);
  return true;
}

/** The ceiling a policy header sets for all workers. */
export async function saveAnnouncedPace(
  workspaceId: string,
  host: string,
  perSecond: number,
  now: Date,
): Promise<void> {
  await pool().query(
    "UPDATE hosts SET announced_rate = $3, announced_at = $4, updated_at = $4 WHERE workspace_id = $1 AND host = $2",
    [workspaceId, host, perSecond, now],
  );
  await announce(pool(), workspaceId, host);
}

export interface PausedUrl {
  url: string;
  reason: string;
  at: string;
}

const MAX_PAUSED_URLS = 1_000;

/** Nothing more is sent to the URL until somebody resumes it. `key` stands for the URL as sent, `url` is what may be shown. */
export async function pauseUrl(
  workspaceId: string,
  host: string,
  key: string,
  paused: PausedUrl,
  now: Date,
): Promise<void> {
  const { rowCount } = await pool().query(
    `UPDATE hosts SET paused_urls = paused_urls || jsonb_build_object($3::text, $4::jsonb), updated_at = $5
      WHERE workspace_id = $1 AND host = $2 AND NOT paused_urls ? $3
        AND (SELECT count(*) FROM jsonb_object_keys(paused_urls)) < $6`,
    [workspaceId, host, key, JSON.stringify(paused), now, MAX_PAUSED_URLS],
  );
  if (rowCount !== 1) return;
  await recordHostEvent(pool(), workspaceId, host, "url_paused", paused, now);
  await announce(pool(), workspaceId, host);
}

/**
 * Stops the whole destination because an answer said that it is misconfigured or used up; what waits is kept. With
 * `until` the stop is a window that ends by itself.
 */
export async function haltHost(
  workspaceId: string,
  host: string,
  { reason, until }: { reason: string; until: Date | null },
  now: Date,
): Promise<void> {
  const halted = await inTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      "UPDATE hosts SET state = 'paused', reason = $3, updated_at = $4 WHERE workspace_id = $1 AND host = $2 AND state <> 'paused'",
      [workspaceId, host, reason, now],
    );
    if (rowCount !== 1) return false;
    if (until)
      await insertWindow(sql, workspaceId, host, { startsAt: now, endsAt: until, reason, now }, "active");
    await recordHostEvent(sql, workspaceId, host, "halted", { reason, until }, now);
    return true;
  });
  if (halted) await announce(pool(), workspaceId, host);
}
