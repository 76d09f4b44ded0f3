import { pool, type SqlClient } from "#lib/platform/db.ts";

export interface NewDispatch {
  id: string;
  workspaceId: string;
  campaignId: string | null;
  sendId: string | null;
  kind: "messages_send" | "campaign_trigger";
  variationId: string | null;
  webhook: unknown;
  request: unknown;
  scheduledFor: Date | null;
  /** How many of our own webhooks led to the call. */
  loopDepth?: number | undefined;
  now: Date;
}

export interface DispatchRow {
  id: string;
  campaign_id: string | null;
  canvas_id: string | null;
  send_id: string | null;
  kind: string;
  variation_id: string | null;
  webhook: unknown;
  request: unknown;
  scheduled_for: Date | null;
  loop_depth: number;
  cancelled_at: Date | null;
  refused: Refusal | null;
  created_at: Date;
}

/** Why a planned send was not made when it was due. */
export interface Refusal {
  code: string;
  message: string;
  at: string;
}

export async function insertDispatch(sql: SqlClient, dispatch: NewDispatch): Promise<void> {
  await sql.query(
    `INSERT INTO dispatches (id, workspace_id, campaign_id, send_id, kind, variation_id, webhook, request, scheduled_for, created_at, loop_depth)
     VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9, $10, $11)
     ON CONFLICT (id) DO NOTHING`,
    [
      dispatch.id,
      dispatch.workspaceId,
      dispatch.campaignId,
      dispatch.sendId,
      dispatch.kind,
      dispatch.variationId,
      dispatch.webhook === null ? null : JSON.stringify(dispatch.webhook),
      dispatch.request === null ? null : JSON.stringify(dispatch.request),
      dispatch.scheduledFor,
      dispatch.now,
      dispatch.loopDepth ?? 0,
    ],
  );
}

export async function findDispatch(workspaceId: string, id: string): Promise<DispatchRow | null> {
  const { rows } = await pool().query<DispatchRow>(
    "SELECT * FROM dispatches WHERE workspace_id = $1 AND id = $2",
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

/** A planned send that is still open, held until the transaction ends. */
export async function lockPlanned(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  kind: NewDispatch["kind"],
): Promise<DispatchRow | null> {
  const { rows } = await sql.query<DispatchRow>(
    `SELECT * FROM dispatches WHERE workspace_id = $1 AND id = $2 AND kind = $3 AND scheduled_for IS NOT NULL
        AND cancelled_at IS NULL FOR UPDATE`,
    [workspaceId, id, kind],
  );
  return rows[0] ?? null;
}

export async function changePlanned(
  sql: SqlClient,
  id: string,
  change: { request: unknown; webhook: unknown; scheduledFor: Date; cancelledAt: Date | null },
): Promise<void> {
  await sql.query(
    "UPDATE dispatches SET request = $2::jsonb, webhook = $3::jsonb, scheduled_for = $4, cancelled_at = $5 WHERE id = $1",
    [
      id,
      JSON.stringify(change.request),
      change.webhook === null ? null : JSON.stringify(change.webhook),
      change.scheduledFor,
      change.cancelledAt,
    ],
  );
}

/** Keeps why a planned send was not made. */
export async function refusePlanned(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  refused: Refusal,
): Promise<void> {
  await sql.query("UPDATE dispatches SET refused = $3::jsonb WHERE workspace_id = $1 AND id = $2", [
    workspaceId,
    id,
    JSON.stringify(refused),
  ]);
}

/** Sends that fit every condition given, newest first. */
export async function listDispatches(
  workspaceId: string,
  filter: {
    id?: string | undefined;
    sendId?: string | undefined;
    campaignId?: string | undefined;
    planned: boolean;
  },
  page: { limit: number; after: { at: string; id: string } | null },
): Promise<DispatchRow[]> {
  const { rows } = await pool().query<DispatchRow>(
    `SELECT * FROM dispatches
      WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id = $2) AND ($3::text IS NULL OR send_id = $3)
        AND ($4::uuid IS NULL OR campaign_id = $4)
        AND (NOT $8 OR scheduled_for IS NOT NULL)
        AND ($5::timestamptz IS NULL OR (created_at, id) < ($5::timestamptz, $6::uuid))
      ORDER BY created_at DESC, id DESC LIMIT $7`,
    [
      workspaceId,
      filter.id ?? null,
      filter.sendId ?? null,
      filter.campaignId ?? null,
      page.after?.at ?? null,
      page.after?.id ?? null,
      page.limit,
      filter.planned,
    ],
  );
  return rows;
}
