/** Campaign rows in the shape the API answers. */
import { triggersOf } from "#lib/trigger/schema.ts";
import type { CampaignRow, VersionRow } from "./campaign-row.ts";
import { contentHash } from "./hash.ts";
import type { CampaignAnswer, CampaignDefinition, CampaignListItem, CampaignProblem } from "./schema.ts";
import type { ListFacts } from "./store-list.ts";

/** The whole campaign: its draft, its state, and what is wrong with it. */
export function campaignAnswer(row: CampaignRow, problems: CampaignProblem[]): CampaignAnswer {
  return { ...lifecycle(row), ...row.draft, content_hash: contentHash(row.draft), problems };
}

/** One line of the list. */
export function campaignListItem(row: CampaignRow, facts: ListFacts): CampaignListItem {
  const { draft } = row;
  return {
    ...lifecycle(row),
    name: draft.name,
    description: draft.description,
    type: draft.type,
    tags: draft.tags,
    delivery_type: draft.delivery.type,
    trigger_event: triggerEvent(draft),
    created_by: row.createdBy,
    sent_7d: facts.sent,
    failed_7d: facts.failed,
    audience_size: facts.audience,
    review_status: reviewStatus(row, facts.review),
    variations: draft.variations.map(({ webhook: _webhook, ...variation }) => variation),
  };
}

function reviewStatus(row: CampaignRow, review: ListFacts["review"]): CampaignListItem["review_status"] {
  switch (review?.status) {
    case "requested":
      return "in_review";
    case "approved":
      // Whether a later save changed what was approved is shown in the campaign itself.
      return review.decidedAt !== null && review.decidedAt >= row.updatedAt ? "approved" : null;
    case "changes_requested":
      return "changes_requested";
    default:
      return null;
  }
}

function lifecycle(row: CampaignRow) {
  return {
    campaign_id: row.id,
    status: row.status,
    revision: row.revision,
    review_id: row.reviewId,
    live_version: row.liveVersion ? versionReference(row.liveVersion) : null,
    has_unpublished_changes: hasUnpublishedChanges(row),
    changed_content_blocks: row.liveVersion?.changedBlocks ?? [],
    next_run_at: iso(row.nextRunAt),
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    launched_at: iso(row.launchedAt),
    stopped_at: iso(row.stoppedAt),
    archived_at: iso(row.archivedAt),
    first_sent_at: iso(row.firstSentAt),
    last_sent_at: iso(row.lastSentAt),
  };
}

/** Whether the next launch would change what leaves. */
export function hasUnpublishedChanges({ liveVersion: live, draft }: CampaignRow): boolean {
  return live !== null && (live.contentHash !== contentHash(draft) || live.changedBlocks.length > 0);
}

export function versionReference(version: VersionRow) {
  return {
    version_id: version.id,
    number: version.number,
    content_hash: version.contentHash,
    created_at: version.createdAt.toISOString(),
  };
}

function triggerEvent(draft: CampaignDefinition): string | null {
  if (draft.delivery.type !== "action") return null;
  const [first] = triggersOf(draft.delivery);
  if (!first) return null;
  return first.type === "custom_event" ? first.event : first.type;
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
