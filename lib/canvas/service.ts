/** Use cases around the draft of a canvas: create, read, list, change, copy, delete. */
import { isListedTarget } from "#lib/delivery/service-egress.ts";
import type { Actor, Context } from "#lib/platform/context.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { inPrismaTransaction, type PrismaTx, sqlOf } from "#lib/platform/db.ts";
import { AppError, conflict, invalid, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { secretBindings } from "#lib/secret/service.ts";
import { archivedCampaigns, knownNames } from "#lib/segment/service-names.ts";
import { contentBlocksFor } from "#lib/template/service.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { canvasAnswer, canvasListItem } from "./answer.ts";
import type { CanvasRow } from "./canvas-row.ts";
import { referencesOf } from "./check-references.ts";
import { changedFields, contentHash, newDefinition, patchedDefinition } from "./definition.ts";
import type { CanvasFinding } from "./finding.ts";
import type {
  CanvasAnswer,
  CanvasDefinition,
  CanvasPage,
  CreateCanvas,
  ListCanvasesQuery,
  PatchCanvas,
} from "./schema.ts";
import { leadingBack } from "./service-leading-back.ts";
import { liveCanvases } from "./service-live.ts";
import {
  changeState,
  deleteCanvasRow,
  existingCanvases,
  findCanvas,
  insertCanvas,
  listCanvasRows,
  lockCanvas,
  saveDraft,
} from "./store.ts";
import { peopleInside } from "./store-entry-counts.ts";
import { problemsOf, validateCanvas } from "./validate.ts";

export interface SaveOptions {
  /** Save work in progress that has errors; they are answered as problems. */
  incomplete?: boolean | undefined;
}

export async function createCanvas(
  context: Context,
  input: CreateCanvas,
  options: SaveOptions = {},
): Promise<CanvasAnswer> {
  return storeNew(context, newDefinition(input, newId), "canvas.created", options);
}

/** A new draft with the same content; nobody has entered it yet. */
export async function duplicateCanvas(context: Context, id: string, name?: string): Promise<CanvasAnswer> {
  const { draft } = await canvasOrThrow(context, id);
  const variants = draft.variants.map((variant) => ({ ...variant, variant_id: newId() }));
  const copy = { ...draft, name: name ?? `${draft.name} (copy)`.slice(0, 200), variants };
  return storeNew(context, copy, "canvas.duplicated", { incomplete: true });
}

async function storeNew(
  context: Context,
  draft: CanvasDefinition,
  action: string,
  options: SaveOptions,
): Promise<CanvasAnswer> {
  await refuseErrors(context, draft, options, null);
  const id = newId();
  const row = await inPrismaTransaction(async (tx) => {
    const { workspaceId, now } = context;
    await insertCanvas(tx, { id, workspaceId, draft, createdBy: actorName(context.actor), now });
    await recordAudit(context, { action, subject: { type: "canvas", id }, after: draft }, sqlOf(tx));
    return lockedOrThrow(tx, context, id);
  });
  return answerOf(context, row);
}

export async function getCanvas(context: Context, id: string): Promise<CanvasAnswer> {
  return answerOf(context, await canvasOrThrow(context, id));
}

export async function listCanvases(context: Context, query: ListCanvasesQuery): Promise<CanvasPage> {
  const rows = await listCanvasRows(context.workspaceId, query, {
    limit: query.limit + 1,
    after: query.cursor ? positionOf(query.cursor) : null,
  });
  const shown = rows.slice(0, query.limit);
  const inside = await peopleInside(shown.map((row) => row.id));
  const last = shown.at(-1);
  const more = rows.length > query.limit && last;
  return {
    canvases: shown.map((row) => canvasListItem(row, inside.get(row.id) ?? 0)),
    next_cursor: more ? encodeCursor([last.createdAt.toISOString(), last.id]) : null,
  };
}

function positionOf(cursor: string): { createdAt: Date; id: string } {
  const { at, id } = decodeTimeCursor(cursor);
  return { createdAt: new Date(at), id };
}

/** Changes the draft; what is live stays as it is. With `revision`, only when nobody else saved in between. */
export async function changeCanvas(
  context: Context,
  id: string,
  patch: PatchCanvas,
  options: SaveOptions & { revision?: number | undefined } = {},
): Promise<CanvasAnswer> {
  const known = await canvasOrThrow(context, id);
  await refuseErrors(context, patchedDefinition(known.draft, patch, newId), options, id);
  const row = await inPrismaTransaction(async (tx) => {
    const before = await lockedOrThrow(tx, context, id);
    if (before.status === "archived")
      throw conflict("canvas_archived", "This canvas is archived.", "Duplicate it to go on working.");
    if (options.revision !== undefined && options.revision !== before.revision) throw savedByOther(before);
    const draft = patchedDefinition(before.draft, patch, newId);
    await writeDraft(tx, context, before, draft);
    return lockedOrThrow(tx, context, id);
  });
  return answerOf(context, row);
}

/** Saves a new draft of a locked canvas and records what changed. While it is reviewed, what happens stays as it is. */
export async function writeDraft(
  tx: PrismaTx,
  context: Context,
  before: CanvasRow,
  draft: CanvasDefinition,
  named = "canvas.changed",
): Promise<void> {
  const { id, reviewId } = before;
  const rearranged = contentHash(before.draft) === contentHash(draft);
  if (reviewId !== null && !rearranged) throw inReview(reviewId);
  await saveDraft(tx, { workspaceId: context.workspaceId, id, draft, now: context.now });
  // Whoever only moved or renamed things is no author of what leaves.
  const action = rearranged ? "canvas.rearranged" : named;
  const change = { action, subject: { type: "canvas", id }, ...changedFields(before.draft, draft) };
  await recordAudit(context, change, sqlOf(tx));
}

function inReview(reviewId: string): AppError {
  const message = "This canvas is being reviewed, so what it does stays as it is.";
  const hint = "Withdraw the review to go on editing. Names, notes and the layout can be changed.";
  return new AppError("conflict", message, {
    errors: [{ code: "in_review", message, hint }],
    details: { review_id: reviewId },
  });
}

/** Marks a locked canvas as being reviewed, or as not being reviewed any more. */
export async function setOpenReview(tx: PrismaTx, canvas: CanvasRow, reviewId: string | null): Promise<void> {
  await changeState(tx, canvas.workspaceId, canvas.id, { reviewId });
}

/** Removes a canvas that was never launched. Anything else has a history and is archived instead. */
export async function deleteDraft(context: Context, id: string): Promise<boolean> {
  return inPrismaTransaction(async (tx) => {
    const before = await lockedOrThrow(tx, context, id);
    if (before.launchedAt !== null) return false;
    await deleteCanvasRow(tx, context.workspaceId, id);
    const subject = { type: "canvas", id };
    await recordAudit(context, { action: "canvas.deleted", subject, before: before.draft }, sqlOf(tx));
    return true;
  });
}

/** The canvas of this workspace, or 404. */
export async function canvasOrThrow(context: Context, id: string): Promise<CanvasRow> {
  const row = isId(id) ? await findCanvas(context.workspaceId, id) : null;
  if (!row) throw notFound("canvas");
  return row;
}

/** As `canvasOrThrow`, held until the transaction ends. */
export async function lockedOrThrow(tx: PrismaTx, context: Context, id: string): Promise<CanvasRow> {
  const row = isId(id) ? await lockCanvas(tx, context.workspaceId, id) : null;
  if (!row) throw notFound("canvas");
  return row;
}

/** The canvas with everything that is wrong with it. */
export async function answerOf(context: Context, row: CanvasRow): Promise<CanvasAnswer> {
  return canvasAnswer(row, problemsOf(await findingsFor(context, row.draft, row.id)));
}

/** Everything wrong or doubtful about a definition, judged with what the workspace has right now. */
export async function findingsFor(
  context: Context,
  draft: CanvasDefinition,
  self: string | null,
): Promise<CanvasFinding[]> {
  const others = draft.steps.flatMap((step) =>
    step.type === "canvas" && step.canvas_id ? [step.canvas_id] : [],
  );
  const named = referencesOf(draft);
  const [secrets, contentBlocks, canvases, references, archived, leadBack, liveGoals] = await Promise.all([
    secretBindings(context.workspaceId),
    contentBlocksFor(context.workspaceId),
    existingCanvases(context.workspaceId, others),
    knownNames(context.workspaceId, named),
    archivedCampaigns(context.workspaceId, named),
    leadingBack(context.workspaceId, others, self),
    goalsOfLive(context.workspaceId, self),
  ]);
  return validateCanvas(draft, {
    secrets: new Set(secrets.keys()),
    contentBlocks,
    canvases,
    references,
    archived,
    self,
    leadBack,
    liveGoals,
    isTargetAllowed: isListedTarget,
  });
}

async function goalsOfLive(
  workspaceId: string,
  self: string | null,
): Promise<CanvasDefinition["conversions"]> {
  if (self === null) return [];
  const live = (await liveCanvases(workspaceId)).find(({ canvasId }) => canvasId === self);
  return live?.version.definition.conversions ?? [];
}

/** Name of whoever acts, for columns that say who did it. */
export function actorName(actor: Actor): string {
  return actor.kind === "system" ? actor.job : actor.name;
}

async function refuseErrors(
  context: Context,
  draft: CanvasDefinition,
  options: SaveOptions,
  self: string | null,
): Promise<void> {
  if (options.incomplete) return;
  const findings = await findingsFor(context, draft, self);
  const errors = findings.filter((item) => item.severity === "error" && item.stage === "save");
  if (errors.length > 0) throw invalid(problemsOf(errors));
}

/** Somebody else saved since a caller looked. */
export function savedByOther(current: CanvasRow): AppError {
  const message = "Somebody saved this canvas meanwhile.";
  return new AppError("precondition_failed", message, {
    errors: [
      { code: "saved_by_other", message, hint: "Load it again, or send If-Match with the current ETag." },
    ],
    headers: { etag: etagOf(current.revision) },
    details: { revision: current.revision, saved_at: current.updatedAt.toISOString() },
  });
}

/** The revision of a draft as an entity tag. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}
