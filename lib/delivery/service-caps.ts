/** How many messages people got lately, of campaigns and of journeys, and what the workspace allows. */
import { pool, type SqlClient } from "#lib/platform/db.ts";
import { parseSettings, type WorkspaceSettings } from "#lib/workspace/schema.ts";

export interface CapRule {
  max: number;
  since: Date;
  /** Only messages of campaigns and journeys with this tag count; null: all. */
  tag: string | null;
}

/** What the workspace allows, counted back from now. */
export function capRules(caps: WorkspaceSettings["frequency_caps"], now: Date): CapRule[] {
  return caps.map(({ max, within_seconds: seconds, tag }) => {
    return { max, since: new Date(now.getTime() - seconds * 1_000), tag };
  });
}

/** The rules of the workspace for everything that is sent. */
export async function workspaceCaps(sql: SqlClient, workspaceId: string, now: Date): Promise<CapRule[]> {
  const { rows } = await sql.query<{ settings: unknown }>({
    name: "workspace-caps",
    text: "SELECT settings FROM workspaces WHERE id = $1",
    values: [workspaceId],
  });
  return capRules(parseSettings(rows[0]?.settings).frequency_caps, now);
}

/**
 * How many messages each person got lately, per rule: "rule profile" → count. What was aborted or cancelled does
 * not count. Holds the people until the transaction ends, so that two workers never both give the last one.
 */
export async function countRecent(
  sql: SqlClient,
  workspaceId: string,
  rules: readonly CapRule[],
  profileIds: readonly string[],
): Promise<Map<string, number>> {
  await sql.query({
    name: "caps-lock",
    text: "SELECT pg_advisory_xact_lock(hashtextextended(id, 0)) FROM unnest($1::text[]) AS t (id) ORDER BY id",
    values: [[...profileIds].toSorted()],
  });
  return countRecentNow(workspaceId, rules, profileIds, sql);
}

/** The same without holding anybody. */
export async function countRecentNow(
  workspaceId: string,
  rules: readonly CapRule[],
  profileIds: readonly string[],
  sql: SqlClient = pool(),
): Promise<Map<string, number>> {
  const { rows } = await sql.query<{ rule: number; profile_id: string; count: number }>({
    name: "caps-count",
    text: `SELECT r.rule::int AS rule, d.profile_id, count(*)::int AS count
             FROM unnest($2::timestamptz[], $3::text[]) WITH ORDINALITY AS r (since, tag, rule)
             JOIN deliveries d ON d.workspace_id = $1 AND d.profile_id = ANY($4) AND d.created_at > r.since
              AND d.status NOT IN ('aborted', 'cancelled') AND NOT d.test
             LEFT JOIN campaigns c ON c.id = d.campaign_id
             LEFT JOIN canvases v ON v.id = d.canvas_id
            WHERE r.tag IS NULL OR r.tag = ANY(c.tags) OR r.tag = ANY(v.tags)
            GROUP BY 1, 2`,
    values: [workspaceId, rules.map((rule) => rule.since), rules.map((rule) => rule.tag), profileIds],
  });
  return new Map(rows.map((row) => [`${row.rule - 1} ${row.profile_id}`, row.count]));
}
