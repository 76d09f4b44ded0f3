import { pool } from "#lib/platform/db.ts";

/** Notes that these campaigns have just sent something. */
export async function touchSent(campaignIds: readonly string[], now: Date): Promise<void> {
  await pool().query({
    name: "campaigns-touch-sent",
    text: `UPDATE campaigns SET first_sent_at = coalesce(first_sent_at, $2), last_sent_at = greatest(last_sent_at, $2)
            WHERE id = ANY($1)`,
    values: [campaignIds, now],
  });
}
