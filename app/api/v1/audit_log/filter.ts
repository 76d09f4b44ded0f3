import { z } from "zod";
import type { AuditFilter } from "#lib/workspace/service-audit.ts";

/** Which entries of the audit log. */
export const auditFilterSchema = z.object({
  /** Start of the action: `campaign.` or `campaign.launched`. */
  action: z.string().max(100).optional(),
  /** Part of the name of who acted. */
  actor: z.string().max(100).optional(),
  subject_type: z.string().max(100).optional(),
  subject_id: z.string().max(100).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});

export function auditFilterOf(query: z.output<typeof auditFilterSchema>): AuditFilter {
  return {
    action: query.action,
    actor: query.actor,
    subjectType: query.subject_type,
    subjectId: query.subject_id,
    since: query.since ? new Date(query.since) : undefined,
    until: query.until ? new Date(query.until) : undefined,
  };
}
