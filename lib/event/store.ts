import { pool, type SqlClient } from "#lib/platform/db.ts";

export interface NewEvent {
  id: string;
  profileId: string;
  kind: "event" | "purchase";
  name: string;
  time: Date;
  properties: Record<string, unknown>;
  productId: string | null;
  currency: string | null;
  price: number | null;
  quantity: number | null;
}

/** Which of these client event ids are new; the others were counted before. */
export async function claimEventIds(
  sql: SqlClient,
  workspaceId: string,
  eventIds: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const { rows } = await sql.query<{ event_id: string }>({
    name: "event-dedupes-claim",
    text: `INSERT INTO event_dedupes (workspace_id, event_id, seen_at)
           SELECT $1, event_id, $3 FROM unnest($2::text[]) AS t (event_id) ORDER BY event_id
           ON CONFLICT DO NOTHING RETURNING event_id`,
    values: [workspaceId, eventIds, now],
  });
  return new Set(rows.map((row) => row.event_id));
}

/** Stores many events in one statement. `loopDepth`: how many of our own webhooks and steps led to them. */
export async function insertEvents(
  sql: SqlClient,
  workspaceId: string,
  events: readonly NewEvent[],
  receivedAt: Date,
  loopDepth = 0,
): Promise<void> {
  await sql.query({
    name: "events-insert",
    text: `INSERT INTO events (id, workspace_id, profile_id, kind, name, time, received_at, properties, product_id, currency, price, quantity, loop_depth)
           SELECT id, $1, profile_id, kind, name, time, $2, properties::jsonb, product_id, currency, price, quantity, $13::smallint
             FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::numeric[], $12::int[])
               AS t (id, profile_id, kind, name, time, properties, product_id, currency, price, quantity)`,
    values: [
      workspaceId,
      receivedAt,
      events.map((event) => event.id),
      events.map((event) => event.profileId),
      events.map((event) => event.kind),
      events.map((event) => event.name),
      events.map((event) => event.time),
      events.map((event) => JSON.stringify(event.properties)),
      events.map((event) => event.productId),
      events.map((event) => event.currency),
      events.map((event) => event.price),
      events.map((event) => event.quantity),
      loopDepth,
    ],
  });
}

/** Notes that these names were seen, for the catalogue. */
export async function touchEventNames(
  sql: SqlClient,
  workspaceId: string,
  seen: readonly { name: string; kind: string; properties: Record<string, unknown> }[],
  now: Date,
): Promise<void> {
  await sql.query({
    name: "event-names-touch",
    text: `INSERT INTO event_names (workspace_id, name, kind, first_seen_at, last_seen_at, properties)
           SELECT $1, name, kind, $5, $5, properties::jsonb FROM unnest($2::text[], $3::text[], $4::text[]) AS t (name, kind, properties) ORDER BY name
           ON CONFLICT (workspace_id, name) DO UPDATE
             SET last_seen_at = excluded.last_seen_at, properties = event_names.properties || excluded.properties`,
    values: [
      workspaceId,
      seen.map((entry) => entry.name),
      seen.map((entry) => entry.kind),
      seen.map((entry) => JSON.stringify(entry.properties)),
      now,
    ],
  });
}

const MAX_NAMES = 500;

export async function readEventNames(workspaceId: string): Promise<
  {
    name: string;
    kind: string;
    first_seen_at: Date;
    last_seen_at: Date;
    properties: Record<string, { type: string; example: unknown }>;
  }[]
> {
  const { rows } = await pool().query(
    `SELECT name, kind, first_seen_at, last_seen_at, properties FROM event_names
      WHERE workspace_id = $1 AND status <> 'hidden' ORDER BY last_seen_at DESC LIMIT ${MAX_NAMES}`,
    [workspaceId],
  );
  return rows as Awaited<ReturnType<typeof readEventNames>>;
}

/** How many jobs of a queue wait, counted up to `most`. */
export async function waitingJobs(queue: string, most: number): Promise<number> {
  const { rows } = await pool().query<{ waiting: number }>(
    `SELECT count(*)::int AS waiting
       FROM (SELECT 1 FROM pgboss.job WHERE name = $1 AND state = 'created' LIMIT $2) AS jobs`,
    [queue, most],
  );
  return rows[0]?.waiting ?? 0;
}
