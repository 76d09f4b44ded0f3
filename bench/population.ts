/** A large population, written by the server itself: people, and events of half of them. */
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

const BATCH = 100_000;

/** A workspace of its own with `people` profiles and as many `flight_booked` events over the last 90 days. */
export async function createPopulation(people: number): Promise<Context> {
  const context = await createWorkspace();
  for (let from = 0; from < people; from += BATCH) {
    const to = Math.min(people, from + BATCH) - 1;
    await pool().query(
      `WITH added AS (
         INSERT INTO profiles (id, workspace_id, external_id, attributes, custom_attributes, country, random_bucket)
         SELECT uuidv7(), $1, 'p' || n, jsonb_build_object('first_name', 'Person ' || n),
                jsonb_build_object('tier', (ARRAY['gold', 'silver', 'bronze', 'none'])[1 + n % 4], 'spend', n % 1000),
                (ARRAY['FR', 'DE', 'US', 'JP'])[1 + n % 4], n * 7919 % 10000
           FROM generate_series($2::bigint, $3::bigint) AS n RETURNING id, workspace_id
       )
       INSERT INTO events (id, workspace_id, profile_id, name, time, received_at, properties)
       SELECT uuidv7(), workspace_id, id, 'flight_booked', at, at, jsonb_build_object('points', (random() * 200)::int)
         FROM (SELECT *, now() - random() * interval '90 days' AS at FROM added WHERE random() < 0.5) AS chosen,
              generate_series(1, 2)`,
      [context.workspaceId, from, to],
    );
  }
  // As autovacuum would have done by the time anybody asks.
  await pool().query("VACUUM ANALYZE profiles, events");
  return context;
}
