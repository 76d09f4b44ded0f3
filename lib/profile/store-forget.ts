/** Takes the names of erased people out of what was kept beside the people: samples, calls, refusals, reviews. */
import type { SqlClient } from "#lib/platform/db.ts";

/** By which names people are found where they were only written down. */
export interface KnownAs {
  /** External ids. */
  ids: string[];
  /** The same, e-mail addresses and phone numbers. */
  all: string[];
  /** Aliases, each as JSON. */
  aliases: string[];
  /** Ids, addresses, numbers and names of aliases as they stand in JSON. */
  quoted: string[];
  deliveryIds: string[];
}

interface NamesRow {
  external_id: string;
  email: string | null;
  phone: string | null;
  aliases: { alias_label: string; alias_name: string }[];
}

/** To be asked while the people and their deliveries exist. */
export async function namesOfPeople(
  sql: SqlClient,
  workspaceId: string,
  profileIds: readonly string[],
): Promise<KnownAs> {
  const { rows: people } = await sql.query<NamesRow>(
    `SELECT p.external_id, p.attributes->>'email' AS email, p.attributes->>'phone' AS phone, coalesce((
              SELECT jsonb_agg(jsonb_build_object('alias_label', a.label, 'alias_name', a.name))
                FROM profile_aliases a WHERE a.workspace_id = $1 AND a.profile_id = p.id), '[]') AS aliases
       FROM profiles p WHERE p.workspace_id = $1 AND p.id = ANY($2)`,
    [workspaceId, profileIds],
  );
  const { rows: deliveries } = await sql.query<{ id: string }>(
    "SELECT id FROM deliveries WHERE workspace_id = $1 AND profile_id = ANY($2)",
    [workspaceId, profileIds],
  );
  const all = people.flatMap(({ external_id, email, phone }) => [
    external_id,
    ...(email ? [email] : []),
    ...(phone ? [phone] : []),
  ]);
  const aliases = people.flatMap((person) => person.aliases);
  return {
    ids: people.map((person) => person.external_id),
    all,
    aliases: aliases.map((alias) => JSON.stringify(alias)),
    quoted: [...all, ...aliases.map((alias) => alias.alias_name)].map((name) => JSON.stringify(name)),
    deliveryIds: deliveries.map((row) => row.id),
  };
}

type Statement = (names: KnownAs & { now: Date }) => readonly [text: string, ...values: unknown[]];

/** Each with the workspace as $1 in front of its values. */
const STATEMENTS: readonly Statement[] = [
  ({ ids }) => [
    "DELETE FROM campaign_samples WHERE workspace_id = $1 AND subject->>'external_user_id' = ANY($2)",
    ids,
  ],
  ({ ids }) => [
    `UPDATE campaign_dry_runs SET failures = (
       SELECT coalesce(json_agg(f), '[]') FROM json_array_elements(failures) f WHERE f->>'external_user_id' IS NULL OR f->>'external_user_id' <> ALL($2))
      WHERE workspace_id = $1 AND EXISTS (SELECT FROM json_array_elements(failures) f WHERE f->>'external_user_id' = ANY($2))`,
    ids,
  ],
  ({ ids }) => [
    `UPDATE reviews SET samples = (
       SELECT coalesce(jsonb_agg(s), '[]') FROM jsonb_array_elements(samples) s WHERE s->>'externalId' IS NULL OR s->>'externalId' <> ALL($2))
      WHERE workspace_id = $1 AND EXISTS (SELECT FROM jsonb_array_elements(samples) s WHERE s->>'externalId' = ANY($2))`,
    ids,
  ],
  // A planned call is left without them; one that named nobody else is called off.
  ({ ids, aliases, now }) => [
    `UPDATE dispatches d
        SET request = jsonb_set(d.request, '{recipients}', t.others),
            cancelled_at = CASE WHEN t.others = '[]' AND d.scheduled_for > $4 THEN coalesce(d.cancelled_at, $4) ELSE d.cancelled_at END
       FROM dispatches o, LATERAL (
              SELECT coalesce(jsonb_agg(r) FILTER (WHERE NOT named), '[]') AS others, bool_or(named) AS concerned
                FROM (SELECT r, coalesce(r->>'external_user_id' = ANY($2) OR r->'user_alias' = ANY($3::jsonb[]), false) AS named
                        FROM jsonb_array_elements(CASE jsonb_typeof(o.request->'recipients') WHEN 'array' THEN o.request->'recipients' ELSE '[]' END) r) AS each) AS t
      WHERE o.workspace_id = $1 AND o.request IS NOT NULL AND t.concerned AND d.id = o.id`,
    ids,
    aliases,
    now,
  ],
  ({ ids, now }) => [
    `UPDATE dispatches SET request = jsonb_set(request, '{external_user_ids}', (request->'external_user_ids') - $2::text[]),
            cancelled_at = CASE WHEN (request->'external_user_ids') - $2::text[] = '[]' AND scheduled_for > $3
                                THEN coalesce(cancelled_at, $3) ELSE cancelled_at END
      WHERE workspace_id = $1 AND request IS NOT NULL AND jsonb_typeof(request->'external_user_ids') = 'array' AND request->'external_user_ids' ?| $2::text[]`,
    ids,
    now,
  ],
  ({ ids }) => ["DELETE FROM event_rejections WHERE workspace_id = $1 AND external_id = ANY($2)", ids],
  ({ all }) => [
    `DELETE FROM import_refusals r USING imports i
      WHERE i.id = r.import_id AND i.workspace_id = $1 AND EXISTS (
        SELECT FROM jsonb_array_elements(i.mapping) m
         WHERE m->>'target' IN ('external_id', 'email', 'phone') AND r.cells[(m->>'column')::int + 1] = ANY($2))`,
    all,
  ],
  ({ all }) => [
    `UPDATE imports SET columns = (SELECT jsonb_agg(c || '{"samples": []}') FROM jsonb_array_elements(columns) c)
      WHERE workspace_id = $1 AND EXISTS (SELECT FROM jsonb_array_elements(columns) c WHERE c->'samples' ?| $2::text[])`,
    all,
  ],
  ({ quoted }) => [
    `UPDATE inbound_calls c SET body = '' FROM inbound_endpoints p
      WHERE p.id = c.endpoint_id AND p.workspace_id = $1 AND EXISTS (SELECT FROM unnest($2::text[]) q WHERE position(q IN c.body) > 0)`,
    quoted,
  ],
  ({ deliveryIds }) => [
    `DELETE FROM received_requests r USING receivers v
      WHERE v.id = r.receiver_id AND v.workspace_id = $1 AND r.headers->>'webhook-id' = ANY($2::text[])`,
    deliveryIds,
  ],
];

/** Forgets those names everywhere. */
export async function forgetNames(
  sql: SqlClient,
  workspaceId: string,
  names: KnownAs,
  now: Date,
): Promise<void> {
  for (const statement of STATEMENTS) {
    const [text, ...values] = statement({ ...names, now });
    await sql.query(text, [workspaceId, ...values]);
  }
}
