/** Entries as workers find them: by id, by event, by time. */
import { pool } from "#lib/platform/db.ts";
import type { HappenedEvent, WaitKind } from "./decision.ts";
import type { Entry } from "./entry.ts";
import type { EntryState } from "./run-schema.ts";

export interface StoredEntry {
  id: string;
  workspace_id: string;
  canvas_id: string;
  version_id: string;
  profile_id: string;
  external_user_id: string;
  variant_id: string | null;
  state: EntryState;
  reason: string | null;
  step_id: string | null;
  seq: number;
  since: Date;
  waiting_for: WaitKind | null;
  wait_until: Date | null;
  wake_at: Date | null;
  listens: string[];
  delivery_id: string | null;
  context: Record<string, unknown>;
  event: HappenedEvent | null;
  started_by: string;
  parent_entry_id: string | null;
  loop_depth: number;
  failing_since: Date | null;
  entered_at: Date;
  ended_at: Date | null;
}

export function toEntry(row: StoredEntry): Entry {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    canvasId: row.canvas_id,
    versionId: row.version_id,
    profileId: row.profile_id,
    externalUserId: row.external_user_id,
    variantId: row.variant_id,
    state: row.state,
    reason: row.reason,
    stepId: row.step_id,
    seq: row.seq,
    since: row.since,
    waitingFor: row.waiting_for,
    waitUntil: row.wait_until,
    wakeAt: row.wake_at,
    listens: row.listens,
    deliveryId: row.delivery_id,
    context: row.context,
    event: row.event,
    startedBy: row.started_by,
    parentEntryId: row.parent_entry_id,
    loopDepth: row.loop_depth,
    failingSince: row.failing_since,
    enteredAt: row.entered_at,
    endedAt: row.ended_at,
  };
}

/** Those of these entries that are still inside. */
export async function loadActive(workspaceId: string, ids: readonly string[]): Promise<Entry[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool().query<StoredEntry>({
    name: "canvas-entries-load",
    text: "SELECT * FROM canvas_entries WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND state = 'active'",
    values: [workspaceId, ids],
  });
  return rows.map(toEntry);
}

/** Entries of these people that listen to one of these events. */
export async function loadListening(
  workspaceId: string,
  profileIds: readonly string[],
  names: readonly string[],
): Promise<Entry[]> {
  const { rows } = await pool().query<StoredEntry>({
    name: "canvas-entries-listening",
    text: `SELECT * FROM canvas_entries
            WHERE profile_id = ANY($2::uuid[]) AND workspace_id = $1 AND state = 'active' AND listens <> '{}' AND listens && $3`,
    values: [workspaceId, profileIds, names],
  });
  return rows.map(toEntry);
}

/** Takes entries that are due, for so long that a dead worker's share is taken by another. */
export async function claimDueEntries(limit: number, now: Date, leaseMs: number): Promise<Entry[]> {
  const { rows } = await pool().query<StoredEntry>({
    name: "canvas-entries-claim-due",
    text: `WITH due AS (
             SELECT id FROM canvas_entries WHERE wake_at IS NOT NULL AND wake_at <= $2 ORDER BY wake_at LIMIT $1 FOR UPDATE SKIP LOCKED
           )
           UPDATE canvas_entries e SET wake_at = $3 FROM due WHERE e.id = due.id RETURNING e.*`,
    values: [limit, now, new Date(now.getTime() + leaseMs)],
  });
  return rows.map(toEntry);
}

export async function nextWakeAt(): Promise<Date | null> {
  const { rows } = await pool().query<{ at: Date }>({
    name: "canvas-entries-next-wake",
    text: "SELECT wake_at AS at FROM canvas_entries WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT 1",
  });
  return rows[0]?.at ?? null;
}

/** Nobody looks at people of canvases that hold them, until they are woken by what ends it. One that goes on now is not held. */
export async function holdStill(entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  await pool().query({
    name: "canvas-entries-hold",
    text: `WITH holding AS (SELECT id FROM canvases WHERE id = ANY($3::uuid[]) AND holding ORDER BY id FOR SHARE)
           UPDATE canvas_entries e SET wake_at = NULL
             FROM unnest($1::uuid[], $2::int[]) AS t (id, seq), holding WHERE e.id = t.id AND e.seq = t.seq AND e.canvas_id = holding.id`,
    values: [
      entries.map((entry) => entry.id),
      entries.map((entry) => entry.seq),
      [...new Set(entries.map((entry) => entry.canvasId))],
    ],
  });
}

/** Sets when workers look at entries again, if nobody moved them meanwhile. */
export async function setWake(
  items: readonly { id: string; seq: number; wakeAt: Date | null }[],
): Promise<void> {
  if (items.length === 0) return;
  await pool().query({
    name: "canvas-entries-set-wake",
    text: `UPDATE canvas_entries e SET wake_at = t.wake_at, failing_since = NULL
             FROM unnest($1::uuid[], $2::int[], $3::timestamptz[]) AS t (id, seq, wake_at) WHERE e.id = t.id AND e.seq = t.seq`,
    values: [items.map((item) => item.id), items.map((item) => item.seq), items.map((item) => item.wakeAt)],
  });
}

/** Those whose turn failed are looked at again later, if nobody moved them meanwhile. */
export async function postponeEntries(
  items: readonly { id: string; seq: number; failingSince: Date; wakeAt: Date }[],
): Promise<void> {
  if (items.length === 0) return;
  await pool().query({
    name: "canvas-entries-postpone",
    text: `WITH t AS (
             SELECT e.id, t.failing_since, t.wake_at
               FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::timestamptz[]) AS t (id, seq, failing_since, wake_at)
               JOIN canvas_entries e ON e.id = t.id AND e.seq = t.seq AND e.state = 'active' ORDER BY e.id FOR UPDATE OF e
           )
           UPDATE canvas_entries e SET wake_at = t.wake_at, failing_since = t.failing_since FROM t WHERE e.id = t.id`,
    values: [
      items.map((item) => item.id),
      items.map((item) => item.seq),
      items.map((item) => item.failingSince),
      items.map((item) => item.wakeAt),
    ],
  });
}
