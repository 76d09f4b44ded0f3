/** The live canvases of a workspace, kept in memory until one of them changes. */
import { log } from "#lib/platform/log.ts";
import { type LoadedVersion, versionOf } from "./service-versions-cache.ts";
import { liveStamp, loadLive } from "./store-versions.ts";

export interface LiveCanvas {
  canvasId: string;
  status: string;
  version: LoadedVersion;
}

const cache = new Map<string, { stamp: string; live: LiveCanvas[] }>();

/** Canvases that were launched, whatever their state. One that cannot be read is left out, never a stop for the others. */
export async function liveCanvases(workspaceId: string): Promise<LiveCanvas[]> {
  const stamp = await liveStamp(workspaceId);
  const known = cache.get(workspaceId);
  if (known?.stamp === stamp) return known.live;
  const rows = await loadLive(workspaceId);
  const live = await Promise.all(
    rows.map(async (row): Promise<LiveCanvas[]> => {
      try {
        const version = await versionOf(workspaceId, row.version_id);
        return version ? [{ canvasId: row.canvas_id, status: row.status, version }] : [];
      } catch (error) {
        log().error({ err: error, canvasId: row.canvas_id }, "a live canvas cannot be read and is skipped");
        return [];
      }
    }),
  );
  const found = live.flat();
  cache.set(workspaceId, { stamp, live: found });
  return found;
}
