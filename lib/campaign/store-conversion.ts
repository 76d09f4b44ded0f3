import type { SqlClient } from "#lib/platform/db.ts";
import type { Goal } from "./fired.ts";

/** The clocks of those who send events may be a little behind. */
const SLACK_SECONDS = 5;

/**
 * Notes who reached a goal within its window after the latest receipt before it, for the variation received or the control
 * group: once per person and goal. One statement.
 */
export async function recordConversions(
  sql: SqlClient,
  workspaceId: string,
  goals: readonly Goal[],
): Promise<void> {
  await sql.query({
    name: "conversions-record",
    text: `INSERT INTO campaign_conversions (campaign_id, goal, profile_id, workspace_id, variation_id, event_id, converted_at, received_at)
           SELECT DISTINCT ON (t.campaign_id, t.goal, t.profile_id)
                  t.campaign_id, t.goal, t.profile_id, $1, r.variation_id, t.event_id, t.at, received.at
             FROM unnest($2::uuid[], $3::smallint[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::float8[])
               AS t (campaign_id, goal, profile_id, event_id, at, window_seconds)
             JOIN campaign_receipts r ON r.campaign_id = t.campaign_id AND r.profile_id = t.profile_id
             CROSS JOIN LATERAL (SELECT CASE WHEN t.at >= r.last_received_at - make_interval(secs => ${SLACK_SECONDS})
                                             THEN r.last_received_at ELSE r.previous_received_at END AS at) AS received
            WHERE t.at >= received.at - make_interval(secs => ${SLACK_SECONDS})
              AND t.at <= received.at + make_interval(secs => t.window_seconds)
            ORDER BY t.campaign_id, t.goal, t.profile_id, t.at
           ON CONFLICT DO NOTHING`,
    values: [
      workspaceId,
      goals.map((goal) => goal.campaignId),
      goals.map((goal) => goal.goal),
      goals.map((goal) => goal.event.profile_id),
      goals.map((goal) => goal.event.id),
      goals.map((goal) => goal.event.time),
      goals.map((goal) => goal.windowSeconds),
    ],
  });
}
