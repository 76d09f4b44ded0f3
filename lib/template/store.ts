import { type PrismaTx, pool, prisma } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";

export interface ContentBlockRow {
  id: string;
  workspaceId: string;
  name: string;
  description: string;
  content: string;
  state: string;
  tags: string[];
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export async function listContentBlockRows(
  workspaceId: string,
  page: {
    limit: number;
    offset: number;
    modifiedAfter?: Date | undefined;
    modifiedBefore?: Date | undefined;
  },
): Promise<{ rows: ContentBlockRow[]; total: number }> {
  const where = {
    workspaceId,
    ...(page.modifiedAfter || page.modifiedBefore
      ? {
          updatedAt: {
            ...(page.modifiedAfter ? { gte: page.modifiedAfter } : {}),
            ...(page.modifiedBefore ? { lte: page.modifiedBefore } : {}),
          },
        }
      : {}),
  };
  const [rows, total] = await Promise.all([
    prisma().contentBlock.findMany({
      where,
      orderBy: [{ name: "asc" }],
      take: page.limit,
      skip: page.offset,
    }),
    prisma().contentBlock.count({ where }),
  ]);
  return { rows, total };
}

export async function findContentBlock(workspaceId: string, id: string): Promise<ContentBlockRow | null> {
  return prisma().contentBlock.findFirst({ where: { workspaceId, id } });
}

/** Null when the name is taken. */
export async function insertContentBlock(
  tx: PrismaTx,
  block: Omit<ContentBlockRow, "id" | "version" | "updatedAt">,
  author: string,
): Promise<ContentBlockRow | null> {
  const id = newId();
  const { count } = await tx.contentBlock.createMany({
    data: [{ ...block, id, updatedAt: block.createdAt }],
    skipDuplicates: true,
  });
  if (count === 0) return null;
  await tx.contentBlockVersion.create({
    data: {
      contentBlockId: id,
      version: 1,
      content: block.content,
      createdAt: block.createdAt,
      createdBy: author,
    },
  });
  return { ...block, id, version: 1, updatedAt: block.createdAt };
}

/**
 * Saves the row when its content is still at version `from`, and answers whether it was. Its content is kept as a
 * version; the version number is the row's.
 */
export async function updateContentBlockRow(
  tx: PrismaTx,
  block: ContentBlockRow,
  from: number,
  author: string,
): Promise<boolean> {
  const { id, workspaceId, createdAt: _created, name: _name, ...change } = block;
  const { count } = await tx.contentBlock.updateMany({
    where: { id, workspaceId, version: from },
    data: change,
  });
  if (count === 0) return false;
  await tx.contentBlockVersion.createMany({
    data: [
      {
        contentBlockId: id,
        version: block.version,
        content: block.content,
        createdAt: block.updatedAt,
        createdBy: author,
      },
    ],
    skipDuplicates: true,
  });
  return true;
}

export async function deleteContentBlockRow(tx: PrismaTx, workspaceId: string, id: string): Promise<void> {
  await tx.contentBlock.deleteMany({ where: { workspaceId, id } });
}

/** Sources of the blocks that messages may use. */
export async function loadActiveContentBlocks(
  workspaceId: string,
): Promise<{ name: string; content: string }[]> {
  const { rows } = await pool().query<{ name: string; content: string }>({
    name: "load-content-blocks",
    text: "SELECT name, content FROM content_blocks WHERE workspace_id = $1 AND state = 'active'",
    values: [workspaceId],
  });
  return rows;
}
