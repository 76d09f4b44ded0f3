import { pool } from "#lib/platform/db.ts";
import { storableJson } from "#lib/platform/text.ts";
import type { ApiRequestEntry, ApiRequestsQuery } from "./schema.ts";

/** Writes many entries in one statement. */
export async function insertRequests(entries: readonly ApiRequestEntry[]): Promise<void> {
  await pool().query({
    name: "api-requests-insert",
    text: `INSERT INTO api_requests (id, workspace_id, at, method, route, path, status, duration_ms, api_key_id, caller, address,
                                     idempotency_key, replayed, errors, campaign_id, canvas_id, dispatch_id, send_id, recipients, accepted)
           SELECT id, workspace_id, at, method, route, path, status, duration_ms, api_key_id, caller, address,
                  idempotency_key, replayed, errors, campaign_id, canvas_id, dispatch_id, send_id, recipients, accepted
             FROM json_to_recordset($1::json) AS t (id uuid, workspace_id text, at timestamptz, method text, route text, path text,
                  status smallint, duration_ms int, api_key_id uuid, caller text, address text, idempotency_key text, replayed boolean,
                  errors jsonb, campaign_id uuid, canvas_id uuid, dispatch_id uuid, send_id text, recipients int, accepted int)
           ON CONFLICT (id) DO NOTHING`,
    values: [storableJson(entries)],
  });
}

/** Newest first, from after the position. */
export async function listRequests(
  workspaceId: string,
  query: ApiRequestsQuery,
  after: { at: string; id: string } | null,
): Promise<ApiRequestEntry[]> {
  const values: unknown[] = [workspaceId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = ["workspace_id = $1", ...conditions(query, bind)];
  if (after) where.push(`(at, id) < (${bind(after.at)}::timestamptz, ${bind(after.id)}::uuid)`);
  const { rows } = await pool().query<ApiRequestEntry>(
    `SELECT * FROM api_requests WHERE ${where.join(" AND ")} ORDER BY at DESC, id DESC LIMIT ${bind(query.limit + 1)}`,
    values,
  );
  return rows;
}

const OUTCOMES: Readonly<Record<NonNullable<ApiRequestsQuery["outcome"]>, string>> = {
  success: "status < 400",
  failed: "status >= 400",
  client_error: "status >= 400 AND status < 500",
  server_error: "status >= 500",
};

function conditions(query: ApiRequestsQuery, bind: (value: unknown) => string): string[] {
  const { outcome, status, method, path, code, since, until } = query;
  const equal = (["api_key_id", "campaign_id", "idempotency_key"] as const).flatMap((column) =>
    query[column] === undefined ? [] : [`${column} = ${bind(query[column])}`],
  );
  return [
    ...equal,
    ...(query.request_id === undefined ? [] : [`id = ${bind(query.request_id)}`]),
    ...(outcome === undefined ? [] : [OUTCOMES[outcome]]),
    ...(status === undefined ? [] : [`status = ${bind(status)}`]),
    ...(method === undefined ? [] : [`method = ${bind(method)}`]),
    ...(path === undefined ? [] : [`strpos(path, ${bind(path)}) > 0`]),
    ...(code === undefined
      ? []
      : [`errors @> jsonb_build_array(jsonb_build_object('code', ${bind(code)}::text))`]),
    ...(since === undefined ? [] : [`at >= ${bind(since)}`]),
    ...(until === undefined ? [] : [`at <= ${bind(until)}`]),
  ];
}

/** Calls of a campaign since a moment, counted up to `most`. */
export async function countCampaignRequests(
  workspaceId: string,
  campaignId: string,
  since: Date,
  most: number,
): Promise<number> {
  const { rows } = await pool().query<{ calls: number }>(
    `SELECT count(*)::int AS calls FROM (
       SELECT 1 FROM api_requests WHERE workspace_id = $1 AND campaign_id = $2 AND at >= $3 LIMIT $4) AS found`,
    [workspaceId, campaignId, since, most],
  );
  return rows[0]?.calls ?? 0;
}

/** Deletes what is older than `before`, and of each workspace all but about the newest `keep`. */
export async function pruneRequests(before: Date, keep: number): Promise<void> {
  await pool().query("DELETE FROM api_requests WHERE at < $1", [before]);
  await pool().query(
    `DELETE FROM api_requests AS r USING (
       SELECT w.id, (SELECT at FROM api_requests WHERE workspace_id = w.id ORDER BY at DESC, id DESC OFFSET $1 LIMIT 1) AS at
         FROM workspaces AS w) AS edge
      WHERE edge.at IS NOT NULL AND r.workspace_id = edge.id AND r.at <= edge.at`,
    [keep],
  );
}
