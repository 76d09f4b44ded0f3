/** Campaign rows: drafts, versions and their states. */
import { type Prisma, type PrismaTx, prisma } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import type { CampaignRow, VersionRow } from "./campaign-row.ts";
import { parseDefinition } from "./definition.ts";
import type { CampaignDefinition, CampaignStatus, CampaignType, ListCampaignsQuery } from "./schema.ts";

type Client = Pick<PrismaTx, "campaign" | "campaignVersion" | "$queryRaw">;
type Stored = Prisma.CampaignGetPayload<Record<never, never>>;

const VERSION_FIELDS = {
  id: true,
  number: true,
  contentHash: true,
  createdAt: true,
  createdBy: true,
} as const;

export async function findCampaign(
  workspaceId: string,
  id: string,
  tx: Client = prisma(),
): Promise<CampaignRow | null> {
  const stored = await tx.campaign.findFirst({ where: { workspaceId, id } });
  if (!stored) return null;
  const [row] = await withVersions(tx, [stored]);
  return row ?? null;
}

/** As `findCampaign`, holding the row until the transaction ends, so that two changes cannot cross. */
export async function lockCampaign(
  tx: PrismaTx,
  workspaceId: string,
  id: string,
): Promise<CampaignRow | null> {
  const locked = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM campaigns WHERE workspace_id = ${workspaceId} AND id = ${id}::uuid FOR UPDATE`;
  return locked.length === 0 ? null : findCampaign(workspaceId, id, tx);
}

type ListFilter = Pick<ListCampaignsQuery, "status" | "type" | "tag" | "search" | "include_archived">;

/** Newest first, from after the cursor. */
export async function listCampaignRows(
  workspaceId: string,
  filter: ListFilter,
  page: { limit: number; after: { createdAt: Date; id: string } | null },
): Promise<CampaignRow[]> {
  const statuses = filter.status === undefined ? null : [filter.status].flat();
  const { after } = page;
  const stored = await prisma().campaign.findMany({
    where: {
      workspaceId,
      ...(statuses
        ? { status: { in: statuses } }
        : filter.include_archived
          ? {}
          : { status: { not: "archived" } }),
      ...(filter.type ? { type: filter.type } : {}),
      ...(filter.tag ? { tags: { has: filter.tag } } : {}),
      ...(filter.search ? searchFor(filter.search) : {}),
      ...(after
        ? {
            AND: [
              {
                OR: [
                  { createdAt: { lt: after.createdAt } },
                  { createdAt: after.createdAt, id: { lt: after.id } },
                ],
              },
            ],
          }
        : {}),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: page.limit,
  });
  return withVersions(prisma(), stored);
}

function searchFor(text: string): Prisma.CampaignWhereInput {
  const contains = { contains: text, mode: "insensitive" } as const;
  const byId = /^[0-9a-f-]{36}$/i.test(text) ? [{ id: text }] : [];
  return { OR: [{ name: contains }, { description: contains }, { tags: { has: text } }, ...byId] };
}

/** A numbered page, by creation. */
export async function listCampaignPage(
  workspaceId: string,
  page: {
    includeArchived: boolean;
    direction: "asc" | "desc";
    editedAfter: Date | null;
    skip: number;
    take: number;
  },
): Promise<CampaignRow[]> {
  const stored = await prisma().campaign.findMany({
    where: {
      workspaceId,
      ...(page.includeArchived ? {} : { status: { not: "archived" } }),
      ...(page.editedAfter ? { updatedAt: { gt: page.editedAfter } } : {}),
    },
    orderBy: [{ createdAt: page.direction }, { id: page.direction }],
    skip: page.skip,
    take: page.take,
  });
  return withVersions(prisma(), stored);
}

export async function insertCampaign(
  tx: Client,
  campaign: { id: string; workspaceId: string; draft: CampaignDefinition; createdBy: string; now: Date },
): Promise<void> {
  await tx.campaign.create({
    data: {
      id: campaign.id,
      workspaceId: campaign.workspaceId,
      type: campaign.draft.type,
      createdBy: campaign.createdBy,
      createdAt: campaign.now,
      ...draftColumns(campaign.draft, campaign.now),
    },
  });
}

/** Saves the draft when it is still at `revision`; answers whether it was. */
export async function saveDraft(
  tx: Client,
  campaign: { workspaceId: string; id: string; revision: number; draft: CampaignDefinition; now: Date },
): Promise<boolean> {
  const { count } = await tx.campaign.updateMany({
    where: { workspaceId: campaign.workspaceId, id: campaign.id, revision: campaign.revision },
    data: { ...draftColumns(campaign.draft, campaign.now), revision: { increment: 1 } },
  });
  return count === 1;
}

function draftColumns(draft: CampaignDefinition, now: Date) {
  return {
    name: draft.name,
    description: draft.description,
    tags: draft.tags,
    draft: draft as unknown as Prisma.InputJsonObject,
    updatedAt: now,
  };
}

export async function insertVersion(
  tx: Client,
  version: {
    workspaceId: string;
    campaignId: string;
    definition: CampaignDefinition;
    contentHash: string;
    contentBlocks: Record<string, string>;
    createdBy: string;
    now: Date;
  },
): Promise<VersionRow> {
  const { campaignId } = version;
  const last = await tx.campaignVersion.findFirst({
    where: { campaignId },
    orderBy: { number: "desc" },
    select: { number: true },
  });
  return tx.campaignVersion.create({
    data: {
      id: newId(),
      workspaceId: version.workspaceId,
      campaignId,
      number: (last?.number ?? 0) + 1,
      definition: version.definition as unknown as Prisma.InputJsonObject,
      contentHash: version.contentHash,
      contentBlocks: version.contentBlocks,
      createdBy: version.createdBy,
      createdAt: version.now,
    },
    select: VERSION_FIELDS,
  });
}

export interface StateChange {
  status?: CampaignStatus;
  liveVersionId?: string;
  nextRunAt?: Date | null;
  launchedAt?: Date;
  stoppedAt?: Date | null;
  archivedAt?: Date | null;
  reviewId?: string | null;
  updatedAt?: Date;
}

export async function changeState(
  tx: Client,
  workspaceId: string,
  id: string,
  change: StateChange,
): Promise<void> {
  await tx.campaign.updateMany({ where: { workspaceId, id }, data: change });
}

export async function deleteCampaignRow(tx: Client, workspaceId: string, id: string): Promise<void> {
  await tx.campaign.deleteMany({ where: { workspaceId, id } });
}

export async function listVersionRows(workspaceId: string, campaignId: string): Promise<VersionRow[]> {
  return prisma().campaignVersion.findMany({
    where: { workspaceId, campaignId },
    orderBy: { number: "desc" },
    select: VERSION_FIELDS,
  });
}

interface WholeVersion extends VersionRow {
  definition: CampaignDefinition;
  /** As they were at its publication; null for versions of before that was kept. */
  contentBlocks: Record<string, string> | null;
}

export async function findVersion(
  workspaceId: string,
  campaignId: string,
  key: { number: number } | { id: string },
): Promise<WholeVersion | null> {
  const row = await prisma().campaignVersion.findFirst({ where: { workspaceId, campaignId, ...key } });
  if (!row) return null;
  const contentBlocks = row.contentBlocks as Record<string, string> | null;
  return { ...row, definition: parseDefinition(row.definition), contentBlocks };
}

async function withVersions(tx: Client, stored: Stored[]): Promise<CampaignRow[]> {
  const ids = stored.flatMap((row) => (row.liveVersionId ? [row.liveVersionId] : []));
  const versions =
    ids.length === 0
      ? []
      : await tx.campaignVersion.findMany({ where: { id: { in: ids } }, select: VERSION_FIELDS });
  const changed = ids.length === 0 ? new Map<string, string[]>() : await changedBlocks(tx, ids);
  const byId = new Map(
    versions.map((version) => [version.id, { ...version, changedBlocks: changed.get(version.id) ?? [] }]),
  );
  return stored.map(({ liveVersionId, ...row }) => ({
    ...row,
    type: row.type as CampaignType,
    status: row.status as CampaignStatus,
    draft: parseDefinition(row.draft),
    liveVersion: byId.get(liveVersionId ?? "") ?? null,
  }));
}

/** Content blocks that differ from those kept with the versions, by version. */
async function changedBlocks(tx: Client, versionIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.$queryRaw<{ id: string; names: string[] }[]>`
    SELECT v.id::text, array_agg(kept.key ORDER BY kept.key) AS names
      FROM campaign_versions v CROSS JOIN LATERAL json_each_text(v.content_blocks) kept
      LEFT JOIN content_blocks b ON b.workspace_id = v.workspace_id AND b.name = kept.key AND b.state = 'active'
     WHERE v.id = ANY(${versionIds}::uuid[]) AND b.content IS DISTINCT FROM kept.value GROUP BY v.id`;
  return new Map(rows.map((row) => [row.id, row.names]));
}
