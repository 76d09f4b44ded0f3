/** Answers history leaves for a batch of people: one statement per leaf, whatever the size of the batch. */
import { pool } from "#lib/platform/db.ts";
import type {
  EventFilter,
  FilterTree,
  PropertyFilter,
  PurchaseFilter,
  ReceivedCampaignFilter,
  ReceivedCanvasFilter,
} from "./filter.ts";
import { matchesProperties } from "./matches.ts";

interface Occurrence {
  profile_id: string;
  count: number;
  first_at: Date | null;
  last_at: Date | null;
}

const DAY_MS = 86_400_000;

/** The people of `profileIds` for whom an event or purchase leaf holds. */
export async function whoDid(
  workspaceId: string,
  leaf: EventFilter | PurchaseFilter,
  profileIds: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const since = leaf.within_days === undefined ? null : new Date(now.getTime() - leaf.within_days * DAY_MS);
  const occurrences = leaf.filters?.length
    ? await countFiltered(workspaceId, leaf, leaf.filters, profileIds, since, now)
    : await countAll(workspaceId, leaf, profileIds, since);
  const byPerson = new Map(occurrences.map((row) => [row.profile_id, row]));
  return new Set(profileIds.filter((id) => occurrenceHolds(leaf, byPerson.get(id), now)));
}

function occurrenceHolds(
  leaf: EventFilter | PurchaseFilter,
  seen: Occurrence | undefined,
  now: Date,
): boolean {
  const count = seen?.count ?? 0;
  const value = leaf.value ?? 0;
  const within = (at: Date | null | undefined): boolean =>
    !!at && at.getTime() > now.getTime() - value * DAY_MS;
  switch (leaf.op) {
    case "ever":
      return count > 0;
    case "never":
      return count === 0;
    case "count_gte":
      return count >= value;
    case "count_lte":
      return count <= value;
    case "count_eq":
      return count === value;
    case "first_within_days":
      return within(seen?.first_at);
    case "first_not_within_days":
      return !within(seen?.first_at);
    case "last_within_days":
      return within(seen?.last_at);
    case "last_not_within_days":
      return !within(seen?.last_at);
  }
}

async function countAll(
  workspaceId: string,
  leaf: EventFilter | PurchaseFilter,
  profileIds: readonly string[],
  since: Date | null,
): Promise<Occurrence[]> {
  const { rows } = await pool().query<Occurrence>({
    name: "history-count",
    text: `SELECT profile_id, count(*)::int AS count, min(time) AS first_at, max(time) AS last_at FROM events
            WHERE workspace_id = $1 AND kind = $2 AND ($3::text IS NULL OR name = $3) AND ($4::text IS NULL OR product_id = $4)
              AND profile_id = ANY($5) AND ($6::timestamptz IS NULL OR time > $6)
            GROUP BY profile_id`,
    values: [workspaceId, ...subject(leaf), profileIds, since],
  });
  return rows;
}

async function countFiltered(
  workspaceId: string,
  leaf: EventFilter | PurchaseFilter,
  filters: readonly PropertyFilter[],
  profileIds: readonly string[],
  since: Date | null,
  now: Date,
): Promise<Occurrence[]> {
  const { rows } = await pool().query<{
    profile_id: string;
    time: Date;
    properties: Record<string, unknown>;
  }>({
    name: "history-events",
    text: `SELECT profile_id, time, properties FROM events
            WHERE workspace_id = $1 AND kind = $2 AND ($3::text IS NULL OR name = $3) AND ($4::text IS NULL OR product_id = $4)
              AND profile_id = ANY($5) AND ($6::timestamptz IS NULL OR time > $6)`,
    values: [workspaceId, ...subject(leaf), profileIds, since],
  });
  const found = new Map<string, Occurrence>();
  for (const row of rows) {
    if (!matchesProperties(filters, row.properties, now)) continue;
    const seen = found.get(row.profile_id) ?? {
      profile_id: row.profile_id,
      count: 0,
      first_at: row.time,
      last_at: row.time,
    };
    seen.count++;
    if (seen.first_at && row.time < seen.first_at) seen.first_at = row.time;
    if (seen.last_at && row.time > seen.last_at) seen.last_at = row.time;
    found.set(row.profile_id, seen);
  }
  return [...found.values()];
}

function subject(
  leaf: EventFilter | PurchaseFilter,
): [kind: string, name: string | null, product: string | null] {
  return leaf.type === "event" ? ["event", leaf.event, null] : ["purchase", null, leaf.product_id ?? null];
}

interface Receipt {
  profile_id: string;
  count: number;
  last_status: string | null;
}

/** The people of `profileIds` for whom a "received campaign" or "received canvas" leaf holds. */
export async function whoReceived(
  workspaceId: string,
  leaf: ReceivedCampaignFilter | ReceivedCanvasFilter,
  profileIds: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const windowed = leaf.op === "within_days" || leaf.op === "not_within_days";
  const days = windowed ? Number(leaf.value) : leaf.within_days;
  const { rows } = await pool().query<Receipt>({
    name: "history-received",
    text: `SELECT profile_id, count(*) FILTER (WHERE status = $5)::int AS count,
                  (array_agg(status ORDER BY created_at DESC))[1] AS last_status
             FROM deliveries
            WHERE workspace_id = $1 AND profile_id = ANY($2) AND CASE WHEN $7::boolean THEN campaign_id IS NOT NULL AND ($3::uuid IS NULL OR campaign_id = $3)
                       ELSE canvas_id IS NOT NULL AND ($4::uuid IS NULL OR canvas_id = $4) END
              AND ($6::timestamptz IS NULL OR coalesce(delivered_at, created_at) > $6)
            GROUP BY profile_id`,
    values: [
      workspaceId,
      profileIds,
      leaf.type === "received_campaign" ? (leaf.campaign_id ?? null) : null,
      leaf.type === "received_canvas" ? (leaf.canvas_id ?? null) : null,
      leaf.status ?? "delivered",
      days === undefined ? null : new Date(now.getTime() - days * DAY_MS),
      leaf.type === "received_campaign",
    ],
  });
  const byPerson = new Map(rows.map((row) => [row.profile_id, row]));
  return new Set(profileIds.filter((id) => receiptHolds(leaf, byPerson.get(id))));
}

function receiptHolds(
  leaf: ReceivedCampaignFilter | ReceivedCanvasFilter,
  seen: Receipt | undefined,
): boolean {
  const count = seen?.count ?? 0;
  switch (leaf.op) {
    case "ever":
    case "within_days":
      return count > 0;
    case "never":
    case "not_within_days":
      return count === 0;
    case "count_gte":
      return count >= Number(leaf.value);
    case "count_lte":
      return count <= Number(leaf.value);
    case "count_eq":
      return count === Number(leaf.value);
    case "last_status":
      return seen?.last_status === leaf.value;
    case "last_status_not":
      return seen?.last_status !== leaf.value;
  }
}

/** The people of `profileIds` on a list. */
export async function whoIsListed(
  workspaceId: string,
  listId: string,
  profileIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await pool().query<{ profile_id: string }>(
    "SELECT profile_id FROM list_members WHERE workspace_id = $1 AND list_id = $2 AND profile_id = ANY($3)",
    [workspaceId, listId, profileIds],
  );
  return new Set(rows.map((row) => row.profile_id));
}

/** The filter trees of segments, by id. */
export async function segmentTrees(
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, FilterTree>> {
  const { rows } = await pool().query<{ id: string; filter: FilterTree }>(
    "SELECT id, filter FROM segments WHERE workspace_id = $1 AND id = ANY($2) AND archived_at IS NULL",
    [workspaceId, ids],
  );
  return new Map(rows.map((row) => [row.id, row.filter]));
}
