import type { SqlClient } from "#lib/platform/db.ts";
import type { NewDelivery } from "./schema.ts";

export interface InsertedDelivery {
  id: string;
  priority: number;
  queued: boolean;
}

/** Inserts many deliveries in one statement; ids that exist already are left alone and not answered. */
export async function insertDeliveryRows(
  sql: SqlClient,
  rows: readonly NewDelivery[],
  hosts: readonly (string | null)[],
  now: Date,
): Promise<InsertedDelivery[]> {
  const later = (row: NewDelivery): boolean =>
    row.sendAt !== undefined && row.sendAt !== null && row.sendAt > now;
  const ended = (row: NewDelivery): boolean => row.status === "aborted";
  const { rows: inserted } = await sql.query<InsertedDelivery>({
    name: "deliveries-insert",
    text: `INSERT INTO deliveries (id, workspace_id, campaign_id, campaign_version_id, variation_id, canvas_id, canvas_version_id, canvas_entry_id,
                                   step_id, dispatch_id, run_id, profile_id, external_user_id, host, status, reason, input, priority, queued_at,
                                   next_attempt_at, next_reason, created_at, finished_at)
           SELECT id, workspace_id, campaign_id, campaign_version_id, variation_id, canvas_id, canvas_version_id, canvas_entry_id,
                  step_id, dispatch_id, run_id, profile_id, external_user_id, host, status, reason, input::json, priority, queued_at,
                  next_attempt_at, CASE WHEN queued_at IS NULL AND status = 'pending' THEN 'scheduled' END, $1::timestamptz, CASE WHEN status = 'aborted' THEN $1::timestamptz END
             FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::uuid[], $8::uuid[], $9::uuid[], $10::text[], $11::uuid[],
                         $12::uuid[], $13::uuid[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::smallint[],
                         $20::timestamptz[], $21::timestamptz[])
               AS t (id, workspace_id, campaign_id, campaign_version_id, variation_id, canvas_id, canvas_version_id, canvas_entry_id, step_id,
                     dispatch_id, run_id, profile_id, external_user_id, host, status, reason, input, priority, queued_at, next_attempt_at)
           ON CONFLICT (id) DO NOTHING
           RETURNING id, priority, queued_at IS NOT NULL AS queued`,
    values: [
      now,
      rows.map((row) => row.id),
      rows.map((row) => row.workspaceId),
      rows.map((row) => row.campaignId ?? null),
      rows.map((row) => row.campaignVersionId ?? null),
      rows.map((row) => row.variationId ?? null),
      rows.map((row) => row.canvasId ?? null),
      rows.map((row) => row.canvasVersionId ?? null),
      rows.map((row) => row.canvasEntryId ?? null),
      rows.map((row) => row.stepId ?? null),
      rows.map((row) => row.dispatchId ?? null),
      rows.map((row) => row.runId ?? null),
      rows.map((row) => row.profileId ?? null),
      rows.map((row) => row.externalUserId ?? null),
      hosts,
      rows.map((row) => row.status ?? "pending"),
      rows.map((row) => row.reason ?? null),
      rows.map((row) => JSON.stringify(row.input ?? {})),
      rows.map((row) => row.priority ?? 10),
      rows.map((row) => (later(row) || ended(row) ? null : now)),
      rows.map((row) => (ended(row) ? null : later(row) ? (row.sendAt ?? null) : now)),
    ],
  });
  return inserted;
}
