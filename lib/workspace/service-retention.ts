import { parseSettings, type WorkspaceSettings } from "./schema.ts";
import { allWorkspaceSettings } from "./store-retention.ts";

/** For how long each workspace keeps what. */
export async function retentionPolicies(): Promise<
  { workspaceId: string; retention: WorkspaceSettings["retention"] }[]
> {
  const rows = await allWorkspaceSettings();
  return rows.map((row) => ({ workspaceId: row.id, retention: parseSettings(row.settings).retention }));
}
