/** Names of what filter trees refer to by id. */
import { pool } from "#lib/platform/db.ts";
import type { NamedReference } from "./references.ts";

const KINDS = ["segment", "list", "campaign", "canvas"] as const;

/** Name by id, of what exists; of variations and steps that rules ask for as well, steps by `stepKey`. */
export async function namesOf(
  workspaceId: string,
  references: readonly Pick<NamedReference, "kind" | "id" | "part">[],
): Promise<Map<string, string>> {
  if (references.length === 0) return new Map();
  const idsOf = (kind: NamedReference["kind"]): string[] =>
    references.filter((reference) => reference.kind === kind).map(({ id }) => id);
  const withPart = references.filter(({ part }) => part !== undefined);
  const partsOf = (kind: NamedReference["kind"]): string[] =>
    withPart.filter((reference) => reference.kind === kind).map(({ part }) => part ?? "");
  const wholesOf = (kind: NamedReference["kind"]): string[] =>
    withPart.filter((reference) => reference.kind === kind).map(({ id }) => id);
  const { rows } = await pool().query<{ id: string; name: string }>({
    name: "names-of-references",
    text: `SELECT id::text, name FROM segments WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND archived_at IS NULL
           UNION ALL SELECT id::text, name FROM lists WHERE workspace_id = $1 AND id = ANY($3::uuid[])
           UNION ALL SELECT id::text, name FROM campaigns WHERE workspace_id = $1 AND id = ANY($4::uuid[])
           UNION ALL SELECT id::text, name FROM canvases WHERE workspace_id = $1 AND id = ANY($5::uuid[])
           UNION ALL SELECT v->>'message_variation_id', v->>'name' FROM campaigns c, json_array_elements(c.draft->'variations') v
                      WHERE c.workspace_id = $1 AND c.id = ANY($6::uuid[]) AND v->>'message_variation_id' = ANY($7)
           UNION ALL SELECT concat(c.id, '/', s->>'id'), coalesce(s->>'name', s->>'id') FROM canvases c, json_array_elements(c.draft->'steps') s
                      WHERE c.workspace_id = $1 AND c.id = ANY($8::uuid[]) AND s->>'id' = ANY($9)`,
    values: [
      workspaceId,
      ...KINDS.map(idsOf),
      wholesOf("campaign"),
      partsOf("campaign"),
      wholesOf("canvas"),
      partsOf("canvas"),
    ],
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

/** Which of these campaigns are archived. */
export async function archivedAmong(workspaceId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await pool().query<{ id: string }>(
    "SELECT id FROM campaigns WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND status = 'archived'",
    [workspaceId, ids],
  );
  return new Set(rows.map((row) => row.id));
}
