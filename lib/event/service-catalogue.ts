import type { Context } from "#lib/platform/context.ts";
import { readEventNames } from "./store.ts";

export interface EventNameView {
  name: string;
  kind: string;
  first_seen_at: string;
  last_seen_at: string;
  properties: Record<string, { type: string; example: unknown }>;
}

/** The events this workspace has seen, the latest first, with the types of their properties. */
export async function listEventNames(context: Context): Promise<EventNameView[]> {
  const rows = await readEventNames(context.workspaceId);
  return rows.map((row) => ({
    ...row,
    first_seen_at: row.first_seen_at.toISOString(),
    last_seen_at: row.last_seen_at.toISOString(),
  }));
}
