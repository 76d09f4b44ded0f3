import { pool } from "#lib/platform/db.ts";
import type { ListEventsQuery } from "./view-schema.ts";

export interface EventRow {
  id: string;
  name: string;
  kind: "event" | "purchase";
  external_id: string | null;
  time: Date;
  received_at: Date;
  properties: Record<string, unknown>;
  product_id: string | null;
  currency: string | null;
  price: string | null;
  quantity: number | null;
}

/** One page, the last received first, by keyset. */
export async function listEventRows(
  workspaceId: string,
  query: ListEventsQuery,
  after: { receivedAt: string; id: string } | null,
  limit: number,
): Promise<EventRow[]> {
  const values: unknown[] = [workspaceId];
  const where = ["e.workspace_id = $1"];
  const add = (condition: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    values.push(value);
    where.push(condition.replace("?", `$${values.length}`));
  };
  add("e.name = ?", query.name);
  add("e.kind = ?", query.kind);
  add(
    "e.profile_id = (SELECT q.id FROM profiles q WHERE q.workspace_id = $1 AND q.external_id = ?)",
    query.external_user_id,
  );
  add("e.received_at >= ?::timestamptz", query.since);
  add("e.received_at <= ?::timestamptz", query.until);
  if (after) {
    values.push(after.receivedAt, after.id);
    where.push(`(e.received_at, e.id) < ($${values.length - 1}::timestamptz, $${values.length}::uuid)`);
  }
  values.push(limit);
  const { rows } = await pool().query<EventRow>(
    `SELECT e.id, e.name, e.kind, p.external_id, e.time, e.received_at, e.properties, e.product_id, e.currency, e.price, e.quantity
       FROM events e LEFT JOIN profiles p ON p.id = e.profile_id
      WHERE ${where.join(" AND ")} ORDER BY e.received_at DESC, e.id DESC LIMIT $${values.length}`,
    values,
  );
  return rows;
}

export interface TimelineRow {
  type: "event" | "purchase" | "delivery" | "edit";
  id: string;
  at: Date;
  title: string | null;
  properties: Record<string, unknown> | null;
  status: string | null;
  reason: string | null;
  campaign_id: string | null;
  canvas_id: string | null;
  sender_name: string | null;
}

/** What a person did, what was sent because of it and who edited them, the latest first. Each part reads its own index. */
export async function listTimelineRows(
  workspaceId: string,
  profileId: string,
  after: { at: string; id: string } | null,
  limit: number,
): Promise<TimelineRow[]> {
  const { rows } = await pool().query<TimelineRow>(
    `SELECT * FROM (
       (SELECT e.kind AS type, e.id, e.time AS at, e.name AS title, e.properties::jsonb AS properties, NULL AS status, NULL AS reason,
               NULL::uuid AS campaign_id, NULL::uuid AS canvas_id, NULL AS sender_name
          FROM events e WHERE e.workspace_id = $1 AND e.profile_id = $2
           AND ($3::timestamptz IS NULL OR (e.time, e.id) < ($3::timestamptz, $4::uuid))
         ORDER BY e.time DESC, e.id DESC LIMIT $5)
       UNION ALL
       (SELECT 'delivery', d.id, d.created_at, d.url, NULL, d.status, d.reason, d.campaign_id, d.canvas_id,
               coalesce((SELECT c.name FROM campaigns c WHERE c.id = d.campaign_id AND c.workspace_id = d.workspace_id),
                        (SELECT j.name FROM canvases j WHERE j.id = d.canvas_id AND j.workspace_id = d.workspace_id))
          FROM deliveries d WHERE d.workspace_id = $1 AND d.profile_id = $2
           AND ($3::timestamptz IS NULL OR (d.created_at, d.id) < ($3::timestamptz, $4::uuid))
         ORDER BY d.created_at DESC, d.id DESC LIMIT $5)
       UNION ALL
       (SELECT 'edit', a.id, a.at, coalesce(a.actor->>'name', a.actor->>'job'), a.after, NULL, NULL, NULL, NULL, NULL
          FROM audit_entries a WHERE a.workspace_id = $1 AND a.subject_type = 'user' AND a.subject_id = $2::text
           AND ($3::timestamptz IS NULL OR (a.at, a.id) < ($3::timestamptz, $4::uuid))
         ORDER BY a.at DESC, a.id DESC LIMIT $5)) AS parts
      ORDER BY at DESC, id DESC LIMIT $5`,
    [workspaceId, profileId, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
}

export interface EventCountRow {
  profile_id: string;
  kind: "event" | "purchase";
  name: string;
  first: Date;
  last: Date;
  count: number;
}

/** First, last and number of each event of these people. */
export async function countEventsByName(
  workspaceId: string,
  profileIds: readonly string[],
): Promise<EventCountRow[]> {
  const { rows } = await pool().query<EventCountRow>(
    `SELECT profile_id, kind, coalesce(product_id, name) AS name, min(time) AS first, max(time) AS last, count(*)::int AS count
       FROM events WHERE workspace_id = $1 AND profile_id = ANY($2) GROUP BY 1, 2, 3 ORDER BY 3`,
    [workspaceId, profileIds],
  );
  return rows;
}

export interface ReceivedCampaignRow {
  profile_id: string;
  campaign_id: string;
  name: string;
  variation_id: string;
  last_received_at: Date;
  control: boolean;
}

/** Which campaigns these people got. */
export async function campaignsReceived(
  workspaceId: string,
  profileIds: readonly string[],
): Promise<ReceivedCampaignRow[]> {
  const { rows } = await pool().query<ReceivedCampaignRow>(
    `SELECT r.profile_id, r.campaign_id, c.name, r.variation_id, r.last_received_at, r.control
       FROM campaign_receipts r JOIN campaigns c ON c.id = r.campaign_id
      WHERE r.workspace_id = $1 AND r.profile_id = ANY($2) ORDER BY r.last_received_at DESC`,
    [workspaceId, profileIds],
  );
  return rows;
}
