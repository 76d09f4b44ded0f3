/** What happened to people meanwhile: events, answers to webhooks. */
import { pool } from "#lib/platform/db.ts";
import type { HappenedEvent, Settled } from "./decision.ts";

/** Events of the past that entries may have missed on their way to where they listen now. */
export async function eventsSince(
  workspaceId: string,
  profileIds: readonly string[],
  names: readonly string[],
  since: Date,
): Promise<(HappenedEvent & { profileId: string; receivedAt: Date })[]> {
  const { rows } = await pool().query<{
    id: string;
    profile_id: string;
    kind: "event" | "purchase";
    name: string;
    time: Date;
    received_at: Date;
    properties: Record<string, unknown>;
    product_id: string | null;
  }>({
    name: "canvas-events-since",
    text: `SELECT id, profile_id, kind, name, time, received_at, properties, product_id FROM events
            WHERE workspace_id = $1 AND name = ANY($2) AND profile_id = ANY($3::uuid[]) AND received_at >= $4
            ORDER BY received_at, id LIMIT 5000`,
    values: [workspaceId, names, profileIds, since],
  });
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    time: row.time.toISOString(),
    properties: row.properties,
    product_id: row.product_id,
    profileId: row.profile_id,
    receivedAt: row.received_at,
  }));
}

/** Which events moved which entries already, as "entry event". */
export async function appliedCauses(
  entryIds: readonly string[],
  causeIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await pool().query<{ key: string }>({
    name: "canvas-moves-applied",
    text: "SELECT entry_id || ' ' || cause_id AS key FROM canvas_moves WHERE entry_id = ANY($1::uuid[]) AND cause_id = ANY($2)",
    values: [entryIds, causeIds],
  });
  return new Set(rows.map((row) => row.key));
}

/** What became of deliveries that are over, with the latest answer. */
export async function settledDeliveries(
  ids: readonly string[],
): Promise<Map<string, Settled & { startedAt: Date | null }>> {
  const { rows } = await pool().query<{
    id: string;
    status: Settled["status"];
    reason: string | null;
    status_code: number | null;
    response_headers: Record<string, string> | null;
    response_body: string | null;
    response_truncated: boolean | null;
    started_at: Date | null;
  }>({
    name: "canvas-deliveries-settled",
    text: `SELECT d.id, d.status, d.reason, a.status_code, a.response_headers, a.response_body, a.response_truncated, a.started_at
             FROM deliveries d
             LEFT JOIN LATERAL (SELECT * FROM attempts WHERE delivery_id = d.id ORDER BY number DESC LIMIT 1) a ON true
            WHERE d.id = ANY($1::uuid[]) AND d.status IN ('delivered', 'failed', 'aborted', 'cancelled')`,
    values: [ids],
  });
  return new Map(
    rows.map((row) => [
      row.id,
      {
        status: row.status,
        reason: row.reason,
        statusCode: row.status_code,
        headers: row.response_headers,
        body: row.response_body,
        truncated: row.response_truncated ?? false,
        startedAt: row.started_at,
      },
    ]),
  );
}
