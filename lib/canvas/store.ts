/** Canvas rows: drafts, versions and their states. */
import { type Prisma, type PrismaTx, pool, prisma } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import type { CanvasRow, CanvasVersionRow } from "./canvas-row.ts";
import { parseDefinition } from "./definition.ts";
import { type PublishPlan, publishPlanSchema } from "./publish-schema.ts";
import type { CanvasDefinition, CanvasStatus, ListCanvasesQuery } from "./schema.ts";

type Client = Pick<PrismaTx, "canvas" | "canvasVersion" | "$queryRaw">;
type Stored = Prisma.CanvasGetPayload<Record<never, never>>;

const VERSION_FIELDS = {
  id: true,
  number: true,
  contentHash: true,
  createdAt: true,
  createdBy: true,
  note: true,
} as const;

export async function findCanvas(
  workspaceId: string,
  id: string,
  tx: Client = prisma(),
): Promise<CanvasRow | null> {
  const stored = await tx.canvas.findFirst({ where: { workspaceId, id } });
  if (!stored) return null;
  const [row] = await withVersions(tx, [stored]);
  return row ?? null;
}

/** As `findCanvas`, holding the row until the transaction ends, so that two changes cannot cross. */
export async function lockCanvas(tx: PrismaTx, workspaceId: string, id: string): Promise<CanvasRow | null> {
  const locked = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM canvases WHERE workspace_id = ${workspaceId} AND id = ${id}::uuid FOR UPDATE`;
  return locked.length === 0 ? null : findCanvas(workspaceId, id, tx);
}

/** Newest first, from after the cursor. */
export async function listCanvasRows(
  workspaceId: string,
  filter: Pick<ListCanvasesQuery, "status" | "tag" | "search" | "include_archived">,
  page: { limit: number; after: { createdAt: Date; id: string } | null },
): Promise<CanvasRow[]> {
  const statuses = filter.status === undefined ? null : [filter.status].flat();
  const contains = { contains: filter.search ?? "", mode: "insensitive" } as const;
  const { after } = page;
  const where: Prisma.CanvasWhereInput[] = [
    { workspaceId },
    ...(statuses
      ? [{ status: { in: statuses } }]
      : filter.include_archived
        ? []
        : [{ status: { not: "archived" } }]),
    ...(filter.tag ? [{ tags: { has: filter.tag } }] : []),
    ...(filter.search ? [{ OR: [{ name: contains }, { description: contains }] }] : []),
    ...(after
      ? [
          {
            OR: [
              { createdAt: { lt: after.createdAt } },
              { createdAt: after.createdAt, id: { lt: after.id } },
            ],
          },
        ]
      : []),
  ];
  const stored = await prisma().canvas.findMany({
    where: { AND: where },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: page.limit,
  });
  return withVersions(prisma(), stored);
}

export async function insertCanvas(
  tx: Client,
  canvas: { id: string; workspaceId: string; draft: CanvasDefinition; createdBy: string; now: Date },
): Promise<void> {
  const { id, workspaceId, createdBy, now } = canvas;
  await tx.canvas.create({
    data: { id, workspaceId, createdBy, createdAt: now, ...draftColumns(canvas.draft, now) },
  });
}

/** Saves the draft of a locked canvas. */
export async function saveDraft(
  tx: Client,
  canvas: { workspaceId: string; id: string; draft: CanvasDefinition; now: Date },
): Promise<void> {
  await tx.canvas.updateMany({
    where: { workspaceId: canvas.workspaceId, id: canvas.id },
    data: { ...draftColumns(canvas.draft, canvas.now), revision: { increment: 1 } },
  });
}

function draftColumns(draft: CanvasDefinition, now: Date) {
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
    canvasId: string;
    definition: CanvasDefinition;
    contentHash: string;
    contentBlocks: Record<string, string>;
    createdBy: string;
    note?: string | undefined;
    now: Date;
  },
): Promise<CanvasVersionRow> {
  const { canvasId, workspaceId, contentHash, contentBlocks, createdBy } = version;
  const last = await tx.canvasVersion.findFirst({
    where: { canvasId },
    orderBy: { number: "desc" },
    select: { number: true },
  });
  return tx.canvasVersion.create({
    data: {
      id: newId(),
      workspaceId,
      canvasId,
      number: (last?.number ?? 0) + 1,
      definition: version.definition as unknown as Prisma.InputJsonObject,
      contentHash,
      contentBlocks,
      createdBy,
      note: version.note || null,
      createdAt: version.now,
    },
    select: VERSION_FIELDS,
  });
}

export interface StateChange {
  status?: CanvasStatus;
  holding?: boolean;
  liveVersionId?: string;
  launchedAt?: Date;
  stoppedAt?: Date | null;
  archivedAt?: Date | null;
  nextRunAt?: Date | null;
  reviewId?: string | null;
  publishAt?: Date | null;
  /** Counts while there is `publishAt`. */
  publishPlan?: PublishPlan;
  updatedAt?: Date;
}

export async function changeState(
  tx: Client,
  workspaceId: string,
  id: string,
  { publishPlan, ...change }: StateChange,
): Promise<void> {
  const plan = publishPlan ? { publishPlan: publishPlan as unknown as Prisma.InputJsonObject } : {};
  await tx.canvas.updateMany({ where: { workspaceId, id }, data: { ...change, ...plan } });
}

export async function deleteCanvasRow(tx: Client, workspaceId: string, id: string): Promise<void> {
  await tx.canvas.deleteMany({ where: { workspaceId, id } });
}

export async function listVersionRows(workspaceId: string, canvasId: string): Promise<CanvasVersionRow[]> {
  return prisma().canvasVersion.findMany({
    where: { workspaceId, canvasId },
    orderBy: { number: "desc" },
    select: VERSION_FIELDS,
    take: 500,
  });
}

/** Numbers of all versions by id. */
export async function versionNumbers(canvasId: string): Promise<Map<string, number>> {
  const rows = await prisma().canvasVersion.findMany({
    where: { canvasId },
    select: { id: true, number: true },
  });
  return new Map(rows.map((row) => [row.id, row.number]));
}

export async function findVersionByNumber(
  workspaceId: string,
  canvasId: string,
  number: number,
): Promise<CanvasDefinition | null> {
  const row = await prisma().canvasVersion.findFirst({
    where: { workspaceId, canvasId, number },
    select: { definition: true },
  });
  return row ? parseDefinition(row.definition) : null;
}

export async function existingCanvases(workspaceId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await pool().query<{ id: string }>(
    "SELECT id::text FROM canvases WHERE workspace_id = $1 AND id::text = ANY($2)",
    [workspaceId, ids],
  );
  return new Set(rows.map((row) => row.id));
}

async function withVersions(tx: Client, stored: Stored[]): Promise<CanvasRow[]> {
  const ids = stored.flatMap((row) => (row.liveVersionId ? [row.liveVersionId] : []));
  const versions =
    ids.length === 0
      ? []
      : await tx.canvasVersion.findMany({ where: { id: { in: ids } }, select: VERSION_FIELDS });
  const changed = ids.length === 0 ? new Map<string, string[]>() : await changedBlocks(tx, ids);
  const byId = new Map(
    versions.map((version) => [version.id, { ...version, changedBlocks: changed.get(version.id) ?? [] }]),
  );
  return stored.map(({ liveVersionId, ...row }) => ({
    ...row,
    publishPlan: row.publishPlan === null ? null : publishPlanSchema.parse(row.publishPlan),
    status: row.status as CanvasStatus,
    draft: parseDefinition(row.draft),
    liveVersion: byId.get(liveVersionId ?? "") ?? null,
  }));
}

/** A numbered page, by creation. */
export async function listCanvasNumbered(
  workspaceId: string,
  page: {
    includeArchived: boolean;
    direction: "asc" | "desc";
    editedAfter: Date | null;
    skip: number;
    take: number;
  },
): Promise<{ id: string; name: string; tags: string[]; updatedAt: Date }[]> {
  return prisma().canvas.findMany({
    where: {
      workspaceId,
      ...(page.includeArchived ? {} : { status: { not: "archived" } }),
      ...(page.editedAfter ? { updatedAt: { gt: page.editedAfter } } : {}),
    },
    orderBy: [{ createdAt: page.direction }, { id: page.direction }],
    skip: page.skip,
    take: page.take,
    select: { id: true, name: true, tags: true, updatedAt: true },
  });
}

/** Content blocks that differ from those kept with the versions, by version. */
async function changedBlocks(tx: Client, versionIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.$queryRaw<{ id: string; names: string[] }[]>`
    SELECT v.id::text, array_agg(kept.key ORDER BY kept.key) AS names
      FROM canvas_versions v CROSS JOIN LATERAL json_each_text(v.content_blocks) kept
      LEFT JOIN content_blocks b ON b.workspace_id = v.workspace_id AND b.name = kept.key AND b.state = 'active'
     WHERE v.id = ANY(${versionIds}::uuid[]) AND b.content IS DISTINCT FROM kept.value GROUP BY v.id`;
  return new Map(rows.map((row) => [row.id, row.names]));
}
