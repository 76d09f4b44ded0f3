import { pool, type SqlClient } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { wakeParking } from "./store-parking.ts";

/** Settings and live state of one host, as stored. */
export interface HostRow {
  workspace_id: string;
  host: string;
  settings: Record<string, unknown>;
  state: "closed" | "open" | "half_open" | "paused";
  reason: string | null;
  open_count: number;
  reopen_at: Date | null;
  probe_until: Date | null;
  ramp_from: Date | null;
  blocked_until: Date | null;
  learned_rate: number | null;
  learned_at: Date | null;
  /** The pace its policy header allows, and when it last said so. */
  announced_rate: number | null;
  announced_at: Date | null;
  last_headers: Record<string, string> | null;
  last_headers_at: Date | null;
  /** Signing keys of the host, as lib/delivery/signing-keys.ts describes them. */
  signing: unknown;
  /** Digest of a URL → what is known about its pause. */
  paused_urls: Record<string, { url: string; reason: string; at: string }>;
  /** Until when an announced allowance is counted down. */
  window_until: Date | null;
  updated_at: Date;
}

export interface HostKey {
  workspaceId: string;
  host: string;
}

export const HOST_COLUMNS =
  "workspace_id, host, settings, state, reason, open_count, reopen_at, probe_until, ramp_from, blocked_until, learned_rate, learned_at, announced_rate, announced_at, last_headers, last_headers_at, signing, paused_urls, updated_at";

export const HOST_CHANNEL = "signalbox_host";

/** Drops what other workers remember of the host. */
export async function announce(sql: SqlClient, workspaceId: string, host: string): Promise<void> {
  await sql.query("SELECT pg_notify($1, $2)", [HOST_CHANNEL, `${workspaceId} ${host}`]);
  await sql.query("SELECT pg_notify('signalbox_live', $1)", [`${workspaceId} hosts`]);
}

export async function findHost(workspaceId: string, host: string): Promise<HostRow | null> {
  const [row] = await findHosts(pool(), [{ workspaceId, host }]);
  return row ?? null;
}

/** Those of many hosts that are known, in no order. One statement. */
export async function findHosts(sql: SqlClient, keys: readonly HostKey[]): Promise<HostRow[]> {
  const { rows } = await sql.query<HostRow>({
    name: "hosts-find",
    text: `SELECT ${HOST_COLUMNS}, (SELECT b.window_until FROM host_buckets b
                                     WHERE b.workspace_id = hosts.workspace_id AND b.scope = hosts.host) AS window_until
             FROM hosts WHERE (workspace_id, host) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    values: [keys.map((key) => key.workspaceId), keys.map((key) => key.host)],
  });
  return rows;
}

export async function waitingFor(workspaceId: string, host: string): Promise<number> {
  const { rows } = await pool().query<{ n: number }>(
    "SELECT count(*)::int AS n FROM deliveries WHERE workspace_id = $1 AND host = $2 AND status IN ('pending', 'held', 'retrying')",
    [workspaceId, host],
  );
  return rows[0]?.n ?? 0;
}

/** Makes the host known. Nothing happens when it is. */
export async function ensureHost(workspaceId: string, host: string, now: Date): Promise<void> {
  await ensureHosts([{ workspaceId, host }], now);
}

/** Makes all of them known. Nothing happens to those that are. One statement. */
export async function ensureHosts(keys: readonly HostKey[], now: Date): Promise<void> {
  await pool().query(
    `INSERT INTO hosts (workspace_id, host, created_at, updated_at)
     SELECT workspace_id, host, $3, $3 FROM unnest($1::text[], $2::text[]) AS t (workspace_id, host)
      ORDER BY workspace_id, host ON CONFLICT DO NOTHING`,
    [keys.map((key) => key.workspaceId), keys.map((key) => key.host), now],
  );
}

export async function saveHostSettings(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  settings: unknown,
  now: Date,
): Promise<void> {
  await sql.query(
    `INSERT INTO hosts (workspace_id, host, settings, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)
     ON CONFLICT (workspace_id, host) DO UPDATE SET settings = excluded.settings, epoch = hosts.epoch + 1, updated_at = $4`,
    [workspaceId, host, JSON.stringify(settings), now],
  );
  // What waited for its turn at the old pace is given a new one.
  await wakeParking(sql, workspaceId, host, now);
  await makeDue(sql, workspaceId, host, "reason IN ('rate_limit', 'host_busy') AND next_attempt_at > $3", [
    now,
  ]);
  await announce(sql, workspaceId, host);
}

/**
 * What waits for the host by itself goes on at `values[0]`. Rows that somebody else is writing at this moment are left
 * to them: waiting for one while holding others would tie a knot with a batch of outcomes that holds it.
 */
export async function makeDue(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  condition: string,
  values: readonly [Date, ...unknown[]],
): Promise<void> {
  await sql.query(
    `UPDATE deliveries SET next_attempt_at = $3 WHERE id IN (
       SELECT id FROM deliveries WHERE workspace_id = $1 AND host = $2 AND status IN ('held', 'retrying') AND queued_at IS NULL
          AND ${condition} ORDER BY id FOR UPDATE SKIP LOCKED)`,
    [workspaceId, host, ...values],
  );
}

/** After a wait as long as this a host comes back step by step: what gathered meanwhile would run it down again. */
const RAMP_AFTER_MS = 5_000;

/** Nobody calls the host for `waitMs`; a later time that is already known stays. */
export async function blockHost(
  workspaceId: string,
  host: string,
  waitMs: number,
  headers: Record<string, string>,
  now: Date,
): Promise<void> {
  const until = new Date(now.getTime() + waitMs);
  await pool().query(
    `UPDATE hosts SET blocked_until = greatest(blocked_until, $3), last_headers = $4, last_headers_at = $5, updated_at = $5,
            ramp_from = CASE WHEN $6 THEN greatest(blocked_until, $3) ELSE ramp_from END, epoch = epoch + 1
      WHERE workspace_id = $1 AND host = $2`,
    [workspaceId, host, until, JSON.stringify(headers), now, waitMs >= RAMP_AFTER_MS],
  );
  await announce(pool(), workspaceId, host);
}

/** closed → open, or half open → open again. Exactly one caller gets true. */
export async function openHost(
  workspaceId: string,
  host: string,
  from: "closed" | "half_open",
  change: { reason: string; reopenAt: Date; now: Date },
): Promise<boolean> {
  const { rowCount } = await pool().query(
    `UPDATE hosts SET state = 'open', reason = $4, open_count = open_count + 1, opened_at = $6, reopen_at = $5, probe_until = NULL,
            ramp_from = NULL, updated_at = $6
      WHERE workspace_id = $1 AND host = $2 AND state = $3`,
    [workspaceId, host, from, change.reason, change.reopenAt, change.now],
  );
  if (rowCount !== 1) return false;
  await recordHostEvent(
    pool(),
    workspaceId,
    host,
    "opened",
    { reason: change.reason, reopen_at: change.reopenAt },
    change.now,
  );
  await announce(pool(), workspaceId, host);
  return true;
}

/** half open → closed after a good probe; the pace grows from now. */
export async function closeHost(workspaceId: string, host: string, now: Date): Promise<void> {
  const { rowCount } = await pool().query(
    `UPDATE hosts SET state = 'closed', reason = NULL, open_count = 0, reopen_at = NULL, probe_until = NULL, ramp_from = greatest($3, blocked_until),
            updated_at = $3
      WHERE workspace_id = $1 AND host = $2 AND state = 'half_open'`,
    [workspaceId, host, now],
  );
  if (rowCount !== 1) return;
  await wakeParking(pool(), workspaceId, host, now);
  await recordHostEvent(pool(), workspaceId, host, "closed", {}, now);
  await announce(pool(), workspaceId, host);
}

export async function recordHostEvent(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  kind: string,
  detail: unknown,
  now: Date,
): Promise<void> {
  await sql.query(
    "INSERT INTO host_events (id, workspace_id, host, at, kind, detail) VALUES ($1, $2, $3, $4, $5, $6)",
    [newId(), workspaceId, host, now, kind, JSON.stringify(detail)],
  );
}

export async function listHostEvents(
  workspaceId: string,
  host: string,
  limit: number,
): Promise<{ at: Date; kind: string; detail: unknown }[]> {
  const { rows } = await pool().query(
    "SELECT at, kind, detail FROM host_events WHERE workspace_id = $1 AND host = $2 ORDER BY at DESC LIMIT $3",
    [workspaceId, host, limit],
  );
  return rows as { at: Date; kind: string; detail: unknown }[];
}

/** Replaces the signing keys of a host; it becomes known when it was not. */
export async function saveSigning(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  signing: unknown,
  now: Date,
): Promise<void> {
  await sql.query(
    `INSERT INTO hosts (workspace_id, host, signing, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)
     ON CONFLICT (workspace_id, host) DO UPDATE SET signing = excluded.signing, updated_at = $4`,
    [workspaceId, host, JSON.stringify(signing), now],
  );
  await announce(sql, workspaceId, host);
}

/** Takes up to `want` tokens of a scope shared by all workers, `ahead` of them before their time. */
export async function reserveTokens(
  workspaceId: string,
  scope: string,
  pace: { perSecond: number; burst: number },
  ahead: number,
  want: number,
): Promise<{ granted: number; excessMs: number; waitMs: number }> {
  const { rows } = await pool().query<{ granted: number; excess_seconds: number; wait_seconds: number }>({
    name: "tokens-reserve",
    text: "SELECT granted, excess_seconds, wait_seconds FROM reserve_tokens($1, $2, $3, $4, $5, $6)",
    values: [workspaceId, scope, pace.perSecond, pace.burst, ahead, want],
  });
  const { granted = 0, excess_seconds = 0, wait_seconds = 1 } = rows[0] ?? {};
  return { granted, excessMs: excess_seconds * 1_000, waitMs: Math.ceil(wait_seconds * 1_000) };
}

export interface HostCount {
  workspaceId: string;
  host: string;
  requests: number;
  failures: number;
  throttled: number;
  durationMs: number;
}

/** Adds what one worker saw in the current ten seconds; no other worker writes these rows. */
export async function addHostCounts(
  counts: readonly HostCount[],
  workerId: string,
  now: Date,
): Promise<void> {
  await pool().query({
    name: "host-counters-add",
    text: `INSERT INTO host_counters (workspace_id, host, bucket_at, worker_id, requests, failures, throttled, duration_ms)
           SELECT workspace_id, host, to_timestamp(floor(extract(epoch FROM $7::timestamptz) / 10) * 10), $8, requests, failures, throttled, duration_ms
             FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::int[], $6::int[]) AS t (workspace_id, host, requests, failures, throttled, duration_ms)
           ON CONFLICT (workspace_id, host, bucket_at, worker_id) DO UPDATE
             SET requests = host_counters.requests + excluded.requests, failures = host_counters.failures + excluded.failures,
                 throttled = host_counters.throttled + excluded.throttled, duration_ms = host_counters.duration_ms + excluded.duration_ms`,
    values: [
      counts.map((count) => count.workspaceId),
      counts.map((count) => count.host),
      counts.map((count) => count.requests),
      counts.map((count) => count.failures),
      counts.map((count) => count.throttled),
      counts.map((count) => count.durationMs),
      now,
      workerId,
    ],
  });
}
