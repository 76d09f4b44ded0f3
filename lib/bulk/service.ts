/** Taking bulk calls, showing how far they are, and calling them off. */
import { triggerable } from "#lib/campaign/service-send-checks.ts";
import { refuseLoop } from "#lib/event/loop-guard.ts";
import { refuseWhenBehind } from "#lib/event/service-backlog.ts";
import type { Context } from "#lib/platform/context.ts";
import { decodeCursor, decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { AppError, conflict, invalid, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { RUN_BULK } from "./jobs.ts";
import { BULK_LIMITS, type BulkKind, type BulkTriggerQuery, type BulkView } from "./schema.ts";
import { type Line, splitLines } from "./split-lines.ts";
import {
  advanceBulk,
  type BulkRow,
  countOpen,
  findBulk,
  insertBulk,
  listBulkRows,
  listOutcomes,
  lockBulk,
  pruneBulk,
} from "./store.ts";

const KEPT_DAYS = 30;
const RETRY_AFTER_SECONDS = 10;

/** Takes recipients, one per line, for a campaign that calls start. Throws as the single call does, and 429 when too much waits. */
export async function startTrigger(
  context: Context,
  query: BulkTriggerQuery,
  text: string,
): Promise<BulkView> {
  refuseLoop(context);
  const lines = linesOf(text);
  await triggerable(context, { campaign_id: query.campaign_id, broadcast: false, recipients: [ANYBODY] });
  return start(context, "campaign_trigger", lines, query);
}

const ANYBODY = { external_user_id: "-", send_to_existing_only: true };

/** Takes attributes, events and purchases, one per line, to be recorded in the background. */
export async function startTrack(context: Context, text: string): Promise<BulkView> {
  return start(context, "users_track", linesOf(text), {});
}

export async function getBulk(context: Context, id: string): Promise<BulkView> {
  return toView(await bulkOrThrow(context, id));
}

/** Newest first. */
export async function listBulk(context: Context, page: { limit: number; cursor?: string | undefined }) {
  const after = page.cursor ? decodeTimeCursor(page.cursor) : null;
  const rows = await listBulkRows(context.workspaceId, after, page.limit + 1);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const more = rows.length > page.limit && last;
  return {
    bulk: shown.map(toView),
    next_cursor: more ? encodeCursor([last.created_at.toISOString(), last.id]) : null,
  };
}

/** What became of each line, in order. */
export async function bulkResults(
  context: Context,
  id: string,
  page: { failed: boolean; limit: number; cursor?: string | undefined },
) {
  const { id: bulkId } = await bulkOrThrow(context, id);
  const after = page.cursor ? Number(decodeCursor(page.cursor, 1)[0]) : 0;
  const rows = await listOutcomes(bulkId, {
    after: Number.isInteger(after) && after < 2 ** 31 ? after : 0,
    limit: page.limit + 1,
    failed: page.failed,
  });
  const shown = rows.slice(0, page.limit);
  return {
    results: shown.map(({ line, status, result }) => ({ line, status, ...result })),
    next_cursor: rows.length > page.limit ? encodeCursor([shown.at(-1)?.line ?? 0]) : null,
  };
}

/** Works on no further line; what was sent or recorded already stays. */
export async function cancelBulk(context: Context, id: string): Promise<BulkView> {
  const before = await bulkOrThrow(context, id);
  await inTransaction(async (sql) => {
    const bulk = await lockBulk(sql, context.workspaceId, before.id);
    if (!bulk) throw conflict("bulk_finished", "This bulk call is over already.");
    const end = { status: "cancelled", reason: null, finishedAt: context.now } as const;
    await advanceBulk(sql, bulk.id, { done: 0, accepted: 0, ...end });
    await recordAudit(context, { action: "bulk.cancelled", subject: { type: "bulk", id: bulk.id } }, sql);
    await notifyLive(sql, context.workspaceId, ["bulk"]);
  });
  return getBulk(context, id);
}

/** Jobs of long ago go with their results. */
export async function forgetBulk(now: Date): Promise<void> {
  await pruneBulk(new Date(now.getTime() - KEPT_DAYS * 86_400_000));
}

function linesOf(text: string): Line[] {
  const lines = splitLines(text, BULK_LIMITS.lines);
  if (lines === null) {
    const message = `More than ${BULK_LIMITS.lines.toLocaleString("en")} lines in one call.`;
    throw invalid([{ code: "too_many_lines", message, hint: "Send several calls." }]);
  }
  if (lines.length === 0) {
    const message = "The call carries no line.";
    throw invalid([{ code: "no_lines", message, hint: "Write one object per line." }]);
  }
  if (text.includes("\u0000")) {
    throw invalid([
      { code: "nul_character", message: "The lines contain a NUL character.", hint: "Remove it." },
    ]);
  }
  return lines;
}

async function start(
  context: Context,
  kind: BulkKind,
  lines: readonly Line[],
  about: Partial<BulkTriggerQuery>,
): Promise<BulkView> {
  await refuseWhenBehind();
  await refuseTooMany(context);
  const row: BulkRow = {
    id: newId(),
    workspace_id: context.workspaceId,
    kind,
    status: "pending",
    campaign_id: about.campaign_id ?? null,
    send_id: about.send_id ?? null,
    total_count: lines.length,
    done_count: 0,
    accepted_count: 0,
    failed_count: 0,
    reason: null,
    loop_depth: context.loopDepth ?? 0,
    created_by: context.actor.kind === "system" ? context.actor.job : context.actor.name,
    created_at: context.now,
    finished_at: null,
  };
  await inTransaction(async (sql) => {
    await insertBulk(sql, row, lines);
    await enqueue(sql, RUN_BULK, [{ workspace_id: context.workspaceId, bulk_id: row.id }]);
    await recordAudit(
      context,
      { action: "bulk.started", subject: { type: "bulk", id: row.id }, after: { kind, lines: lines.length } },
      sql,
    );
  });
  return toView(row);
}

async function refuseTooMany(context: Context): Promise<void> {
  if ((await countOpen(context.workspaceId, BULK_LIMITS.open)) < BULK_LIMITS.open) return;
  const message = `${BULK_LIMITS.open} bulk calls are being worked on; nothing was taken.`;
  const hint = `Send it again when one is finished, in ${RETRY_AFTER_SECONDS} s at the earliest.`;
  throw new AppError("rate_limited", message, {
    errors: [{ code: "busy", message, hint }],
    headers: { "retry-after": String(RETRY_AFTER_SECONDS) },
  });
}

async function bulkOrThrow(context: Context, id: string): Promise<BulkRow> {
  const row = isId(id) ? await findBulk(context.workspaceId, id) : null;
  if (!row) throw notFound("bulk call");
  return row;
}

function toView(row: BulkRow): BulkView {
  return {
    bulk_id: row.id,
    kind: row.kind,
    status: row.status,
    campaign_id: row.campaign_id,
    send_id: row.send_id,
    dispatch_id: row.kind === "campaign_trigger" ? row.id : null,
    lines_total: row.total_count,
    lines_done: row.done_count,
    lines_accepted: row.accepted_count,
    lines_failed: row.failed_count,
    reason: row.reason,
    created_by: row.created_by,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
