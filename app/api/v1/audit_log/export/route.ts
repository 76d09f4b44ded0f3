import { handle } from "#app/api/handle.ts";
import { auditFilterOf, auditFilterSchema } from "#app/api/v1/audit_log/filter.ts";
import { exportAuditLog } from "#lib/workspace/service-audit.ts";

/** The matching entries as NDJSON, streamed. */
export const GET = handle(
  { scope: "audit_log.read", query: auditFilterSchema },
  async (context, { query }) =>
    new Response(exportAuditLog(context, auditFilterOf(query)), {
      headers: {
        "content-type": "application/x-ndjson; charset=utf-8",
        "content-disposition": 'attachment; filename="audit-log.ndjson"',
      },
    }),
);
