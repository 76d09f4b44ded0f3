/** The blocked event names of a workspace, read at most every few seconds so that ingest stays cheap. */
import { blockedNameRows } from "./store-catalogue.ts";

const KEEP_MS = 5_000;
const cached = new Map<string, { at: number; names: ReadonlySet<string> }>();

export async function blockedNames(workspaceId: string, now: Date): Promise<ReadonlySet<string>> {
  const known = cached.get(workspaceId);
  if (known && Math.abs(now.getTime() - known.at) < KEEP_MS) return known.names;
  const names = new Set(await blockedNameRows(workspaceId));
  cached.set(workspaceId, { at: now.getTime(), names });
  return names;
}

/** Has this process look again at once; others follow within seconds. */
export function forgetBlocked(workspaceId: string): void {
  cached.delete(workspaceId);
}
