/** Keeping and showing the calls of API keys. Calls are collected in memory and written together: none costs a statement. */
import type { Context } from "#lib/platform/context.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { log } from "#lib/platform/log.ts";
import { worthKeeping } from "./sample.ts";
import type { ApiRequestEntry, ApiRequestsQuery, ApiRequestView } from "./schema.ts";
import { countCampaignRequests, insertRequests, listRequests, pruneRequests } from "./store.ts";

const FLUSH_MS = 1_000;
const KEPT_DAYS = 14;
const KEPT_PER_WORKSPACE = 100_000;
const DAY_MS = 86_400_000;

interface Collected {
  entries: ApiRequestEntry[];
  kept: Map<string, number>;
  timer: NodeJS.Timeout | undefined;
}

// One per process however often the web framework loads this module. A process that is killed loses its last second.
const holder = globalThis as typeof globalThis & { __signalboxApiLog?: Collected | undefined };

function collected(): Collected {
  holder.__signalboxApiLog ??= { entries: [], kept: new Map(), timer: undefined };
  return holder.__signalboxApiLog;
}

/** Notes one call. It is written within a second; of a flood only a part is. */
export function recordRequest(entry: ApiRequestEntry): void {
  const waiting = collected();
  if (!worthKeeping(entry, waiting.kept)) return;
  waiting.entries.push(entry);
  waiting.timer ??= setTimeout(() => void flushRequests(), FLUSH_MS).unref();
}

/** Writes what this process has collected. A database that does not take it costs the log, never a call. */
export async function flushRequests(): Promise<void> {
  const waiting = holder.__signalboxApiLog;
  holder.__signalboxApiLog = undefined;
  clearTimeout(waiting?.timer);
  if (!waiting || waiting.entries.length === 0) return;
  try {
    await insertRequests(waiting.entries);
  } catch (error) {
    log().warn({ err: error, lost: waiting.entries.length }, "calls could not be logged");
  }
}

/** Calls of the workspace, newest first; those this process has just answered included. */
export async function apiRequests(
  context: Context,
  query: ApiRequestsQuery,
): Promise<{ requests: ApiRequestView[]; next_cursor: string | null }> {
  await flushRequests();
  const rows = await listRequests(
    context.workspaceId,
    query,
    query.cursor ? decodeTimeCursor(query.cursor) : null,
  );
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const more = rows.length > query.limit && last;
  return {
    requests: shown.map(toView),
    next_cursor: more ? encodeCursor([last.at.toISOString(), last.id]) : null,
  };
}

/** How many calls a campaign got since a moment, counted up to `most`. */
export async function campaignCalls(
  workspaceId: string,
  campaignId: string,
  since: Date,
  most: number,
): Promise<number> {
  await flushRequests();
  return countCampaignRequests(workspaceId, campaignId, since, most);
}

/** The sweep that keeps the log short. */
export async function forgetRequests(now: Date): Promise<void> {
  await pruneRequests(new Date(now.getTime() - KEPT_DAYS * DAY_MS), KEPT_PER_WORKSPACE);
}

function toView({ id, workspace_id: _, at, ...row }: ApiRequestEntry): ApiRequestView {
  return { request_id: id, at: at.toISOString(), ...row };
}
