/** Deliveries of campaigns, for what waits for somebody to have received one. */
import type { EvaluatedEvent } from "#lib/event/jobs.ts";
import { pool } from "#lib/platform/db.ts";

/** The event that a delivery was about. */
export type ReceivedEvent = Pick<EvaluatedEvent, "id" | "name" | "time" | "properties">;

export interface ReceivedRow {
  id: string;
  campaign_id: string;
  profile_id: string;
  status: string;
  /** How many campaigns in a row led here, each started by the one before. */
  chain: number;
  /** How many webhooks and steps of our own led here. */
  loop_depth: number;
  event: ReceivedEvent | null;
}

/** Deliveries of campaigns to people, as far as these are some. */
export async function receivedDeliveries(
  workspaceId: string,
  ids: readonly string[],
): Promise<ReceivedRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool().query<ReceivedRow>(
    `SELECT id, campaign_id, profile_id, status, coalesce((input->>'chain')::int, 0) AS chain, input->'event' AS event,
            coalesce((input->>'loop_depth')::int, (input->'event'->>'loop_depth')::int, 0) AS loop_depth FROM deliveries
      WHERE workspace_id = $1 AND id = ANY($2) AND campaign_id IS NOT NULL AND profile_id IS NOT NULL`,
    [workspaceId, ids],
  );
  return rows;
}
