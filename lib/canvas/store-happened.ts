/** What happened to people meanwhile: events, answers to webhooks. */
import { pool } from "#lib/platform/db.ts";
import type { HappenedEvent, Settled } from "./decision.ts";

/** What one entry asks for: events of its person with one of these names, after a place in the order of arrival. */
export interface EventQuestion {
  entryId: string;
  profileId: string;
  names: readonly string[];
  since: Date;
  /** Last event of that very moment that was read already. */
  after: string | null;
  until: Date | null;
}

const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";
const END_OF_TIME = new Date(8_640_000_000_000_000 / 100);

/** The next events for each entry, so many at most, oldest first: whoever did much takes nothing from the others. */
export async function nextEvents(
  workspaceId: string,
  questions: readonly EventQuestion[],
  most: number,
): Promise<(HappenedEvent & { entryId: string; receivedAt: Date })[]> {
  if (questions.length === 0) return [];
  const { rows } = await pool().query<{
    entry_id: string;
    id: string;
    kind: "event" | "purchase";
    name: string;
    time: Date;
    received_at: Date;
    properties: Record<string, unknown>;
    product_id: string | null;
    loop_depth: number;
  }>({
    // Planned each time, since the bounds over all of them choose the index: of people who arrived just now only the
    // latest events are read.
    text: `SELECT entry_id, id, kind, name, time, received_at, properties, product_id, loop_depth FROM (
             SELECT t.entry_id, e.id, e.kind, e.name, e.time, e.received_at, e.properties, e.product_id, e.loop_depth,
                    row_number() OVER (PARTITION BY t.entry_id ORDER BY e.received_at, e.id) AS place
               FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::uuid[], $7::timestamptz[])
                 AS t (entry_id, profile_id, names, since, after, until)
               JOIN events e ON e.profile_id = t.profile_id
              WHERE e.workspace_id = $1 AND e.profile_id = ANY($3::uuid[]) AND e.name = ANY($9) AND e.received_at >= $10
                AND e.received_at <= t.until AND (e.received_at, e.id) > (t.since, t.after) AND t.names::jsonb ? e.name) found
            WHERE place <= $8 ORDER BY received_at, id`,
    values: [
      workspaceId,
      questions.map(({ entryId }) => entryId),
      questions.map(({ profileId }) => profileId),
      questions.map(({ names }) => JSON.stringify(names)),
      questions.map(({ since }) => since),
      questions.map(({ after }) => after ?? BEFORE_ALL),
      questions.map(({ until }) => until ?? END_OF_TIME),
      most,
      [...new Set(questions.flatMap(({ names }) => names))],
      new Date(Math.min(...questions.map(({ since }) => since.getTime()))),
    ],
  });
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    time: row.time.toISOString(),
    properties: row.properties,
    product_id: row.product_id,
    ...(row.loop_depth > 0 ? { loop_depth: row.loop_depth } : {}),
    entryId: row.entry_id,
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
