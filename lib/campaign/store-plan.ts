import { pool } from "#lib/platform/db.ts";

interface VersionContent {
  campaign_id: string;
  definition: unknown;
  /** As they were at its publication; null for versions of before that was kept. */
  content_blocks: Record<string, string> | null;
}

/** The definition of one immutable version. */
export async function findVersionDefinition(
  workspaceId: string,
  versionId: string,
): Promise<VersionContent | null> {
  const { rows } = await pool().query<VersionContent>(
    "SELECT campaign_id, definition, content_blocks FROM campaign_versions WHERE workspace_id = $1 AND id = $2",
    [workspaceId, versionId],
  );
  return rows[0] ?? null;
}

/** What a campaign and its variations (by id) are called now; null when it is gone. */
interface NamesNow {
  name: string;
  variations: ReadonlyMap<string, string>;
}

export async function findNames(workspaceId: string, campaignId: string): Promise<NamesNow | null> {
  const { rows } = await pool().query<{
    name: string;
    variations: { message_variation_id: string; name: string }[] | null;
  }>({
    name: "campaign-names",
    text: "SELECT name, draft->'variations' AS variations FROM campaigns WHERE workspace_id = $1 AND id = $2",
    values: [workspaceId, campaignId],
  });
  const [row] = rows;
  if (!row) return null;
  const named = (row.variations ?? []).map((one) => [one.message_variation_id, one.name] as const);
  return { name: row.name, variations: new Map(named) };
}
