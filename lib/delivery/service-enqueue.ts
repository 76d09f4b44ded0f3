/** Making deliveries exist, together with the jobs that will send them. */

import type { SqlClient } from "#lib/platform/db.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { CHUNK_SIZE, SEND_DELIVERIES } from "./jobs.ts";
import type { NewDelivery } from "./schema.ts";
import { noteCreated } from "./service-observe.ts";
import { insertDeliveryRows } from "./store-insert.ts";

/** Wakes the dispatchers of all workers on commit. */
const WAKE = "SELECT pg_notify('signalbox_send', '')::text";

/**
 * Inserts deliveries and enqueues the due ones, in the caller's transaction. Ids seen before are left alone, so a
 * repeated job changes nothing. Four statements at most for any number of rows. Answers how many are new.
 */
export async function insertDeliveries(
  sql: SqlClient,
  rows: readonly NewDelivery[],
  now: Date,
): Promise<number> {
  if (rows.length === 0) return 0;
  const inserted = await insertDeliveryRows(
    sql,
    rows,
    rows.map(() => null),
    now,
  );
  await enqueueSends(
    sql,
    inserted.filter((row) => row.queued),
    now,
  );
  for (const workspaceId of new Set(rows.map((row) => row.workspaceId)))
    await notifyLive(sql, workspaceId, ["deliveries"]);
  noteCreated(rows, now);
  return inserted.length;
}

/** Puts rows whose `queued_at` was just set into chunk jobs, one list per priority: lower numbers leave first. */
export async function enqueueSends(
  sql: SqlClient,
  rows: readonly { id: string; priority: number }[],
  queuedAt: Date,
): Promise<void> {
  if (rows.length === 0) return;
  const queued_at = queuedAt.toISOString();
  const byPriority = Map.groupBy(rows, (row) => row.priority);
  for (const [priority, group] of byPriority) {
    const ids = group.map((row) => row.id);
    const chunks = Array.from({ length: Math.ceil(ids.length / CHUNK_SIZE) }, (_, index) => ({
      ids: ids.slice(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE),
      queued_at,
    }));
    await enqueue(sql, SEND_DELIVERIES, chunks, { priority: -priority });
  }
  await sql.query(WAKE);
}
