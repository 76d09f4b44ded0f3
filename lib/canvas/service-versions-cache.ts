/** Definitions of versions, kept in memory: versions never change. */
import { parseDefinition } from "./definition.ts";
import type { CanvasDefinition } from "./schema.ts";
import type { Step } from "./step-schema.ts";
import { findVersionDefinition } from "./store-versions.ts";

export interface LoadedVersion {
  id: string;
  canvasId: string;
  number: number;
  definition: CanvasDefinition;
  contentBlocks: Record<string, string> | null;
  steps: ReadonlyMap<string, Step>;
}

const MAX_CACHED = 500;
const cache = new Map<string, Promise<LoadedVersion | null>>();

export function versionOf(workspaceId: string, versionId: string): Promise<LoadedVersion | null> {
  const known = cache.get(versionId);
  if (known) return known;
  if (cache.size >= MAX_CACHED) cache.clear();
  const loading = load(workspaceId, versionId);
  cache.set(versionId, loading);
  // A version that is missing now may be committed in a moment.
  loading.then((version) => version ?? cache.delete(versionId)).catch(() => cache.delete(versionId));
  return loading;
}

/** One that cannot be read is left out: whoever is on it waits until it can be. */
export async function versionsOf(
  workspaceId: string,
  entries: readonly { versionId: string }[],
): Promise<Map<string, LoadedVersion>> {
  const ids = [...new Set(entries.map(({ versionId }) => versionId))];
  const versions = await Promise.all(ids.map((id) => versionOf(workspaceId, id).catch(() => null)));
  return new Map(versions.flatMap((version) => (version ? [[version.id, version] as const] : [])));
}

async function load(workspaceId: string, versionId: string): Promise<LoadedVersion | null> {
  const row = await findVersionDefinition(workspaceId, versionId);
  if (!row) return null;
  const definition = parseDefinition(row.definition);
  return {
    id: versionId,
    canvasId: row.canvas_id,
    number: row.number,
    definition,
    contentBlocks: row.content_blocks,
    steps: new Map(definition.steps.map((step) => [step.id, step])),
  };
}
