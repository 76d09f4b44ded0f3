import type { Context } from "#lib/platform/context.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { notFound } from "#lib/platform/errors.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { forgetBlocked } from "./service-blocked.ts";
import { readEventNames } from "./store.ts";
import {
  catalogueRows,
  dailyVolumes,
  eventUses,
  pruneRejections,
  rejectionRows,
  setNameStatus,
} from "./store-catalogue.ts";
import type { CatalogueEvent, PatchEventName, RejectionPage } from "./view-schema.ts";

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

const VOLUME_DAYS = 14;
const DAY_MS = 86_400_000;
const KEEP_REJECTIONS_MS = 7 * DAY_MS;

/** Every event name with its volume by day and what listens to it. Three statements, however many names. */
export async function eventCatalogue(context: Context): Promise<{ events: CatalogueEvent[] }> {
  const { workspaceId, now } = context;
  const today = Math.floor(now.getTime() / DAY_MS);
  const since = new Date((today - VOLUME_DAYS + 1) * DAY_MS);
  const [names, volumes, uses] = await Promise.all([
    catalogueRows(workspaceId),
    dailyVolumes(workspaceId, since),
    eventUses(workspaceId),
  ]);
  const volumeOf = Map.groupBy(volumes, (row) => row.name);
  const usesOf = Map.groupBy(uses, (row) => row.event);
  return {
    events: names.map((row) => {
      const byDay = new Map((volumeOf.get(row.name) ?? []).map(({ day, count }) => [day, count]));
      return {
        ...row,
        first_seen_at: row.first_seen_at.toISOString(),
        last_seen_at: row.last_seen_at.toISOString(),
        volume: Array.from({ length: VOLUME_DAYS }, (_, at) => byDay.get(today - VOLUME_DAYS + 1 + at) ?? 0),
        used_in: (usesOf.get(row.name) ?? []).map(({ type, id, name }) => ({ type, id, name })),
      };
    }),
  };
}

/** Hides a name, blocks it, or takes that back. */
export async function changeEventName(context: Context, name: string, patch: PatchEventName): Promise<void> {
  await inTransaction(async (sql) => {
    const before = await setNameStatus(sql, context.workspaceId, name, patch.status);
    if (before === null) throw notFound("event name");
    const subject = { type: "event_name", id: name };
    const change = { before: { status: before }, after: { status: patch.status } };
    await recordAudit(context, { action: "event_name.changed", subject, ...change }, sql);
  });
  forgetBlocked(context.workspaceId);
}

/** Objects of tracking calls that were not taken, the latest first. */
export async function listRejections(
  context: Context,
  query: { limit: number; cursor?: string | undefined },
): Promise<RejectionPage> {
  const after = query.cursor ? decodeTimeCursor(query.cursor) : null;
  const rows = await rejectionRows(context.workspaceId, after, query.limit + 1);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    rejections: page.map(({ id: rejectionId, external_id, rejected_at, ...row }) => ({
      rejection_id: rejectionId,
      rejected_at: rejected_at.toISOString(),
      external_user_id: external_id,
      ...row,
    })),
    next_cursor:
      rows.length > query.limit && last ? encodeCursor([last.rejected_at.toISOString(), last.id]) : null,
  };
}

export async function forgetRejections(now: Date): Promise<void> {
  await pruneRejections(new Date(now.getTime() - KEEP_REJECTIONS_MS));
}
