/** The work on one file: a check that changes nobody, or a run, batch by batch. */
import { createHash } from "node:crypto";
import { announceChanges } from "#lib/event/service-changes.ts";
import { type Context, systemContext } from "#lib/platform/context.ts";
import { inTransaction, pool, type SqlClient } from "#lib/platform/db.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { peopleOf } from "#lib/profile/service.ts";
import { putOnList } from "#lib/segment/service-lists.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { type BatchOutcome, judgeBatch, type ReadRow, readRecords } from "./judge-batch.ts";
import { IMPORT_LIMITS, NO_OPTIONS } from "./schema.ts";
import { type FileBatch, recordsOf } from "./service-file.ts";
import {
  advance,
  beginWork,
  finishCheck,
  finishRun,
  holdPlace,
  insertRefusals,
  restartCheck,
  type WorkRow,
} from "./store-run.ts";

/** Starts without progress after which an import is given up: something in it breaks every worker. */
const MOST_STALLS = 6;

export interface ImportJob {
  workspaceId: string;
  importId: string;
  jobId: string;
}

/** Works until the file ends, the job is called off, or a limit is reached. Starting again goes on where it stopped. */
export async function workOnImport(job: ImportJob, clock: () => Date): Promise<void> {
  const row = await beginWork(job.workspaceId, job.importId, job.jobId);
  if (!row) return;
  if (row.stalls > MOST_STALLS) return fail(job, "The worker broke off again and again.", clock());
  const checking = row.status === "checking";
  if (checking) await restartCheck(row.id);
  const place = { rows: checking ? 0 : row.rows_done, refused: checking ? 0 : row.refused_count };
  const seen = new Set<number>();
  for await (const batch of recordsOf(row, place.rows)) {
    if (place.rows + batch.records.length > IMPORT_LIMITS.rows) {
      const most = IMPORT_LIMITS.rows.toLocaleString("en");
      return fail(job, `The file has more than ${most} rows. Cut it into several files.`, clock());
    }
    const outcome = await workOnBatch(job, row, batch, { place, seen, now: clock() });
    if (!outcome) return;
    place.rows += batch.records.length;
    place.refused += outcome.refusals.length;
  }
  await finish(job, checking, clock());
}

interface Progress {
  place: { rows: number; refused: number };
  /** Hashes of the external ids above, while checking. */
  seen: Set<number>;
  now: Date;
}

/** Null when the job was called off or somebody else is at work. */
async function workOnBatch(
  job: ImportJob,
  row: WorkRow,
  batch: FileBatch,
  progress: Progress,
): Promise<BatchOutcome | null> {
  const context = systemContext(job.workspaceId, "people.import", progress.now);
  const rows = readRecords(batch.records, {
    mapping: row.mapping ?? [],
    headings: row.columns.map(({ heading }) => heading),
    emptyCells: row.options.empty_cells ?? "keep",
  });
  return inTransaction(async (sql) => {
    if (!(await holdPlace(sql, row.id, job.jobId, progress.place.rows))) return null;
    const outcome =
      row.status === "checking"
        ? await look(context, rows, row, progress.seen)
        : await apply(sql, context, rows, row);
    const room = Math.max(0, IMPORT_LIMITS.refusals - progress.place.refused);
    const kept = outcome.refusals.slice(0, room);
    if (kept.length > 0) await insertRefusals(sql, row.id, kept);
    await advance(sql, row.id, outcome.counts, batch.bytesDone);
    await notifyLive(sql, job.workspaceId, ["imports"]);
    return outcome;
  });
}

async function look(
  context: Context,
  rows: readonly ReadRow[],
  row: WorkRow,
  seen: Set<number>,
): Promise<BatchOutcome> {
  const people = await peopleOf(pool(), context, mentions(rows, false), false);
  const outcome = judgeBatch(rows, people, { ...NO_OPTIONS, ...row.options });
  const keys = rows.flatMap((read) => (read.reading.ok ? [hashOf(read.reading.externalId)] : []));
  for (const key of keys) {
    if (seen.has(key)) outcome.counts.repeated += 1;
    seen.add(key);
  }
  return outcome;
}

async function apply(
  sql: SqlClient,
  context: Context,
  rows: readonly ReadRow[],
  row: WorkRow,
): Promise<BatchOutcome> {
  const options = { ...NO_OPTIONS, ...row.options };
  const people = await peopleOf(sql, context, mentions(rows, !options.update_existing_only), true);
  const outcome = judgeBatch(rows, people, options);
  await people.save(sql);
  if (row.list_id) await putOnList(sql, context.workspaceId, row.list_id, outcome.profileIds);
  if (options.react) await announceChanges(sql, context, outcome.changes);
  return outcome;
}

function mentions(rows: readonly ReadRow[], create: boolean) {
  return rows.flatMap(({ reading }) =>
    reading.ok ? [{ who: { external_id: reading.externalId }, create }] : [],
  );
}

/** 48 bits tell a million people apart well enough to count repetitions. */
function hashOf(text: string): number {
  return createHash("sha1").update(text).digest().readUIntBE(0, 6);
}

async function finish(job: ImportJob, checking: boolean, now: Date): Promise<void> {
  await inTransaction(async (sql) => {
    if (checking) await finishCheck(sql, job.importId, job.jobId);
    else {
      const over = await finishRun(sql, job.importId, job.jobId, { status: "finished", reason: null, now });
      const subject = { type: "import", id: job.importId };
      const context = systemContext(job.workspaceId, "people.import", now);
      if (over) await recordAudit(context, { action: "import.finished", subject }, sql);
    }
    await notifyLive(sql, job.workspaceId, ["imports"]);
  });
}

async function fail(job: ImportJob, reason: string, now: Date): Promise<void> {
  await inTransaction(async (sql) => {
    await finishRun(sql, job.importId, job.jobId, { status: "failed", reason, now });
    await notifyLive(sql, job.workspaceId, ["imports"]);
  });
}
