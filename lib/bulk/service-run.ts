/** Works bulk calls off, some lines per transaction: a part that a crash interrupts has done nothing. */
import { isBehind } from "#lib/event/service-backlog.ts";
import { type Context, systemContext } from "#lib/platform/context.ts";
import { isUnstorableText } from "#lib/platform/database-fault.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { NOT_STORABLE } from "#lib/platform/text.ts";
import { RUN_BULK } from "./jobs.ts";
import type { BulkStatus } from "./schema.ts";
import { trackLines } from "./service-track-lines.ts";
import { triggerLines } from "./service-trigger-lines.ts";
import {
  advanceBulk,
  type BulkRow,
  beginPart,
  type LineOutcome,
  type LineRow,
  lockBulk,
  nextLines,
  saveOutcomes,
} from "./store.ts";

/** Lines of one part. */
const PART = { campaign_trigger: 500, users_track: 750 } as const;
const WAIT_WHEN_BEHIND_MS = 2_000;
/** Parts that broke off in a row, after which a job is given up: something in it breaks every worker. */
const MOST_STALLS = 10;
const GIVEN_UP = { outcomes: [], reason: "The worker broke off again and again." };

/** One part; the next is enqueued in the same transaction, later when the workers are behind. */
export async function runBulkPart(workspaceId: string, bulkId: string, now: Date): Promise<void> {
  const behind = await isBehind();
  const stalled = !behind && (await beginPart(workspaceId, bulkId)) > MOST_STALLS;
  await inTransaction(async (sql) => {
    const bulk = await lockBulk(sql, workspaceId, bulkId);
    if (!bulk) return;
    const again = [{ workspace_id: workspaceId, bulk_id: bulkId }];
    if (behind) {
      await enqueue(sql, RUN_BULK, again, { startAfter: new Date(now.getTime() + WAIT_WHEN_BEHIND_MS) });
      return;
    }
    const lines = await nextLines(sql, bulk.id, PART[bulk.kind]);
    const { outcomes, reason } = await (stalled ? GIVEN_UP : work(sql, bulk, lines, now));
    await saveOutcomes(sql, bulk.id, outcomes);
    const finished = reason !== null || bulk.done_count + lines.length >= bulk.total_count;
    await advanceBulk(sql, bulk.id, {
      done: outcomes.length,
      accepted: outcomes.filter(({ status }) => status === "accepted").length,
      status: statusAfter(reason, finished),
      reason,
      finishedAt: finished ? now : null,
    });
    if (!finished) await enqueue(sql, RUN_BULK, again);
    await notifyLive(sql, workspaceId, ["bulk", "deliveries"]);
  });
}

function statusAfter(reason: string | null, finished: boolean): BulkStatus {
  if (reason !== null) return "cancelled";
  return finished ? "finished" : "running";
}

/** A campaign that was stopped meanwhile ends the job; its other lines stay as they are. */
async function work(
  sql: SqlClient,
  bulk: BulkRow,
  lines: readonly LineRow[],
  now: Date,
): Promise<{ outcomes: LineOutcome[]; reason: string | null }> {
  const system = systemContext(bulk.workspace_id, RUN_BULK.name, now);
  const context: Context = { ...system, loopDepth: bulk.loop_depth };
  try {
    return { outcomes: await together(sql, context, bulk, lines), reason: null };
  } catch (error) {
    if (error instanceof AppError) return { outcomes: [], reason: error.message };
    throw error;
  }
}

/** All lines at once; one by one when the database refuses a text among them, so that it spoils only its own line. */
async function together(
  sql: SqlClient,
  context: Context,
  bulk: BulkRow,
  lines: readonly LineRow[],
): Promise<LineOutcome[]> {
  await sql.query("SAVEPOINT lines");
  try {
    const outcomes =
      bulk.kind === "campaign_trigger"
        ? await triggerLines(sql, context, bulk, lines)
        : await trackLines(sql, context, lines);
    await sql.query("RELEASE SAVEPOINT lines");
    return outcomes;
  } catch (error) {
    if (!isUnstorableText(error)) throw error;
    await sql.query("ROLLBACK TO SAVEPOINT lines");
  }
  const [only] = lines;
  if (only && lines.length === 1) return [{ line: only.line, status: "failed", result: NOT_STORED }];
  const outcomes: LineOutcome[] = [];
  for (const line of lines) outcomes.push(...(await together(sql, context, bulk, [line])));
  return outcomes;
}

const NOT_STORED = { code: "unstorable_text", message: NOT_STORABLE, hint: "Remove it." };
