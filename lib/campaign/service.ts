/** Use cases around the draft of a campaign: create, read, list, change, copy, delete. */
import type { Actor, Context } from "#lib/platform/context.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { inPrismaTransaction, type PrismaTx, sqlOf } from "#lib/platform/db.ts";
import { AppError, conflict, invalid, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { workspaceSettings } from "#lib/workspace/service.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { campaignAnswer, campaignListItem } from "./answer.ts";
import type { CampaignRow } from "./campaign-row.ts";
import { newDefinition, patchedDefinition } from "./definition.ts";
import { changedFields } from "./diff.ts";
import { contentHash } from "./hash.ts";
import { problemsOf, saveErrors } from "./launch-checks.ts";
import type {
  CampaignAnswer,
  CampaignDefinition,
  CampaignPage,
  CreateCampaign,
  ListCampaignsQuery,
  PatchCampaign,
} from "./schema.ts";
import { findingsFor, findingsOf } from "./service-checks.ts";
import { breakingContract } from "./service-contract.ts";
import { publish } from "./service-publish.ts";
import { refuseChangedGoals } from "./service-sent.ts";
import {
  changeState,
  deleteCampaignRow,
  findCampaign,
  insertCampaign,
  listCampaignRows,
  lockCampaign,
  saveDraft,
} from "./store.ts";
import { lastEditor } from "./store-facts.ts";
import { listFacts, NO_FACTS, usedTags } from "./store-list.ts";

export interface SaveOptions {
  /** Save work in progress that has errors; they are answered as problems. */
  incomplete?: boolean | undefined;
}

/** Creates a draft. A campaign of type `api` has nothing to launch and is active at once, unless somebody must approve it. */
export async function createCampaign(
  context: Context,
  input: CreateCampaign,
  options: SaveOptions = {},
): Promise<CampaignAnswer> {
  return storeNew(context, newDefinition(input, newId), "campaign.created", options);
}

/** A new draft with the same content and identifiers of its own; nobody has received it yet. */
export async function duplicateCampaign(
  context: Context,
  id: string,
  name?: string,
): Promise<CampaignAnswer> {
  const { draft } = await campaignOrThrow(context, id);
  const variations = draft.variations.map((variation) => ({ ...variation, message_variation_id: newId() }));
  const copy = { ...draft, name: name ?? `${draft.name} (copy)`.slice(0, 200), variations };
  return storeNew(context, copy, "campaign.duplicated", { incomplete: true });
}

async function storeNew(
  context: Context,
  draft: CampaignDefinition,
  action: string,
  options: SaveOptions,
): Promise<CampaignAnswer> {
  await refuseErrors(context, draft, options);
  const goesLive = !(await needsApproval(context.workspaceId));
  const id = newId();
  const row = await inPrismaTransaction(async (tx) => {
    const { workspaceId, now } = context;
    await insertCampaign(tx, { id, workspaceId, draft, createdBy: actorName(context.actor), now });
    await recordAudit(context, { action, subject: { type: "campaign", id }, after: draft }, sqlOf(tx));
    if (draft.type === "api" && goesLive) await publish(tx, context, await lockedOrThrow(tx, context, id));
    return lockedOrThrow(tx, context, id);
  });
  return answerOf(context, row);
}

export async function getCampaign(context: Context, id: string): Promise<CampaignAnswer> {
  return answerOf(context, await campaignOrThrow(context, id));
}

const COUNTED_MS = 7 * 86_400_000;

/** One page, newest first, each with its numbers of the last 7 days. */
export async function listCampaigns(context: Context, query: ListCampaignsQuery): Promise<CampaignPage> {
  const rows = await listCampaignRows(context.workspaceId, query, {
    limit: query.limit + 1,
    after: query.cursor ? positionOf(query.cursor) : null,
  });
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const more = rows.length > query.limit && last;
  const since = new Date(context.now.getTime() - COUNTED_MS);
  const ids = shown.map((row) => row.id);
  const [facts, tags] = await Promise.all([
    listFacts(context.workspaceId, ids, since),
    usedTags(context.workspaceId),
  ]);
  return {
    campaigns: shown.map((row) => campaignListItem(row, facts.get(row.id) ?? NO_FACTS)),
    tags,
    next_cursor: more ? encodeCursor([last.createdAt.toISOString(), last.id]) : null,
  };
}

function positionOf(cursor: string): { createdAt: Date; id: string } {
  const { at, id } = decodeTimeCursor(cursor);
  return { createdAt: new Date(at), id };
}

/** What is archived is not edited any more, whichever way. */
export function refuseArchived({ status }: Pick<CampaignRow, "status">): void {
  if (status === "archived")
    throw conflict("campaign_archived", "This campaign is archived.", "Duplicate it to go on working.");
}

/**
 * Changes the draft. What is live stays as it is until the next launch. With `revision`, only when nobody else
 * saved in between.
 */
export async function changeCampaign(
  context: Context,
  id: string,
  patch: PatchCampaign,
  options: SaveOptions & { revision?: number | undefined } = {},
): Promise<CampaignAnswer> {
  const known = await campaignOrThrow(context, id);
  await refuseErrors(context, patchedDefinition(known.draft, patch, newId), options);
  const row = await inPrismaTransaction(async (tx) => {
    const before = await lockedOrThrow(tx, context, id);
    refuseArchived(before);
    if (options.revision !== undefined && options.revision !== before.revision)
      throw await savedByOther(before);
    const draft = patchedDefinition(before.draft, patch, newId);
    await writeDraft(tx, context, before, draft, "campaign.changed");
    return lockedOrThrow(tx, context, id);
  });
  return answerOf(context, row);
}

/** Saves a new draft of a locked campaign and records what changed. While it is reviewed, its content stays as it is. */
export async function writeDraft(
  tx: PrismaTx,
  context: Context,
  before: CampaignRow,
  draft: CampaignDefinition,
  action: string,
): Promise<void> {
  const { id, revision, reviewId } = before;
  const renamed = contentHash(before.draft) === contentHash(draft);
  if (reviewId !== null && !renamed) throw inReview(reviewId);
  await saveDraft(tx, { workspaceId: context.workspaceId, id, revision, draft, now: context.now });
  const change = {
    // Whoever only gave it another name is no author of what leaves.
    action: renamed ? "campaign.renamed" : action,
    subject: { type: "campaign", id },
    ...changedFields(before.draft, draft),
  };
  await recordAudit(context, change, sqlOf(tx));
  if (draft.type === "api" && before.status === "active" && !(await needsApproval(context.workspaceId))) {
    await refuseChangedGoals(before, draft);
    await publish(tx, context, await lockedOrThrow(tx, context, id));
  }
}

/** Whether nothing of a campaign goes live before somebody approved it. */
async function needsApproval(workspaceId: string): Promise<boolean> {
  return (await workspaceSettings(workspaceId)).settings.review.campaigns_required;
}

function inReview(reviewId: string): AppError {
  const message = "This campaign is being reviewed, so its content stays as it is.";
  const hint = "Withdraw the review to go on editing. Name, description and tags can be changed.";
  return new AppError("conflict", message, {
    errors: [{ code: "in_review", message, hint }],
    details: { review_id: reviewId },
  });
}

/** Marks a locked campaign as being reviewed, or as not being reviewed any more. */
export async function setOpenReview(
  tx: PrismaTx,
  campaign: CampaignRow,
  reviewId: string | null,
): Promise<void> {
  await changeState(tx, campaign.workspaceId, campaign.id, { reviewId });
}

/** Removes a campaign that never went out. Anything else has a history and is archived instead. */
export async function deleteDraft(context: Context, id: string): Promise<boolean> {
  return inPrismaTransaction(async (tx) => {
    const before = await lockedOrThrow(tx, context, id);
    if (before.status !== "draft" || before.launchedAt !== null) return false;
    await deleteCampaignRow(tx, context.workspaceId, id);
    const subject = { type: "campaign", id };
    await recordAudit(context, { action: "campaign.deleted", subject, before: before.draft }, sqlOf(tx));
    return true;
  });
}

/** The campaign of this workspace, or 404. */
export async function campaignOrThrow(context: Context, id: string): Promise<CampaignRow> {
  const row = isId(id) ? await findCampaign(context.workspaceId, id) : null;
  if (!row) throw notFound("campaign");
  return row;
}

/** As `campaignOrThrow`, held until the transaction ends. */
export async function lockedOrThrow(tx: PrismaTx, context: Context, id: string): Promise<CampaignRow> {
  const row = isId(id) ? await lockCampaign(tx, context.workspaceId, id) : null;
  if (!row) throw notFound("campaign");
  return row;
}

/** The campaign with everything that is wrong with it. */
export async function answerOf(context: Context, row: CampaignRow): Promise<CampaignAnswer> {
  const [findings, breaking] = await Promise.all([findingsOf(context, row), breakingContract(context, row)]);
  return campaignAnswer(row, [...problemsOf(findings), ...breaking]);
}

/** Name of whoever acts, for columns that say who did it. */
export function actorName(actor: Actor): string {
  return actor.kind === "system" ? actor.job : actor.name;
}

async function refuseErrors(
  context: Context,
  draft: CampaignDefinition,
  options: SaveOptions,
): Promise<void> {
  if (options.incomplete) return;
  const errors = saveErrors(await findingsFor(context, draft));
  if (errors.length > 0) throw invalid(errors);
}

/** Refuses a change made from a revision that is not the present one any more. */
export async function savedByOther(current: CampaignRow): Promise<AppError> {
  const editor = await lastEditor(current.workspaceId, current.id);
  const who = editor?.name ?? "Somebody";
  const message = `${who} saved this campaign meanwhile.`;
  return new AppError("precondition_failed", message, {
    errors: [
      { code: "saved_by_other", message, hint: "Load it again, or send If-Match with the current ETag." },
    ],
    headers: { etag: etagOf(current.revision) },
    details: {
      revision: current.revision,
      saved_by: who,
      saved_at: (editor?.at ?? current.updatedAt).toISOString(),
    },
  });
}

/** The revision of a draft as an entity tag. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}
