/** Renames people, and makes two of them one: what belongs to them follows. */
import type { SqlClient } from "#lib/platform/db.ts";
import { dropProfiles, eraseProfiles } from "./store-erase.ts";
import { moveEntriesTo, renameEntries } from "./store-journeys.ts";

/** Gives a person another external id, wherever it is kept with what is theirs. */
export async function renameExternalId(
  sql: SqlClient,
  workspaceId: string,
  profileId: string,
  externalId: string,
  now: Date,
): Promise<void> {
  await renameEntries(sql, workspaceId, profileId, externalId);
  await sql.query(
    `UPDATE deliveries SET external_user_id = $3
      WHERE id IN (SELECT id FROM deliveries WHERE workspace_id = $1 AND profile_id = $2 ORDER BY id FOR UPDATE)`,
    [workspaceId, profileId, externalId],
  );
  await renameSamples(sql, workspaceId, profileId, externalId);
  await sql.query(
    "UPDATE profiles SET external_id = $3, updated_at = $4 WHERE workspace_id = $1 AND id = $2",
    [workspaceId, profileId, externalId, now],
  );
}

/** Campaigns and reviews are looked at with the same person as before. */
async function renameSamples(
  sql: SqlClient,
  workspaceId: string,
  profileId: string,
  externalId: string,
): Promise<void> {
  await sql.query(
    `UPDATE campaign_samples s SET subject = (s.subject::jsonb || jsonb_build_object('external_user_id', $3::text))::json
       FROM profiles p
      WHERE s.workspace_id = $1 AND p.workspace_id = $1 AND p.id = $2 AND s.subject->>'external_user_id' = p.external_id`,
    [workspaceId, profileId, externalId],
  );
  await sql.query(
    `UPDATE reviews r
        SET samples = (SELECT jsonb_agg(CASE WHEN s->>'externalId' = p.external_id THEN s || jsonb_build_object('externalId', $3::text) ELSE s END ORDER BY place)
                         FROM jsonb_array_elements(r.samples) WITH ORDINALITY AS t (s, place))
       FROM profiles p
      WHERE r.workspace_id = $1 AND p.workspace_id = $1 AND p.id = $2
        AND r.samples @> jsonb_build_array(jsonb_build_object('externalId', p.external_id))`,
    [workspaceId, profileId, externalId],
  );
}

/** Moves everything that belongs to one profile to another and drops the first; its attributes fill gaps. */
export async function absorbProfile(
  sql: SqlClient,
  workspaceId: string,
  move: { from: string; into: string; externalId: string; now: Date },
): Promise<void> {
  const pair = [workspaceId, move.from, move.into];
  await moveEntriesTo(sql, workspaceId, move);
  await sql.query(
    `UPDATE deliveries SET profile_id = $3, external_user_id = $4
      WHERE id IN (SELECT id FROM deliveries WHERE workspace_id = $1 AND profile_id = $2 ORDER BY id FOR UPDATE)`,
    [...pair, move.externalId],
  );
  await moveAliases(sql, pair);
  await sql.query(
    `UPDATE profiles p SET attributes = o.attributes || p.attributes, custom_attributes = o.custom_attributes || p.custom_attributes,
            language = coalesce(p.language, o.language), country = coalesce(p.country, o.country),
            time_zone = coalesce(p.time_zone, o.time_zone), updated_at = $4
       FROM profiles o WHERE o.workspace_id = $1 AND o.id = $2 AND p.workspace_id = $1 AND p.id = $3`,
    [...pair, move.now],
  );
  await sql.query("UPDATE events SET profile_id = $3 WHERE workspace_id = $1 AND profile_id = $2", pair);
  await moveReceived(sql, pair);
  await renameSamples(sql, workspaceId, move.from, move.externalId);
  await dropProfiles(sql, workspaceId, [move.from]);
}

/** Gives the aliases of one profile to another and erases the first with what it did. */
export async function replaceProfile(
  sql: SqlClient,
  workspaceId: string,
  move: { from: string; into: string; now: Date },
): Promise<void> {
  await moveAliases(sql, [workspaceId, move.from, move.into]);
  await eraseProfiles(sql, workspaceId, [move.from], move.now);
}

async function moveAliases(sql: SqlClient, pair: readonly string[]): Promise<void> {
  await sql.query("UPDATE profile_aliases SET profile_id = $3 WHERE workspace_id = $1 AND profile_id = $2", [
    ...pair,
  ]);
}

/** What one profile received, reached, missed and is listed in, added to what the other did. */
async function moveReceived(sql: SqlClient, pair: readonly string[]): Promise<void> {
  const statements = [
    // Who got it as both keeps the variation they had; conversions count for the variation of the receipt.
    `INSERT INTO campaign_receipts AS r (campaign_id, profile_id, workspace_id, variation_id, control, received_count,
                                         first_received_at, last_received_at, previous_received_at)
     SELECT campaign_id, $3, workspace_id, variation_id, control, received_count, first_received_at, last_received_at, previous_received_at
       FROM campaign_receipts WHERE workspace_id = $1 AND profile_id = $2 ORDER BY campaign_id
     ON CONFLICT (campaign_id, profile_id) DO UPDATE
       SET received_count = r.received_count + excluded.received_count,
           first_received_at = least(r.first_received_at, excluded.first_received_at),
           last_received_at = greatest(r.last_received_at, excluded.last_received_at),
           previous_received_at = greatest(r.previous_received_at, excluded.previous_received_at,
                                           least(r.last_received_at, excluded.last_received_at))`,
    `INSERT INTO campaign_conversions (campaign_id, goal, profile_id, workspace_id, variation_id, event_id, converted_at, received_at)
     SELECT c.campaign_id, c.goal, $3, c.workspace_id, coalesce(r.variation_id, c.variation_id), c.event_id, c.converted_at, c.received_at
       FROM campaign_conversions c LEFT JOIN campaign_receipts r ON r.campaign_id = c.campaign_id AND r.profile_id = $3
      WHERE c.workspace_id = $1 AND c.profile_id = $2 ORDER BY c.campaign_id, c.goal
     ON CONFLICT DO NOTHING`,
    "UPDATE campaign_decisions SET profile_id = $3 WHERE workspace_id = $1 AND profile_id = $2",
    `INSERT INTO list_members (workspace_id, list_id, profile_id)
     SELECT workspace_id, list_id, $3 FROM list_members WHERE workspace_id = $1 AND profile_id = $2 ORDER BY list_id
     ON CONFLICT DO NOTHING`,
    `INSERT INTO segment_members (workspace_id, segment_id, watcher, profile_id)
     SELECT workspace_id, segment_id, watcher, $3 FROM segment_members WHERE workspace_id = $1 AND profile_id = $2 ORDER BY segment_id, watcher
     ON CONFLICT DO NOTHING`,
  ];
  for (const statement of statements) await sql.query(statement, [...pair]);
}
