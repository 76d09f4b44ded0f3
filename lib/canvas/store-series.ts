/** Numbers of a canvas by day, in UTC; each kind is one grouped read. */
import { pool } from "#lib/platform/db.ts";

export interface EntrySeriesRow {
  time: Date;
  variant_id: string | null;
  entries: number;
}

export async function entrySeries(
  workspaceId: string,
  canvasId: string,
  since: Date,
  until: Date,
): Promise<EntrySeriesRow[]> {
  const { rows } = await pool().query<EntrySeriesRow>(
    `SELECT date_trunc('day', entered_at, 'UTC') AS time, variant_id, count(*)::int AS entries FROM canvas_entries
      WHERE workspace_id = $1 AND canvas_id = $2 AND entered_at >= $3 AND entered_at < $4 GROUP BY 1, 2`,
    [workspaceId, canvasId, since, until],
  );
  return rows;
}

export interface ConversionSeriesRow {
  time: Date;
  variant_id: string | null;
  index: number;
  count: number;
}

/** Conversions by the day they happened, or the day the person entered. */
export async function conversionSeries(
  workspaceId: string,
  canvasId: string,
  of: "c.converted_at" | "e.entered_at",
  since: Date,
  until: Date,
): Promise<ConversionSeriesRow[]> {
  const { rows } = await pool().query<ConversionSeriesRow>(
    `SELECT date_trunc('day', ${of}, 'UTC') AS time, e.variant_id, c.index, count(*)::int AS count
       FROM canvas_conversions c JOIN canvas_entries e ON e.id = c.entry_id
      WHERE e.workspace_id = $1 AND c.canvas_id = $2 AND ${of} >= $3 AND ${of} < $4 GROUP BY 1, 2, 3`,
    [workspaceId, canvasId, since, until],
  );
  return rows;
}

export interface StepSeriesRow {
  time: Date;
  step_id: string;
  sent: number;
  delivered: number;
  errors: number;
  recipients: number;
}

/** Messages by step and the day they were made. */
export async function stepSeries(
  workspaceId: string,
  canvasId: string,
  since: Date,
  until: Date,
): Promise<StepSeriesRow[]> {
  const { rows } = await pool().query<StepSeriesRow>(
    `SELECT date_trunc('day', created_at, 'UTC') AS time, step_id,
            count(*) FILTER (WHERE attempts_count > 0)::int AS sent,
            count(*) FILTER (WHERE status = 'delivered')::int AS delivered,
            count(*) FILTER (WHERE status = 'failed')::int AS errors,
            count(DISTINCT profile_id) FILTER (WHERE attempts_count > 0)::int AS recipients
       FROM deliveries
      WHERE workspace_id = $1 AND canvas_id = $2 AND NOT test AND step_id IS NOT NULL AND created_at >= $3 AND created_at < $4
      GROUP BY 1, 2`,
    [workspaceId, canvasId, since, until],
  );
  return rows;
}
