import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { InboundMapping, InboundScheme } from "./schema.ts";
import { MAX_ID } from "./verify.ts";

export interface InboundRow {
  id: string;
  workspace_id: string;
  name: string;
  token: string;
  scheme: InboundScheme;
  sealed_secret: string | null;
  mapping: InboundMapping;
  created_at: Date;
  updated_at: Date;
}

export interface InboundCallRow {
  id: string;
  received_at: Date;
  status: "accepted" | "duplicate" | "rejected";
  reason: string | null;
  event_key: string | null;
  events_count: number;
  headers: Record<string, string>;
  body: string;
}

const MOST_ENDPOINTS = 200;

export async function listEndpoints(workspaceId: string): Promise<InboundRow[]> {
  const { rows } = await pool().query<InboundRow>(
    `SELECT * FROM inbound_endpoints WHERE workspace_id = $1 ORDER BY name LIMIT ${MOST_ENDPOINTS}`,
    [workspaceId],
  );
  return rows;
}

export async function findEndpoint(workspaceId: string, id: string): Promise<InboundRow | null> {
  const { rows } = await pool().query<InboundRow>(
    "SELECT * FROM inbound_endpoints WHERE workspace_id = $1 AND id = $2",
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function findEndpointByToken(token: string): Promise<InboundRow | null> {
  const { rows } = await pool().query<InboundRow>("SELECT * FROM inbound_endpoints WHERE token = $1", [
    token,
  ]);
  return rows[0] ?? null;
}

/** Writes the endpoint; false when another one of the workspace has that name. */
export async function saveEndpoint(sql: SqlClient, row: InboundRow): Promise<boolean> {
  const { rows } = await sql.query(
    `INSERT INTO inbound_endpoints (id, workspace_id, name, token, scheme, sealed_secret, mapping, created_at, updated_at)
     SELECT $1::uuid, $2, $3, $4, $5, $6, $7::json, $8, $9
      WHERE NOT EXISTS (SELECT 1 FROM inbound_endpoints WHERE workspace_id = $2 AND name = $3 AND id <> $1::uuid)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, scheme = excluded.scheme,
       sealed_secret = excluded.sealed_secret, mapping = excluded.mapping, updated_at = excluded.updated_at
     RETURNING id`,
    [
      row.id,
      row.workspace_id,
      row.name,
      row.token,
      row.scheme,
      row.sealed_secret,
      JSON.stringify(row.mapping),
      row.created_at,
      row.updated_at,
    ],
  );
  return rows.length === 1;
}

export async function deleteEndpoint(sql: SqlClient, workspaceId: string, id: string): Promise<void> {
  await sql.query("DELETE FROM inbound_endpoints WHERE workspace_id = $1 AND id = $2", [workspaceId, id]);
}

export async function insertCall(endpointId: string, call: InboundCallRow): Promise<void> {
  await pool().query(
    `INSERT INTO inbound_calls (id, endpoint_id, received_at, status, reason, event_key, events_count, headers, body)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      call.id,
      endpointId,
      call.received_at,
      call.status,
      call.reason,
      call.event_key,
      call.events_count,
      JSON.stringify(call.headers),
      call.body,
    ],
  );
}

export async function findCall(endpointId: string, id: string): Promise<InboundCallRow | null> {
  const { rows } = await pool().query<InboundCallRow>(
    "SELECT * FROM inbound_calls WHERE endpoint_id = $1 AND id = $2",
    [endpointId, id],
  );
  return rows[0] ?? null;
}

export async function settleCall(
  id: string,
  status: InboundCallRow["status"],
  events: number,
): Promise<void> {
  await pool().query("UPDATE inbound_calls SET status = $2, reason = NULL, events_count = $3 WHERE id = $1", [
    id,
    status,
    events,
  ]);
}

/** Whether a call with this id was accepted already. */
export async function wasAccepted(endpointId: string, key: string): Promise<boolean> {
  const { rows } = await pool().query(
    "SELECT 1 FROM inbound_calls WHERE endpoint_id = $1 AND event_key = $2 AND status = 'accepted' LIMIT 1",
    [endpointId, key],
  );
  return rows.length > 0;
}

/** Whether a call with this key came under this very name, which its header gives. */
export async function cameAs(
  endpointId: string,
  key: string,
  { header, id }: { header: string; id: string },
): Promise<boolean> {
  const { rows } = await pool().query(
    `SELECT 1 FROM inbound_calls WHERE endpoint_id = $1 AND event_key = $2 AND left(headers->>$3, ${MAX_ID}) = $4 LIMIT 1`,
    [endpointId, key, header, id],
  );
  return rows.length > 0;
}

/** Calls, newest first; `after` is the position of the last one seen. */
export async function listCalls(
  endpointId: string,
  after: { at: string; id: string } | null,
  limit: number,
): Promise<InboundCallRow[]> {
  const { rows } = await pool().query<InboundCallRow>(
    `SELECT * FROM inbound_calls
      WHERE endpoint_id = $1 AND ($2::timestamptz IS NULL OR (received_at, id) < ($2::timestamptz, $3::uuid))
      ORDER BY received_at DESC, id DESC LIMIT $4`,
    [endpointId, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
}

/** Keeps the newest `keep` calls of an endpoint. */
export async function pruneCalls(endpointId: string, keep: number): Promise<void> {
  await pool().query(
    `DELETE FROM inbound_calls WHERE endpoint_id = $1 AND received_at <
       (SELECT received_at FROM inbound_calls WHERE endpoint_id = $1 ORDER BY received_at DESC OFFSET $2 LIMIT 1)`,
    [endpointId, keep],
  );
}
