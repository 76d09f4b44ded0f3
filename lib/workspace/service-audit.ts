import type { Context } from "#lib/platform/context.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import type { AuditEntryView } from "./schema.ts";
import { type AuditFilter, type AuditRow, insertAudit, listAudit } from "./store-audit.ts";

export type { AuditFilter } from "./store-audit.ts";

export interface AuditEvent {
  /** Subject and verb: "campaign.launched", "member.role_changed". */
  action: string;
  subject: { type: string; id: string };
  /** What it was and became; leave secrets out. */
  before?: unknown;
  after?: unknown;
}

/** Writes one line of the audit log; with `sql`, in the transaction of the change it tells of. */
export async function recordAudit(context: Context, event: AuditEvent, sql?: SqlClient): Promise<void> {
  const row = {
    workspaceId: context.workspaceId,
    at: context.now,
    actor: context.actor,
    action: event.action,
    subjectType: event.subject.type,
    subjectId: event.subject.id,
    before: event.before,
    after: event.after,
    requestId: context.requestId,
  };
  await (sql ? insertAudit(row, sql) : insertAudit(row));
}

/** A page of the audit log, newest first. */
export async function readAuditLog(
  context: Context,
  filter: AuditFilter,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ audit_log: AuditEntryView[]; next_cursor: string | null }> {
  const rows = await listAudit(context.workspaceId, filter, {
    limit: page.limit + 1,
    after: page.cursor ? positionOf(page.cursor) : null,
  });
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const more = rows.length > page.limit && last;
  return {
    audit_log: shown.map(toView),
    next_cursor: more ? encodeCursor([last.at.toISOString(), last.id]) : null,
  };
}

const EXPORT_PAGE = 500;

/** Every matching entry as one line of JSON, newest first, read as fast as it is taken. */
export function exportAuditLog(context: Context, filter: AuditFilter): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let after: { at: Date; id: string } | null = null;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const rows: AuditRow[] = await listAudit(context.workspaceId, filter, { limit: EXPORT_PAGE, after });
      const last = rows.at(-1);
      if (last) {
        after = { at: last.at, id: last.id };
        controller.enqueue(encoder.encode(rows.map((row) => `${JSON.stringify(toView(row))}\n`).join("")));
      }
      if (rows.length < EXPORT_PAGE) controller.close();
    },
  });
}

function positionOf(cursor: string): { at: Date; id: string } {
  const { at, id } = decodeTimeCursor(cursor);
  return { at: new Date(at), id };
}

function toView(row: AuditRow): AuditEntryView {
  return {
    audit_entry_id: row.id,
    at: row.at.toISOString(),
    actor: row.actor,
    action: row.action,
    subject_type: row.subjectType,
    subject_id: row.subjectId,
    before: row.before ?? null,
    after: row.after ?? null,
    request_id: row.requestId,
  };
}
