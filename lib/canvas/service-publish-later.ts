/** A publication that waits for its time: the draft is frozen when it is planned, and goes live then as it was. */
import { type Context, systemContext } from "#lib/platform/context.ts";
import { inPrismaTransaction, sqlOf } from "#lib/platform/db.ts";
import { AppError, conflict, invalid } from "#lib/platform/errors.ts";
import { log } from "#lib/platform/log.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { PUBLISH_PLANNED, type PublishPlanned } from "./jobs.ts";
import type { PublishInput, PublishPlan } from "./publish-schema.ts";
import type { CanvasAnswer } from "./schema.ts";
import { actorName } from "./service.ts";
import {
  changeState,
  type GoLiveOptions,
  goLive,
  type ReadyOptions,
  withReadyVersion,
} from "./service-lifecycle.ts";
import { decideAboutPeople, refuseRules } from "./service-publish.ts";
import { versionOf } from "./service-versions-cache.ts";
import { findCanvas, changeState as storeState } from "./store.ts";

const REPLACED = "replaced";

/** Plans that the draft as it is now goes live at a later time. It replaces a plan made before. */
export async function planPublication(
  context: Context,
  id: string,
  input: PublishInput,
  at: Date,
  options: Omit<ReadyOptions, "note"> = {},
): Promise<CanvasAnswer> {
  if (at <= context.now) throw inThePast();
  const ready = { ...options, note: input.note };
  return withReadyVersion(context, id, ready, "canvas.publication_planned", async (tx, canvas, version) => {
    await refuseRules(sqlOf(tx), canvas, input);
    const plan: PublishPlan = {
      version_id: version.id,
      number: version.number,
      rules: input.rules,
      default_rule: input.default_rule,
      by: actorName(context.actor),
    };
    const job: PublishPlanned = {
      workspace_id: canvas.workspaceId,
      canvas_id: canvas.id,
      version_id: version.id,
      at: at.toISOString(),
    };
    await enqueue(sqlOf(tx), PUBLISH_PLANNED, [job], { startAfter: at });
    return { publishAt: at, publishPlan: plan };
  });
}

function inThePast(): AppError {
  const message = "This moment has passed.";
  return invalid([
    { code: "in_the_past", field: "at", message, hint: "Give a later time, or leave at out to publish now." },
  ]);
}

/** What is live stays live; the version that waited stays in the list. */
export async function cancelPublication(context: Context, id: string): Promise<CanvasAnswer> {
  return changeState(context, id, "canvas.publication_cancelled", async (_tx, canvas) => {
    if (canvas.publishAt === null)
      throw conflict(
        "nothing_planned",
        "No version waits to be published.",
        "Load it again to see its state.",
      );
    return { publishAt: null };
  });
}

/** Makes a planned version live. Late, repeated and replaced jobs do nothing; one that cannot go live is put away. */
export async function publishPlanned(job: PublishPlanned, now: Date): Promise<void> {
  const { workspace_id: workspaceId, canvas_id: id } = job;
  const canvas = await findCanvas(workspaceId, id);
  if (canvas?.publishAt?.getTime() !== Date.parse(job.at)) return;
  const context = systemContext(
    workspaceId,
    `publish planned by ${canvas.publishPlan?.by ?? "somebody"}`,
    now,
  );
  const version = await versionOf(workspaceId, job.version_id);
  if (!version) return;
  try {
    await changeState(context, id, "canvas.launched", async (tx, locked) => {
      const { publishAt, publishPlan: plan } = locked;
      if (publishAt?.getTime() !== Date.parse(job.at) || plan?.version_id !== version.id) throw replaced();
      if (locked.status === "stopped") throw stoppedMeanwhile();
      const people: GoLiveOptions["people"] = (sql, row, live) => decideAboutPeople(sql, row, live, plan);
      return goLive(tx, context, locked, version, { people });
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.errors[0]?.code === REPLACED) return;
    await putAway(context, id, error);
  }
}

function replaced(): AppError {
  return conflict(REPLACED, "Another publication replaced this one.", "Look at the canvas again.");
}

function stoppedMeanwhile(): AppError {
  const message = "The canvas was stopped, so nothing was published.";
  return conflict("wrong_canvas_state", message, "Resume it, then publish.");
}

async function putAway(context: Context, id: string, error: AppError): Promise<void> {
  log().warn({ err: error, canvasId: id }, "a planned publication cannot go live");
  await inPrismaTransaction(async (tx) => {
    await storeState(tx, context.workspaceId, id, { publishAt: null, updatedAt: context.now });
    const subject = { type: "canvas", id };
    const after = { reason: error.errors[0]?.message ?? error.message };
    await recordAudit(context, { action: "canvas.publication_failed", subject, after }, sqlOf(tx));
  });
}
