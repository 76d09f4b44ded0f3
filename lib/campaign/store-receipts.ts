/** Keeps receipts true to what was sent: given back for what never left, moved to when it did. */
import type { SqlClient } from "#lib/platform/db.ts";

/** Deliveries that stand for a receipt: not those of a message without a campaign's content, tests or copies. */
const OF_RECEIPT = `d.campaign_id IS NOT NULL AND d.profile_id IS NOT NULL AND NOT d.test AND d.replay_of IS NULL
                    AND d.input->'webhook' IS NULL`;

/**
 * Whoever was to get these deliveries did not receive them: the person may get the campaign again, counts as nobody's
 * result and takes no place. Only those that ended before any attempt. One statement.
 */
export async function giveBackReceipts(sql: SqlClient, deliveryIds: readonly string[]): Promise<void> {
  await sql.query({
    name: "receipts-give-back",
    text: `WITH gone AS (
             SELECT d.campaign_id, d.profile_id, count(*)::int AS times FROM deliveries d
              WHERE d.id = ANY($1::uuid[]) AND d.attempts_count = 0 AND d.status IN ('aborted', 'cancelled') AND ${OF_RECEIPT}
              GROUP BY 1, 2
           ), kept AS MATERIALIZED (
             SELECT r.campaign_id, r.profile_id, r.last_received_at, r.received_count - g.times AS left_over
               FROM campaign_receipts r JOIN gone g ON g.campaign_id = r.campaign_id AND g.profile_id = r.profile_id
              ORDER BY r.campaign_id, r.profile_id FOR UPDATE OF r
           ), unconverted AS (
             DELETE FROM campaign_conversions c USING kept k
              WHERE c.campaign_id = k.campaign_id AND c.profile_id = k.profile_id AND c.received_at = k.last_received_at
           ), again AS (
             UPDATE campaign_receipts r SET received_count = k.left_over, previous_received_at = NULL,
                    last_received_at = coalesce(r.previous_received_at, r.first_received_at)
               FROM kept k WHERE r.campaign_id = k.campaign_id AND r.profile_id = k.profile_id AND k.left_over > 0
           )
           DELETE FROM campaign_receipts r USING kept k
            WHERE r.campaign_id = k.campaign_id AND r.profile_id = k.profile_id AND k.left_over <= 0`,
    values: [deliveryIds],
  });
}

/** How far from its planned moment a message may be sent without its receipt being moved. */
const TOLERANCE = "interval '1 minute'";

/**
 * Moves receipts to when these deliveries were first attempted, where that is not when it was planned; what was bought
 * in between was not bought because of the message. A receipt that was given back, of a message sent by hand later on,
 * is noted again. One statement.
 */
export async function moveReceipts(sql: SqlClient, deliveryIds: readonly string[], now: Date): Promise<void> {
  await sql.query({
    name: "receipts-move",
    text: `WITH sent AS (
             SELECT DISTINCT ON (d.campaign_id, d.profile_id) d.campaign_id, d.profile_id, d.workspace_id, d.variation_id, d.first_attempt_at AS at
               FROM deliveries d
              WHERE d.id = ANY($1::uuid[]) AND d.first_attempt_at IS NOT NULL AND ${OF_RECEIPT}
              ORDER BY d.campaign_id, d.profile_id, d.first_attempt_at DESC
           ), was AS MATERIALIZED (
             SELECT r.campaign_id, r.profile_id, r.last_received_at, s.at, r.received_count > 1 AND r.last_received_at > $2 AS other_waits
               FROM campaign_receipts r JOIN sent s ON s.campaign_id = r.campaign_id AND s.profile_id = r.profile_id
              WHERE s.at NOT BETWEEN r.last_received_at - ${TOLERANCE} AND r.last_received_at + ${TOLERANCE}
              ORDER BY r.campaign_id, r.profile_id FOR UPDATE OF r
           ), unconverted AS (
             DELETE FROM campaign_conversions c USING was w
              WHERE c.campaign_id = w.campaign_id AND c.profile_id = w.profile_id AND NOT w.other_waits
                AND c.received_at = w.last_received_at AND c.converted_at BETWEEN w.last_received_at AND w.at
           ), moved AS (
             UPDATE campaign_receipts r
                SET previous_received_at = CASE WHEN w.other_waits THEN greatest(r.previous_received_at, w.at) ELSE r.previous_received_at END,
                    last_received_at = CASE WHEN w.other_waits THEN r.last_received_at ELSE w.at END,
                    first_received_at = CASE WHEN r.received_count = 1 THEN w.at ELSE r.first_received_at END
               FROM was w WHERE r.campaign_id = w.campaign_id AND r.profile_id = w.profile_id
           )
           INSERT INTO campaign_receipts (campaign_id, profile_id, workspace_id, variation_id, control, first_received_at, last_received_at)
           SELECT s.campaign_id, s.profile_id, s.workspace_id, s.variation_id, false, s.at, s.at FROM sent s
            WHERE s.variation_id IS NOT NULL
            ORDER BY s.campaign_id, s.profile_id
           ON CONFLICT DO NOTHING`,
    values: [deliveryIds, now],
  });
}
