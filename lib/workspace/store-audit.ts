import type { Actor } from "#lib/platform/context.ts";
import { pool, prisma, type SqlClient } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";

export interface AuditRow {
  id: string;
  at: Date;
  actor: Actor;
  action: string;
  subjectType: string;
  subjectId: string;
  before: unknown;
  after: unknown;
  requestId: string | null;
}

export type NewAuditRow = Omit<AuditRow, "id"> & { workspaceId: string };

export async function insertAudit(row: NewAuditRow, sql: SqlClient = pool()): Promise<void> {
  await sql.query(
    `INSERT INTO audit_entries
       (id, workspace_id, at, actor, action, subject_type, subject_id, before, after, request_id)
     VALUES ($1::uuid, $2, $3::timestamptz, $4::jsonb, $5, $6, $7, $8::jsonb, $9::jsonb, $10)`,
    [
      newId(),
      row.workspaceId,
      row.at,
      JSON.stringify(row.actor),
      row.action,
      row.subjectType,
      row.subjectId,
      row.before === undefined ? null : JSON.stringify(row.before),
      row.after === undefined ? null : JSON.stringify(row.after),
      row.requestId,
    ],
  );
}

export interface AuditFilter {
  action?: string | undefined;
  subjectType?: string | undefined;
  subjectId?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
  /** Part of the name of who acted. */
  actor?: string | undefined;
}

/** Newest first, from after the cursor. */
export async function listAudit(
  workspaceId: string,
  filter: AuditFilter,
  page: { limit: number; after: { at: Date; id: string } | null },
): Promise<AuditRow[]> {
  const { after } = page;
  const rows = await prisma().auditEntry.findMany({
    where: {
      workspaceId,
      ...(filter.action ? { action: { startsWith: filter.action } } : {}),
      ...(filter.subjectType ? { subjectType: filter.subjectType } : {}),
      ...(filter.subjectId ? { subjectId: filter.subjectId } : {}),
      ...(filter.actor ? { actor: { path: ["name"], string_contains: filter.actor } } : {}),
      at: { ...(filter.since ? { gte: filter.since } : {}), ...(filter.until ? { lt: filter.until } : {}) },
      ...(after ? { OR: [{ at: { lt: after.at } }, { at: after.at, id: { lt: after.id } }] } : {}),
    },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: page.limit,
  });
  return rows.map((row) => ({ ...row, actor: row.actor as unknown as Actor }));
}
