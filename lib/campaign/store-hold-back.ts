import type { SendRow } from "#lib/delivery/store-send.ts";
import { pool } from "#lib/platform/db.ts";

export async function campaignStatuses(ids: readonly string[]): Promise<{ id: string; status: string }[]> {
  const { rows } = await pool().query<{ id: string; status: string }>({
    name: "campaign-statuses",
    text: "SELECT id, status FROM campaigns WHERE id = ANY($1)",
    values: [ids],
  });
  return rows;
}

export interface LaterEvent {
  delivery_id: string;
  kind: "event" | "purchase";
  name: string;
  properties: Record<string, unknown>;
  product_id: string | null;
}

/** What these people did after the event that caused their delivery. Ids of events begin with their time. */
export async function laterEvents(workspaceId: string, rows: readonly SendRow[]): Promise<LaterEvent[]> {
  const since = rows.reduce((least, row) => (row.created_at < least ? row.created_at : least), new Date());
  const { rows: events } = await pool().query<LaterEvent>({
    name: "events-later",
    text: `SELECT t.delivery_id, e.kind, e.name, e.properties, e.product_id
             FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[]) AS t (delivery_id, profile_id, event_id, created_at)
             JOIN events e ON e.workspace_id = $1 AND e.profile_id = t.profile_id AND e.received_at > $6
              AND CASE WHEN t.event_id IS NULL THEN e.received_at > t.created_at ELSE e.id > t.event_id END`,
    values: [
      workspaceId,
      rows.map((row) => row.id),
      rows.map((row) => row.profile_id),
      rows.map((row) => eventIdOf(row)),
      rows.map((row) => row.created_at),
      new Date(since.getTime() - 60_000),
    ],
  });
  return events;
}

function eventIdOf(row: SendRow): string | null {
  const event = row.input.event as { id?: string } | undefined;
  return event?.id ?? null;
}
