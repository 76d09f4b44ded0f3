/** The event catalogue in the database: names, volumes, uses, and what was not taken. */
import { pool, type SqlClient } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { cut } from "#lib/platform/text.ts";
import type { CatalogueEvent } from "./view-schema.ts";

/** Of what is kept of an object that was refused. */
const MOST_TEXT = 500;

const MAX_NAMES = 500;

export async function catalogueRows(workspaceId: string) {
  const { rows } = await pool().query<
    Pick<CatalogueEvent, "name" | "kind" | "status" | "properties"> & {
      first_seen_at: Date;
      last_seen_at: Date;
    }
  >(
    `SELECT name, kind, status, first_seen_at, last_seen_at, properties FROM event_names
      WHERE workspace_id = $1 ORDER BY last_seen_at DESC LIMIT ${MAX_NAMES}`,
    [workspaceId],
  );
  return rows;
}

/** Events received by name and day of UTC, counted from 1970. */
export async function dailyVolumes(
  workspaceId: string,
  since: Date,
): Promise<{ name: string; day: number; count: number }[]> {
  const { rows } = await pool().query<{ name: string; day: number; count: number }>(
    `SELECT name, floor(extract(epoch FROM received_at) / 86400)::int AS day, count(*)::int AS count
       FROM events WHERE workspace_id = $1 AND received_at >= $2 GROUP BY 1, 2`,
    [workspaceId, since],
  );
  return rows;
}

export interface EventUse {
  event: string;
  type: "campaign" | "canvas" | "segment";
  id: string;
  name: string;
}

/** Campaigns, journeys and segments whose definition names an event, wherever in it. */
export async function eventUses(workspaceId: string): Promise<EventUse[]> {
  const { rows } = await pool().query<EventUse>(
    `SELECT DISTINCT u.type, u.id, u.name, found.event #>> '{}' AS event
       FROM (SELECT 'campaign' AS type, id, name, draft::jsonb AS body FROM campaigns WHERE workspace_id = $1 AND status <> 'archived'
             UNION ALL
             SELECT 'canvas', id, name, draft::jsonb FROM canvases WHERE workspace_id = $1 AND status <> 'archived'
             UNION ALL
             SELECT 'segment', id, name, filter::jsonb FROM segments WHERE workspace_id = $1 AND archived_at IS NULL) AS u
      CROSS JOIN LATERAL jsonb_path_query(u.body, 'lax $.**.event ? (@.type() == "string")') AS found (event)
      ORDER BY u.type, u.name`,
    [workspaceId],
  );
  return rows;
}

/** Answers the status before; null when the name was never seen. */
export async function setNameStatus(
  sql: SqlClient,
  workspaceId: string,
  name: string,
  status: string,
): Promise<string | null> {
  const { rows } = await sql.query<{ before: string }>(
    `UPDATE event_names n SET status = $3 FROM event_names o
      WHERE n.workspace_id = $1 AND n.name = $2 AND o.workspace_id = $1 AND o.name = $2 RETURNING o.status AS before`,
    [workspaceId, name, status],
  );
  return rows[0]?.before ?? null;
}

export async function blockedNameRows(workspaceId: string): Promise<string[]> {
  const { rows } = await pool().query<{ name: string }>({
    name: "event-names-blocked",
    text: "SELECT name FROM event_names WHERE workspace_id = $1 AND status = 'blocked'",
    values: [workspaceId],
  });
  return rows.map((row) => row.name);
}

export async function insertRejections(
  workspaceId: string,
  rejections: readonly {
    input_array: string;
    name: string | null;
    externalId: string | null;
    code: string;
    field: string;
    message: string;
    hint?: string | undefined;
  }[],
  now: Date,
): Promise<void> {
  const column = (pick: (item: (typeof rejections)[number]) => string | null) =>
    rejections.map((item) => {
      const text = pick(item);
      return text === null ? null : cut(text, MOST_TEXT);
    });
  await pool().query({
    name: "event-rejections-insert",
    text: `INSERT INTO event_rejections (id, workspace_id, rejected_at, kind, name, external_id, code, field, message, hint)
           SELECT id, $1, $2, kind, name, external_id, code, field, message, hint
             FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
               AS t (id, kind, name, external_id, code, field, message, hint)`,
    values: [
      workspaceId,
      now,
      rejections.map(() => newId()),
      column((item) => item.input_array),
      column((item) => item.name),
      column((item) => item.externalId),
      column((item) => item.code),
      column((item) => item.field),
      column((item) => item.message),
      column((item) => item.hint ?? null),
    ],
  });
}

export interface RejectionRow {
  id: string;
  rejected_at: Date;
  kind: string;
  name: string | null;
  external_id: string | null;
  code: string;
  field: string;
  message: string;
  hint: string | null;
}

export async function rejectionRows(
  workspaceId: string,
  after: { at: string; id: string } | null,
  limit: number,
): Promise<RejectionRow[]> {
  const { rows } = await pool().query<RejectionRow>(
    `SELECT id, rejected_at, kind, name, external_id, code, field, message, hint FROM event_rejections
      WHERE workspace_id = $1 AND ($2::timestamptz IS NULL OR (rejected_at, id) < ($2::timestamptz, $3::uuid))
      ORDER BY rejected_at DESC, id DESC LIMIT $4`,
    [workspaceId, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
}

export async function pruneRejections(before: Date): Promise<void> {
  await pool().query("DELETE FROM event_rejections WHERE rejected_at < $1", [before]);
}
