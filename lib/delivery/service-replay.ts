/** Sending finished deliveries again: one at a time, or a fixed set chosen by filter at a chosen pace. */
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { conflict, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { RUN_REPLAY } from "./jobs.ts";
import { nextPartAt, type ReplayPart, replayPart } from "./replay-pace.ts";
import type { ReplayFilter, ReplayInput, ReplayPreview, ReplayView } from "./replay-schema.ts";
import type { DeliveryDetail } from "./schema.ts";
import { getDelivery } from "./service.ts";
import { enqueueSends } from "./service-enqueue.ts";
import {
  advanceReplay,
  cancelReplayRow,
  copyForReplay,
  countReplay,
  findReplay,
  insertReplay,
  isRequestGone,
  listReplayRows,
  lockReplay,
  markForPacedReplay,
  markForReplay,
  nextReplayIds,
  type ReplayRow,
} from "./store-replay.ts";

const HOSTS_SHOWN = 10;
const REPLAYS_SHOWN = 50;

/**
 * Sends a finished delivery again. `same`: same id, same bytes, one try that never starts the schedule again.
 * `current`: a new delivery, rendered with the version that is live now; that one is answered. Both go whatever the
 * state of the campaign or journey, its audience and quiet hours: somebody asked for them. Hosts hold as ever.
 */
export async function replayDelivery(
  context: Context,
  id: string,
  version: "same" | "current" = "same",
): Promise<DeliveryDetail> {
  await getDelivery(context, id);
  const copy = newId();
  await inTransaction(async (sql) => {
    if (version === "same" && (await isRequestGone(sql, context.workspaceId, id))) throw requestGone();
    const marked =
      version === "same"
        ? await markForReplay(sql, context.workspaceId, [id], context.now)
        : (await copyForReplay(sql, context.workspaceId, [{ from: id, to: copy }], {
              from: context.now,
              spacingMs: 0,
              now: context.now,
            })) === 1
          ? []
          : null;
    if (marked === null || (version === "same" && marked.length === 0)) {
      throw conflict(
        "delivery_not_finished",
        "This delivery is still under way.",
        "Wait until it is finished, or cancel it first.",
      );
    }
    await enqueueSends(sql, marked, context.now);
    await recordAudit(
      context,
      { action: "delivery.replayed", subject: { type: "delivery", id }, after: { version } },
      sql,
    );
    await notifyLive(sql, context.workspaceId, ["deliveries"]);
  });
  return getDelivery(context, version === "same" ? id : copy);
}

function requestGone() {
  return conflict(
    "request_gone",
    "The request of this delivery is no longer kept, so it cannot be sent again as it was.",
    'Replay it with version "current": a new delivery, rendered now.',
  );
}

/** What a bulk replay of the filter would send, without sending it. */
export async function previewReplay(context: Context, input: ReplayInput): Promise<ReplayPreview> {
  const hosts = await countReplay(
    context.workspaceId,
    input.filter as ReplayFilter,
    input.version,
    context.now,
  );
  const going = hosts.filter((row) => row.count > 0);
  return {
    count: hosts.reduce((sum, row) => sum + row.count, 0),
    hosts: going.slice(0, HOSTS_SHOWN).map(({ host, count }) => ({ host, count })),
    hosts_count: going.length,
    unknown_count: hosts.reduce((sum, row) => sum + row.unknown, 0),
    gone_count: hosts.reduce((sum, row) => sum + row.gone, 0),
  };
}

/** Starts sending every finished delivery that matches now again; jobs work through the fixed set. */
export async function replayDeliveries(context: Context, input: ReplayInput): Promise<ReplayView> {
  return inTransaction(async (sql) => {
    const replay = await insertReplay(sql, context.workspaceId, {
      id: newId(),
      filter: input.filter as ReplayFilter,
      version: input.version,
      perSecond: input.per_second,
      createdBy: context.actor,
      now: context.now,
    });
    await enqueue(sql, RUN_REPLAY, [{ workspace_id: context.workspaceId, replay_id: replay.id }]);
    await recordAudit(
      context,
      {
        action: "deliveries.replayed",
        subject: { type: "replay", id: replay.id },
        after: { ...input, total: replay.total_count },
      },
      sql,
    );
    return toReplay(replay);
  });
}

export async function getReplay(context: Context, id: string): Promise<ReplayView> {
  const replay = isId(id) ? await findReplay(context.workspaceId, id) : null;
  if (!replay) throw notFound("replay");
  return toReplay(replay);
}

/** The newest bulk replays. */
export async function listReplays(context: Context): Promise<{ replays: ReplayView[] }> {
  return { replays: (await listReplayRows(context.workspaceId, REPLAYS_SHOWN)).map(toReplay) };
}

/** Sends no more of the set; what has left already is not called back. */
export async function cancelReplay(context: Context, id: string): Promise<ReplayView> {
  const before = await getReplay(context, id);
  if (!(await cancelReplayRow(context.workspaceId, id, context.now))) {
    throw conflict("replay_finished", `This replay is ${before.status} already.`);
  }
  await recordAudit(context, { action: "replay.cancelled", subject: { type: "replay", id } });
  return getReplay(context, id);
}

/** One part of a bulk replay; enqueues the next in the same transaction. */
export async function runReplayPart(workspaceId: string, replayId: string, now: Date): Promise<void> {
  await inTransaction(async (sql) => {
    const replay = await lockReplay(sql, workspaceId, replayId);
    if (!replay || replay.status === "finished" || replay.status === "cancelled") return;
    const part = replayPart(replay.per_second);
    const ids = await nextReplayIds(sql, workspaceId, replay, part.rows);
    const done = ids.length > 0 ? await sendPart(sql, replay, { workspaceId, ids, part, now }) : 0;
    const finished = ids.length < part.rows;
    await advanceReplay(sql, workspaceId, replayId, { cursor: ids.at(-1) ?? null, done, finished, now });
    if (!finished) {
      const startAfter = nextPartAt(part, ids.length, now);
      await enqueue(
        sql,
        RUN_REPLAY,
        [{ workspace_id: workspaceId, replay_id: replayId }],
        startAfter > now ? { startAfter } : {},
      );
    }
    await notifyLive(sql, workspaceId, ["deliveries"]);
  });
}

async function sendPart(
  sql: SqlClient,
  replay: ReplayRow,
  work: { workspaceId: string; ids: string[]; part: ReplayPart; now: Date },
): Promise<number> {
  const { workspaceId, ids, now } = work;
  const { spacingMs } = work.part;
  if (replay.version === "current") {
    const copies = ids.map((id) => ({ from: id, to: newId() }));
    return copyForReplay(sql, workspaceId, copies, { from: now, spacingMs, now });
  }
  if (spacingMs > 0) return markForPacedReplay(sql, workspaceId, ids, { from: now, spacingMs });
  const marked = await markForReplay(sql, workspaceId, ids, now);
  await enqueueSends(sql, marked, now);
  return marked.length;
}

function toReplay(row: ReplayRow): ReplayView {
  return {
    replay_id: row.id,
    status: row.status as ReplayView["status"],
    version: row.version,
    per_second: row.per_second,
    filter: row.filter,
    total_count: row.total_count,
    done_count: row.done_count,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
