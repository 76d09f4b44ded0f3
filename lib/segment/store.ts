/** Segments in the database, and what explaining one person needs. */
import { type PrismaTx, pool, prisma } from "#lib/platform/db.ts";
import type { Statement } from "./compile-sql.ts";
import type { PersonData, PersonDelivery, PersonEvent } from "./evaluate-leaf.ts";
import type { FilterTree } from "./filter.ts";
import type { PersonFacts } from "./matches.ts";
import type { Needs } from "./needs.ts";
import type { ReferencedSegment } from "./references.ts";

export interface SegmentRow {
  id: string;
  name: string;
  description: string;
  filter: FilterTree;
  tags: string[];
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = {
  id: true,
  name: true,
  description: true,
  filter: true,
  tags: true,
  createdAt: true,
  updatedAt: true,
} as const;

function toRow<Row extends { filter: unknown }>(row: Row): Row & { filter: FilterTree } {
  return { ...row, filter: row.filter as FilterTree };
}

export async function listSegmentRows(
  workspaceId: string,
  page: { direction: "asc" | "desc"; skip: number; take: number },
): Promise<SegmentRow[]> {
  const rows = await prisma().segment.findMany({
    where: { workspaceId, archivedAt: null },
    orderBy: [{ createdAt: page.direction }, { id: page.direction }],
    skip: page.skip,
    take: page.take,
    select: COLUMNS,
  });
  return rows.map(toRow);
}

export async function findSegment(workspaceId: string, id: string): Promise<SegmentRow | null> {
  const row = await prisma().segment.findFirst({
    where: { workspaceId, id, archivedAt: null },
    select: COLUMNS,
  });
  return row ? toRow(row) : null;
}

export async function segmentNamed(workspaceId: string, name: string): Promise<string | null> {
  const row = await prisma().segment.findFirst({ where: { workspaceId, name }, select: { id: true } });
  return row?.id ?? null;
}

/** Serialises saving segments of one workspace, so that no two saves close a circle between them. */
export async function lockSegments(tx: PrismaTx, workspaceId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`segments ${workspaceId}`}, 0))`;
}

export async function insertSegment(tx: PrismaTx, workspaceId: string, row: SegmentRow): Promise<void> {
  await tx.segment.create({ data: { ...row, filter: row.filter as object, workspaceId } });
}

export async function updateSegment(tx: PrismaTx, workspaceId: string, row: SegmentRow): Promise<void> {
  const { id, createdAt: _created, filter, ...fields } = row;
  await tx.segment.updateMany({ where: { workspaceId, id }, data: { ...fields, filter: filter as object } });
}

export async function deleteSegmentRow(tx: PrismaTx, workspaceId: string, id: string): Promise<void> {
  await tx.segment.deleteMany({ where: { workspaceId, id } });
}

/** Every segment of the workspace, to follow references through. */
export async function knownSegments(workspaceId: string): Promise<Map<string, ReferencedSegment>> {
  const { rows } = await pool().query<{ id: string; name: string; filter: FilterTree }>(
    "SELECT id, name, filter FROM segments WHERE workspace_id = $1 AND archived_at IS NULL",
    [workspaceId],
  );
  return new Map(rows.map((row) => [row.id, { name: row.name, filter: row.filter }]));
}

export async function countPeople(statement: Statement): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(statement);
  return rows[0]?.count ?? 0;
}

export async function readPeople(statement: Statement): Promise<{ id: string; external_id: string }[]> {
  return (await pool().query<{ id: string; external_id: string }>(statement)).rows;
}

export async function externalIds(workspaceId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await pool().query<{ id: string; external_id: string }>(
    "SELECT id, external_id FROM profiles WHERE workspace_id = $1 AND id = ANY($2::uuid[])",
    [workspaceId, ids],
  );
  return new Map(rows.map((row) => [row.id, row.external_id]));
}

/** One page of people: which match, and how far the scan came. */
export async function readPage(statement: Statement): Promise<{ ids: string[]; scannedTo: string | null }> {
  const { rows } = await pool().query<{ ids: string[]; scanned_to: string | null }>(statement);
  return { ids: rows[0]?.ids ?? [], scannedTo: rows[0]?.scanned_to ?? null };
}

/** Loads one person with as much history as `needs` asks for. */
export async function loadPerson(
  workspaceId: string,
  externalId: string,
  needs: Needs,
): Promise<PersonData | null> {
  const { rows } = await pool().query<PersonFacts>(
    `SELECT id AS "profileId", external_id AS "externalId", attributes, custom_attributes AS "customAttributes",
            time_zone AS "timeZone", random_bucket AS "randomBucket", created_at AS "createdAt"
       FROM profiles WHERE workspace_id = $1 AND external_id = $2`,
    [workspaceId, externalId],
  );
  const [profile] = rows;
  if (!profile) return null;
  const [events, deliveries, lists] = await Promise.all([
    needs.events.size > 0 || needs.purchases ? loadEvents(workspaceId, profile.profileId, needs) : [],
    needs.deliveries ? loadDeliveries(workspaceId, profile.profileId) : [],
    needs.lists ? loadLists(workspaceId, profile.profileId) : new Set<string>(),
  ]);
  return { profile, events, deliveries, lists };
}

async function loadEvents(workspaceId: string, profileId: string, needs: Needs): Promise<PersonEvent[]> {
  const { rows } = await pool().query<PersonEvent>(
    `SELECT kind, name, time, properties, product_id AS "productId" FROM events
      WHERE workspace_id = $1 AND profile_id = $2 AND (name = ANY($3) OR ($4 AND kind = 'purchase'))`,
    [workspaceId, profileId, [...needs.events], needs.purchases],
  );
  return rows;
}

async function loadDeliveries(workspaceId: string, profileId: string): Promise<PersonDelivery[]> {
  const { rows } = await pool().query<PersonDelivery>(
    `SELECT id, campaign_id AS "campaignId", canvas_id AS "canvasId", variation_id AS "variationId", step_id AS "stepId", status, created_at AS "createdAt",
            delivered_at AS "deliveredAt" FROM deliveries WHERE workspace_id = $1 AND profile_id = $2`,
    [workspaceId, profileId],
  );
  return rows;
}

async function loadLists(workspaceId: string, profileId: string): Promise<Set<string>> {
  const { rows } = await pool().query<{ list_id: string }>(
    "SELECT list_id FROM list_members WHERE workspace_id = $1 AND profile_id = $2",
    [workspaceId, profileId],
  );
  return new Set(rows.map((row) => row.list_id));
}
