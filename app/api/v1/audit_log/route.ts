import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { auditFilterOf, auditFilterSchema } from "#app/api/v1/audit_log/filter.ts";
import { readAuditLog } from "#lib/workspace/service-audit.ts";

const Query = auditFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

export const GET = handle({ scope: "audit_log.read", query: Query }, async (context, { query }) =>
  Response.json(await readAuditLog(context, auditFilterOf(query), query)),
);
