/** Names of what filter trees refer to by id. */
import { pool } from "#lib/platform/db.ts";
import type { NamedReference } from "./references.ts";

const KINDS = ["segment", "list", "campaign", "canvas"] as const;

/** Name by id, of what exists. */
export async function namesOf(
  workspaceId: string,
  references: readonly Pick<NamedReference, "kind" | "id">[],
): Promise<Map<string, string>> {
  if (references.length === 0) return new Map();
  const idsOf = (kind: NamedReference["kind"]): string[] =>
    references.filter((reference) => reference.kind === kind).map(({ id }) => id);
  const { rows } = await pool().query<{ id: string; name: string }>({
    name: "names-of-references",
    text: `SELECT id, name FROM segments WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND archived_at IS NULL
           UNION ALL SELECT id, name FROM lists WHERE workspace_id = $1 AND id = ANY($3::uuid[])
           UNION ALL SELECT id, name FROM campaigns WHERE workspace_id = $1 AND id = ANY($4::uuid[])
           UNION ALL SELECT id, name FROM canvases WHERE workspace_id = $1 AND id = ANY($5::uuid[])`,
    values: [workspaceId, ...KINDS.map(idsOf)],
  });
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** What things that are gone were called, as far as the audit log still knows. */
export async function formerNames(workspaceId: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await pool().query<{ id: string; name: string }>(
    `SELECT DISTINCT ON (subject_id) subject_id AS id, coalesce(before->>'name', after->>'name') AS name
       FROM audit_entries
      WHERE workspace_id = $1 AND subject_type = ANY('{segment,list,campaign,canvas}') AND subject_id = ANY($2)
        AND coalesce(before->>'name', after->>'name') IS NOT NULL
      ORDER BY subject_id, at DESC`,
    [workspaceId, ids],
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}
