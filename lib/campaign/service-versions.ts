/** Use cases around what was live before: list, compare, bring back. */
import type { z } from "zod";
import type { Context } from "#lib/platform/context.ts";
import { inPrismaTransaction } from "#lib/platform/db.ts";
import { notFound } from "#lib/platform/errors.ts";
import { currentContentBlocks } from "#lib/template/service.ts";
import { usedBlocks } from "#lib/template/used-blocks.ts";
import { withLiveGoals } from "#lib/trigger/changed-goals.ts";
import { readAuditLog } from "#lib/workspace/service-audit.ts";
import { versionReference } from "./answer.ts";
import { type FieldChange, fieldChanges } from "./diff.ts";
import type { CampaignAnswer, CampaignDefinition } from "./schema.ts";
import { answerOf, campaignOrThrow, lockedOrThrow, refuseArchived, writeDraft } from "./service.ts";
import { fixedGoals } from "./service-sent.ts";
import { findVersion, listVersionRows } from "./store.ts";
import type { campaignChangesSchema, VersionListItem, versionDetailSchema } from "./version-schema.ts";

/** Newest first. */
export async function listVersions(context: Context, campaignId: string): Promise<VersionListItem[]> {
  const campaign = await campaignOrThrow(context, campaignId);
  const rows = await listVersionRows(context.workspaceId, campaignId);
  return rows.map((row) => ({
    ...versionReference(row),
    created_by: row.createdBy,
    live: row.id === campaign.liveVersion?.id,
  }));
}

/** One version, whole. */
export async function getVersion(
  context: Context,
  campaignId: string,
  number: number,
): Promise<z.output<typeof versionDetailSchema>> {
  await campaignOrThrow(context, campaignId);
  const version = await versionOrThrow(context, campaignId, number);
  return {
    ...versionReference(version),
    created_by: version.createdBy,
    definition: version.definition,
    content_blocks: version.contentBlocks,
  };
}

/** What changed from one version to another; without `to`, to the draft. */
export async function compareVersions(
  context: Context,
  campaignId: string,
  from: number,
  to: number | null,
): Promise<FieldChange[]> {
  const campaign = await campaignOrThrow(context, campaignId);
  const before = await versionOrThrow(context, campaignId, from);
  const after =
    to === null
      ? { definition: campaign.draft, contentBlocks: await blocksOf(context, campaign.draft) }
      : await versionOrThrow(context, campaignId, to);
  // What was published before blocks were kept with versions cannot be compared in them.
  const kept = before.contentBlocks !== null && after.contentBlocks !== null;
  return [
    ...fieldChanges(before.definition, after.definition),
    ...(kept ? fieldChanges(before.contentBlocks, after.contentBlocks, "content_blocks") : []),
  ];
}

/** The content blocks that a launch would freeze now. */
async function blocksOf(context: Context, draft: CampaignDefinition): Promise<Record<string, string>> {
  return usedBlocks(draft, await currentContentBlocks(context.workspaceId));
}

/** Who changed the campaign, newest first: saves, launches, pauses. Values stay in the audit log. */
export async function campaignChanges(
  context: Context,
  campaignId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<z.output<typeof campaignChangesSchema>> {
  const campaign = await campaignOrThrow(context, campaignId);
  const filter = { subjectType: "campaign", subjectId: campaign.id };
  const { audit_log: entries, next_cursor } = await readAuditLog(context, filter, page);
  return {
    changes: entries.map((entry) => ({
      change_id: entry.audit_entry_id,
      at: entry.at,
      by: nameOf(entry.actor),
      action: entry.action.replace(/^campaign\./, ""),
      fields: Object.keys(isRecord(entry.after) ? entry.after : {}),
    })),
    next_cursor,
  };
}

function nameOf(actor: unknown): string {
  if (!isRecord(actor)) return "";
  return String(actor.name ?? actor.job ?? "");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Makes an old version the draft. Nothing goes live before the next launch. */
export async function restoreVersion(
  context: Context,
  campaignId: string,
  number: number,
): Promise<CampaignAnswer> {
  await campaignOrThrow(context, campaignId);
  const version = await versionOrThrow(context, campaignId, number);
  const row = await inPrismaTransaction(async (tx) => {
    const before = await lockedOrThrow(tx, context, campaignId);
    refuseArchived(before);
    // The goals that are counted stay, whichever the version had.
    const conversions = withLiveGoals((await fixedGoals(before)) ?? [], version.definition.conversions);
    await writeDraft(tx, context, before, { ...version.definition, conversions }, "campaign.restored");
    return lockedOrThrow(tx, context, campaignId);
  });
  return answerOf(context, row);
}

async function versionOrThrow(context: Context, campaignId: string, number: number) {
  const version = await findVersion(context.workspaceId, campaignId, { number });
  if (!version) throw notFound("version");
  return version;
}
