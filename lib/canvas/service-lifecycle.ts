/** Use cases that launch, stop and put away canvases. */
import type { Context } from "#lib/platform/context.ts";
import { inPrismaTransaction, type PrismaTx, type SqlClient, sqlOf } from "#lib/platform/db.ts";
import { type AppError, conflict, invalid } from "#lib/platform/errors.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { currentContentBlocks } from "#lib/template/service.ts";
import { sameBlocks, usedBlocks } from "#lib/template/used-blocks.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import type { CanvasRow, CanvasVersionRow } from "./canvas-row.ts";
import { contentHash } from "./definition.ts";
import { SWEEP_CANVAS, type SweepCanvas } from "./jobs.ts";
import type { CanvasAnswer, CanvasDefinition } from "./schema.ts";
import { actorName, answerOf, canvasOrThrow, findingsFor, lockedOrThrow, savedByOther } from "./service.ts";
import { planCanvasRun, runOnceResumed, scheduleAtPublish } from "./service-next-run.ts";
import { watchSegments } from "./service-segment-entry.ts";
import { insertVersion, type StateChange, changeState as storeState } from "./store.ts";
import { problemsOf } from "./validate.ts";

/** Decides about people inside, in the transaction that makes a version live. */
type DecideAboutPeople = (
  sql: SqlClient,
  canvas: CanvasRow,
  version: { id: string; definition: CanvasDefinition },
) => Promise<void>;

export interface ReadyOptions {
  /** The draft that is meant; refused when another one has been saved since. */
  revision?: number | undefined;
  /** Throws when the workspace wants an approval that this content does not have. */
  ensureApproved?: ((canvasId: string) => Promise<void>) | undefined;
  /** Why this version, for its list. */
  note?: string | undefined;
}

export interface GoLiveOptions {
  /** Without it, people inside finish on the version they are on. */
  people?: DecideAboutPeople | undefined;
  /** Whether a canvas that was stopped lets people in again. */
  restarts?: boolean;
}

export type LaunchOptions = ReadyOptions & GoLiveOptions;

/**
 * Makes the draft live, as a new version when something changed. People inside finish on the version they are on. A
 * schedule that has begun goes on as it was unless it was changed or stopped, and a pause outlasts it.
 */
export async function launchCanvas(
  context: Context,
  id: string,
  options: LaunchOptions = {},
): Promise<CanvasAnswer> {
  return withReadyVersion(context, id, options, "canvas.launched", (tx, canvas, version) =>
    goLive(tx, context, canvas, { id: version.id, definition: canvas.draft }, { restarts: true, ...options }),
  );
}

type Change = Omit<StateChange, "updatedAt">;

/** Freezes a draft that is ready to be launched as a version, unless it is the live one, and goes on with it. */
export async function withReadyVersion(
  context: Context,
  id: string,
  options: ReadyOptions,
  action: string,
  work: (tx: PrismaTx, canvas: CanvasRow, version: CanvasVersionRow) => Promise<Change>,
): Promise<CanvasAnswer> {
  const known = await canvasOrThrow(context, id);
  if (options.revision !== undefined && options.revision !== known.revision) throw savedByOther(known);
  const errors = (await findingsFor(context, known.draft, id)).filter((item) => item.severity === "error");
  if (errors.length > 0) throw invalid(problemsOf(errors));
  const blocks = await blocksOf(context, known);
  await options.ensureApproved?.(id);
  return changeState(context, id, action, async (tx, canvas) => {
    if (canvas.revision !== known.revision || !sameBlocks(blocks, await blocksOf(context, canvas)))
      throw changedWhileLaunching();
    if (canvas.status === "archived")
      throw conflict("canvas_archived", "This canvas is archived.", "Duplicate it to launch it again.");
    const version = await versionToLaunch(tx, context, canvas, { blocks, note: options.note });
    return work(tx, canvas, version);
  });
}

/** Makes a version of a locked canvas the one that people enter. A publication that waited for its time is over. */
export async function goLive(
  tx: PrismaTx,
  context: Context,
  canvas: CanvasRow,
  version: { id: string; definition: CanvasDefinition },
  options: GoLiveOptions = {},
): Promise<Change> {
  const status = statusOnceLive(canvas, options);
  const schedule = await scheduleAtPublish(canvas, version.definition, status, context.now);
  if (status !== "stopped") await planCanvasRun(sqlOf(tx), canvas.workspaceId, canvas.id, schedule.nextRunAt);
  const unchanged = canvas.status === "active" && version.id === canvas.liveVersion?.id;
  if (!unchanged) await watchSegments(sqlOf(tx), canvas.workspaceId, version.definition, context.now);
  await options.people?.(sqlOf(tx), canvas, version);
  const live = { liveVersionId: version.id, publishAt: null, ...schedule };
  if (status !== "active") return live;
  // Nobody is woken who was not held: the pace of a publication stands.
  if (canvas.holding) await sweep(tx, context, canvas, null);
  return { ...live, status, holding: false, stoppedAt: null };
}

/** A pause outlasts what is published meanwhile; so does a stop, unless it is launched. */
function statusOnceLive({ status }: CanvasRow, { restarts }: GoLiveOptions): "active" | "paused" | "stopped" {
  if (status === "paused" || (status === "stopped" && !restarts)) return status;
  return "active";
}

/** The live version while nothing changed, blocks included; else a new one. */
async function versionToLaunch(
  tx: PrismaTx,
  context: Context,
  canvas: CanvasRow,
  { blocks, note }: { blocks: Record<string, string>; note: string | undefined },
): Promise<CanvasVersionRow> {
  const { liveVersion: live } = canvas;
  const hash = contentHash(canvas.draft);
  if (live?.contentHash === hash && live.changedBlocks.length === 0) return live;
  return insertVersion(tx, {
    workspaceId: context.workspaceId,
    canvasId: canvas.id,
    definition: canvas.draft,
    contentHash: hash,
    contentBlocks: blocks,
    createdBy: actorName(context.actor),
    note,
    now: context.now,
  });
}

function changedWhileLaunching(): AppError {
  return conflict(
    "changed_while_launching",
    "The canvas, or a content block in it, was saved while it was being launched.",
    "Look at it again, then launch.",
  );
}

/** The content blocks of the draft as they are this moment: a version keeps them, whatever is edited later. */
async function blocksOf(context: Context, { draft }: CanvasRow): Promise<Record<string, string>> {
  return usedBlocks(draft, await currentContentBlocks(context.workspaceId));
}

/** Nobody enters any more. By default those inside stay where they are until it goes on. */
export async function stopCanvas(
  context: Context,
  id: string,
  people: "hold" | "finish" | "exit" = "hold",
): Promise<CanvasAnswer> {
  return changeState(context, id, "canvas.stopped", async (tx, canvas) => {
    if (canvas.status === "draft" || canvas.status === "archived") throw wrongState(canvas, "stopped");
    await sweep(tx, context, canvas, people === "exit" ? "canvas_stopped" : null);
    return { status: "stopped", holding: people === "hold", stoppedAt: context.now, nextRunAt: null };
  });
}

/** Nobody enters or moves until `resumeCanvas`. */
export async function pauseCanvas(context: Context, id: string): Promise<CanvasAnswer> {
  return changeState(context, id, "canvas.paused", async (tx, canvas) => {
    if (canvas.status !== "active" && canvas.status !== "paused") throw wrongState(canvas, "paused");
    await sweep(tx, context, canvas, null);
    return { status: "paused", holding: true };
  });
}

/** People enter and move again; those whose time came meanwhile go on at the pace of the canvas. */
export async function resumeCanvas(context: Context, id: string): Promise<CanvasAnswer> {
  return changeState(context, id, "canvas.resumed", async (tx, canvas) => {
    if (!["active", "paused", "stopped"].includes(canvas.status)) throw wrongState(canvas, "resumed");
    await sweep(tx, context, canvas, null);
    const nextRunAt = await runOnceResumed(canvas, context.now);
    await planCanvasRun(sqlOf(tx), context.workspaceId, id, nextRunAt);
    return { status: "active", holding: false, stoppedAt: null, nextRunAt };
  });
}

/** Takes everybody out and the canvas out of lists. Its history stays. */
export async function archiveCanvas(context: Context, id: string): Promise<CanvasAnswer> {
  return changeState(context, id, "canvas.archived", async (tx, canvas) => {
    await sweep(tx, context, canvas, "canvas_archived");
    return { status: "archived", holding: true, archivedAt: context.now, nextRunAt: null, publishAt: null };
  });
}

/** Changes the state of a locked canvas, and records who did it. */
export async function changeState(
  context: Context,
  id: string,
  action: string,
  work: (tx: PrismaTx, canvas: CanvasRow) => Promise<Change>,
): Promise<CanvasAnswer> {
  const { workspaceId, now } = context;
  const after = await inPrismaTransaction(async (tx) => {
    const before = await lockedOrThrow(tx, context, id);
    const next = await work(tx, before);
    await storeState(tx, workspaceId, id, { ...next, updatedAt: now });
    const subject = { type: "canvas", id };
    const states = { before: { status: before.status }, after: { status: next.status ?? before.status } };
    await recordAudit(context, { action, subject, ...states }, sqlOf(tx));
    await notifyLive(sqlOf(tx), workspaceId, ["canvases"]);
    return lockedOrThrow(tx, context, id);
  });
  return answerOf(context, after);
}

/** In the background: there may be a million people inside. */
async function sweep(
  tx: PrismaTx,
  context: Context,
  canvas: CanvasRow,
  exitReason: string | null,
): Promise<void> {
  const payload: SweepCanvas = {
    workspace_id: canvas.workspaceId,
    canvas_id: canvas.id,
    exit_reason: exitReason,
    at: context.now.toISOString(),
  };
  await enqueue(sqlOf(tx), SWEEP_CANVAS, [payload]);
}

function wrongState(canvas: CanvasRow, verb: string) {
  const message = `A canvas that is ${canvas.status} cannot be ${verb}.`;
  return conflict("wrong_canvas_state", message, "Load it again to see its state.");
}
