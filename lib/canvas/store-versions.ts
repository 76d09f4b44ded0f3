import { pool } from "#lib/platform/db.ts";

interface VersionContent {
  canvas_id: string;
  number: number;
  definition: unknown;
  /** As they were at its publication; null for versions of before that was kept. */
  content_blocks: Record<string, string> | null;
}

export async function findVersionDefinition(
  workspaceId: string,
  versionId: string,
): Promise<VersionContent | null> {
  const { rows } = await pool().query<VersionContent>({
    name: "canvas-version-definition",
    text: "SELECT canvas_id, number, definition, content_blocks FROM canvas_versions WHERE workspace_id = $1 AND id = $2",
    values: [workspaceId, versionId],
  });
  return rows[0] ?? null;
}

export interface LiveCanvasRow {
  canvas_id: string;
  version_id: string;
  status: string;
}

/** Changes with every canvas of the workspace that goes live, on another version or to another state. */
export async function liveStamp(workspaceId: string): Promise<string> {
  const { rows } = await pool().query<{ stamp: string | null }>({
    name: "canvases-live-stamp",
    text: "SELECT md5(string_agg(concat_ws(' ', id, live_version_id, status), ',' ORDER BY id)) AS stamp FROM canvases WHERE workspace_id = $1 AND live_version_id IS NOT NULL",
    values: [workspaceId],
  });
  return rows[0]?.stamp ?? "";
}

export async function loadLive(workspaceId: string): Promise<LiveCanvasRow[]> {
  const { rows } = await pool().query<LiveCanvasRow>(
    "SELECT id AS canvas_id, live_version_id AS version_id, status FROM canvases WHERE workspace_id = $1 AND live_version_id IS NOT NULL",
    [workspaceId],
  );
  return rows;
}

export async function workspaceZone(workspaceId: string): Promise<string> {
  const { rows } = await pool().query<{ time_zone: string }>({
    name: "canvas-workspace-zone",
    text: "SELECT time_zone FROM workspaces WHERE id = $1",
    values: [workspaceId],
  });
  return rows[0]?.time_zone ?? "UTC";
}
