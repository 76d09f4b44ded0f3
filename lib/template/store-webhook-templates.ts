import { type Prisma, type PrismaTx, prisma } from "#lib/platform/db.ts";

export interface TemplateRow {
  id: string;
  workspaceId: string;
  name: string;
  description: string;
  definition: Record<string, unknown>;
  tags: string[];
  createdAt: Date;
  updatedAt: Date;
}

type Stored = Prisma.TemplateGetPayload<Record<never, never>>;

/** By name, from after `after`. */
export async function listTemplateRows(
  workspaceId: string,
  limit: number,
  after: string | null,
): Promise<TemplateRow[]> {
  const rows = await prisma().template.findMany({
    where: { workspaceId, archivedAt: null, ...(after === null ? {} : { name: { gt: after } }) },
    orderBy: { name: "asc" },
    take: limit,
  });
  return rows.map(toRow);
}

export async function findTemplate(workspaceId: string, id: string): Promise<TemplateRow | null> {
  const row = await prisma().template.findFirst({ where: { workspaceId, id } });
  return row ? toRow(row) : null;
}

export async function nameIsTaken(
  tx: PrismaTx,
  workspaceId: string,
  name: string,
  exceptId: string,
): Promise<boolean> {
  return (await tx.template.count({ where: { workspaceId, name, id: { not: exceptId } } })) > 0;
}

export async function insertTemplate(tx: PrismaTx, row: TemplateRow): Promise<void> {
  await tx.template.create({ data: { ...row, definition: row.definition as Prisma.InputJsonObject } });
}

export async function updateTemplate(tx: PrismaTx, row: TemplateRow): Promise<void> {
  const { id, workspaceId, createdAt: _created, definition, ...rest } = row;
  await tx.template.updateMany({
    where: { id, workspaceId },
    data: { ...rest, definition: definition as Prisma.InputJsonObject },
  });
}

export async function deleteTemplate(tx: PrismaTx, workspaceId: string, id: string): Promise<void> {
  await tx.template.deleteMany({ where: { workspaceId, id } });
}

function toRow({ archivedAt: _archived, ...row }: Stored): TemplateRow {
  return { ...row, definition: row.definition as Record<string, unknown> };
}
