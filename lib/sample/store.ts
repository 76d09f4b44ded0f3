/** Writes the sample in few statements: everything of a kind at once. */
import type { SqlClient } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import type { SampleEvent } from "./events.ts";
import type { SamplePerson } from "./people.ts";

/** Answers the ids of the profiles in the order given. */
export async function insertPeople(
  sql: SqlClient,
  workspaceId: string,
  people: readonly SamplePerson[],
  createdAt: Date,
): Promise<string[]> {
  const ids = people.map(() => newId());
  await sql.query(
    `INSERT INTO profiles (id, workspace_id, external_id, attributes, custom_attributes, language, country, time_zone, random_bucket, created_at, updated_at)
     SELECT id, $1, external_id, attributes::jsonb, custom::jsonb, language, country, zone, bucket, $2, $2
       FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::int[])
         AS t (id, external_id, attributes, custom, language, country, zone, bucket)`,
    [
      workspaceId,
      createdAt,
      ids,
      people.map((person) => person.externalId),
      people.map((person) => JSON.stringify(person.attributes)),
      people.map((person) => JSON.stringify(person.customAttributes)),
      people.map((person) => person.language),
      people.map((person) => person.country),
      people.map((person) => person.timeZone),
      people.map((person) => person.randomBucket),
    ],
  );
  return ids;
}

/** Events of the past: nothing is evaluated because of them. */
export async function insertPastEvents(
  sql: SqlClient,
  workspaceId: string,
  profileIds: readonly string[],
  events: readonly SampleEvent[],
): Promise<void> {
  await sql.query(
    `INSERT INTO events (id, workspace_id, profile_id, kind, name, time, received_at, properties)
     SELECT id, $1, profile_id, 'event', name, time, time, properties::jsonb
       FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[]) AS t (id, profile_id, name, time, properties)`,
    [
      workspaceId,
      events.map(() => newId()),
      events.map((event) => profileIds[event.person]),
      events.map((event) => event.name),
      events.map((event) => event.time),
      events.map((event) => JSON.stringify(event.properties)),
    ],
  );
  await sql.query(
    `INSERT INTO event_names (workspace_id, name, kind, first_seen_at, last_seen_at, properties)
     SELECT workspace_id, name, 'event', min(time), max(time), (SELECT jsonb_object_agg(p.key, jsonb_build_object('type', jsonb_typeof(p.value), 'example', p.value))
              FROM jsonb_each((array_agg(properties))[1]) p)
       FROM events WHERE workspace_id = $1 GROUP BY workspace_id, name
     ON CONFLICT (workspace_id, name) DO NOTHING`,
    [workspaceId],
  );
}

/** Turns a draft into a campaign that ran and is over. Answers the id of its version. */
export async function finishCampaign(
  sql: SqlClient,
  campaign: { id: string; contentHash: string; at: Date },
): Promise<string> {
  const versionId = newId();
  await sql.query(
    `INSERT INTO campaign_versions (id, workspace_id, campaign_id, number, definition, content_hash, created_at)
     SELECT $1, workspace_id, id, 1, draft, $3, $4 FROM campaigns WHERE id = $2`,
    [versionId, campaign.id, campaign.contentHash, campaign.at],
  );
  await sql.query(
    `UPDATE campaigns SET status = 'finished', live_version_id = $2, launched_at = $3, created_at = $3, updated_at = $3, first_sent_at = $3, last_sent_at = $3
      WHERE id = $1`,
    [campaign.id, versionId, campaign.at],
  );
  return versionId;
}

export interface PastDelivery {
  profileId: string;
  externalId: string;
  delivered: boolean;
  /** What was sent. */
  body: string;
  at: Date;
}

/** Deliveries of the past with one attempt each. What failed can be replayed: it is rendered then. */
export async function insertPastDeliveries(
  sql: SqlClient,
  of: {
    workspaceId: string;
    campaignId: string;
    versionId: string;
    variationId: string;
    host: string;
    url: string;
  },
  deliveries: readonly PastDelivery[],
): Promise<void> {
  const ids = deliveries.map(() => newId());
  const outcome = [deliveries.map((item) => item.delivered), deliveries.map((item) => item.at)];
  await sql.query(
    `INSERT INTO deliveries (id, workspace_id, campaign_id, campaign_version_id, variation_id, profile_id, external_user_id, host, url, status, reason,
                             priority, attempts_count, budget_used, created_at, first_attempt_at, delivered_at, finished_at)
     SELECT id, $1, $2, $3, $4, profile_id, external_id, $5, $6, CASE WHEN ok THEN 'delivered' ELSE 'failed' END, CASE WHEN ok THEN NULL ELSE 'rejected' END,
            20, 1, 1, at, at, CASE WHEN ok THEN at END, at
       FROM unnest($7::uuid[], $8::uuid[], $9::text[], $10::bool[], $11::timestamptz[]) AS t (id, profile_id, external_id, ok, at)`,
    [
      of.workspaceId,
      of.campaignId,
      of.versionId,
      of.variationId,
      of.host,
      of.url,
      ids,
      deliveries.map((item) => item.profileId),
      deliveries.map((item) => item.externalId),
      ...outcome,
    ],
  );
  await sql.query(
    `INSERT INTO attempts (delivery_id, workspace_id, number, kind, host, started_at, duration_ms, status_code, response_headers, response_body, outcome)
     SELECT id, $1, 1, 'automatic', $2, at, 12, CASE WHEN ok THEN 200 ELSE 401 END, '{"content-type":"application/json"}'::jsonb,
            CASE WHEN ok THEN '{"received":true}' ELSE '{"message":"The token has expired."}' END, CASE WHEN ok THEN 'done' ELSE 'reject' END
       FROM unnest($3::uuid[], $4::bool[], $5::timestamptz[]) AS t (id, ok, at)`,
    [of.workspaceId, of.host, ids, ...outcome],
  );
  await sql.query(
    `INSERT INTO delivery_requests (delivery_id, created_at, method, url, headers, body)
     SELECT id, at, 'POST', $1, '[["content-type","application/json"]]'::jsonb, body
       FROM unnest($2::uuid[], $3::timestamptz[], $4::text[]) AS t (id, at, body)`,
    [of.url, ids, deliveries.map((item) => item.at), deliveries.map((item) => item.body)],
  );
}
