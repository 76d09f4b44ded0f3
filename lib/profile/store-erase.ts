/** Erases people: for good, and with everything that tells about them. */
import type { SqlClient } from "#lib/platform/db.ts";
import { forgetNames, namesOfPeople } from "./store-forget.ts";
import { eraseEntries } from "./store-journeys.ts";

/** What is theirs alone, by table. */
const THEIRS = [
  "events",
  "campaign_decisions",
  "campaign_receipts",
  "campaign_conversions",
  "canvas_people",
  "list_members",
  "segment_members",
  "profile_aliases",
] as const;

/**
 * Erases people with everything that tells about them: events, aliases, list places, what they received and reached,
 * frozen requests, what receivers answered, and their names wherever else they were written down. Deliveries and runs
 * through journeys stay as bare lines for the counts; those still waiting are cancelled, those inside leave.
 */
export async function eraseProfiles(
  sql: SqlClient,
  workspaceId: string,
  profileIds: readonly string[],
  now: Date,
): Promise<number> {
  // Journeys first, then deliveries, then people: the order in which workers take them.
  await eraseEntries(sql, workspaceId, profileIds, now);
  const names = await namesOfPeople(sql, workspaceId, profileIds);
  await scrubDeliveries(sql, workspaceId, profileIds, now);
  const erased = await dropProfiles(sql, workspaceId, profileIds);
  await forgetNames(sql, workspaceId, names, now);
  return erased;
}

async function scrubDeliveries(
  sql: SqlClient,
  workspaceId: string,
  profileIds: readonly string[],
  now: Date,
): Promise<void> {
  await sql.query(
    `WITH scrubbed AS (
       UPDATE deliveries SET profile_id = NULL, external_user_id = NULL, url = NULL, input = '{}',
              status = CASE WHEN status IN ('pending', 'held', 'retrying') THEN 'cancelled' ELSE status END,
              reason = CASE WHEN status IN ('pending', 'held', 'retrying') THEN 'user_deleted' ELSE reason END,
              finished_at = coalesce(finished_at, $3), next_attempt_at = NULL
        WHERE id IN (SELECT id FROM deliveries WHERE workspace_id = $1 AND profile_id = ANY($2) ORDER BY id FOR UPDATE) RETURNING id, created_at),
     answers AS (
       UPDATE attempts a SET response_headers = NULL, response_body = NULL, error_message = NULL
         FROM scrubbed s WHERE a.delivery_id = s.id)
     DELETE FROM delivery_requests r USING scrubbed s WHERE r.delivery_id = s.id AND r.created_at = s.created_at`,
    [workspaceId, profileIds, now],
  );
}

/** Drops people with what is theirs alone. */
export async function dropProfiles(
  sql: SqlClient,
  workspaceId: string,
  profileIds: readonly string[],
): Promise<number> {
  const theirs = [workspaceId, profileIds];
  // Nobody adds anything to them meanwhile.
  await sql.query(
    "SELECT FROM profiles WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE",
    theirs,
  );
  for (const table of THEIRS)
    await sql.query(`DELETE FROM ${table} WHERE workspace_id = $1 AND profile_id = ANY($2)`, theirs);
  const { rowCount } = await sql.query(
    "DELETE FROM profiles WHERE workspace_id = $1 AND id = ANY($2)",
    theirs,
  );
  return rowCount ?? 0;
}
