import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { readAuditLog } from "#lib/workspace/service-audit.ts";

const Query = z.object({
  action: z.string().max(100).optional(),
  subject_type: z.string().max(100).optional(),
  subject_id: z.string().max(100).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

export const GET = handle({ scope: "audit_log.read", query: Query }, async (context, { query }) => {
  const filter = {
    action: query.action,
    subjectType: query.subject_type,
    subjectId: query.subject_id,
    since: query.since ? new Date(query.since) : undefined,
    until: query.until ? new Date(query.until) : undefined,
  };
  return Response.json(await readAuditLog(context, filter, query));
});
