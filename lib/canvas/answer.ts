/** Canvas rows in the shape the API answers. */
import type { CanvasRow, CanvasVersionRow } from "./canvas-row.ts";
import { contentHash } from "./definition.ts";
import type { CanvasAnswer, CanvasListItem, CanvasProblem } from "./schema.ts";

/** The whole canvas: its draft, its state, and what is wrong with it. */
export function canvasAnswer(row: CanvasRow, problems: CanvasProblem[]): CanvasAnswer {
  return { ...lifecycle(row), ...row.draft, content_hash: contentHash(row.draft), problems };
}

/** One line of the list. */
export function canvasListItem(row: CanvasRow, peopleInside: number): CanvasListItem {
  const { draft } = row;
  const { entry } = draft;
  const [trigger] = entry.type === "action" ? (entry.triggers ?? []) : [];
  const event = entry.type === "action" ? (entry.event ?? null) : null;
  return {
    ...lifecycle(row),
    name: draft.name,
    description: draft.description,
    tags: draft.tags,
    entry_type: entry.type,
    trigger_event: event ?? (trigger?.type === "custom_event" ? trigger.event : (trigger?.type ?? null)),
    steps_count: draft.steps.length,
    message_steps: draft.steps.flatMap(({ id, name, type }) =>
      type === "message" ? [{ id, name: name ?? id }] : [],
    ),
    people_inside: peopleInside,
  };
}

function versionReference(version: CanvasVersionRow) {
  return {
    version_id: version.id,
    number: version.number,
    content_hash: version.contentHash,
    created_at: version.createdAt.toISOString(),
  };
}

function lifecycle(row: CanvasRow) {
  return {
    canvas_id: row.id,
    status: row.status,
    revision: row.revision,
    review_id: row.reviewId,
    live_version: row.liveVersion ? versionReference(row.liveVersion) : null,
    has_unpublished_changes: hasUnpublishedChanges(row),
    changed_content_blocks: row.liveVersion?.changedBlocks ?? [],
    next_run_at: iso(row.nextRunAt),
    planned_publication:
      row.publishAt && row.publishPlan
        ? { at: row.publishAt.toISOString(), version: row.publishPlan.number, by: row.publishPlan.by }
        : null,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    launched_at: iso(row.launchedAt),
    stopped_at: iso(row.stoppedAt),
    archived_at: iso(row.archivedAt),
  };
}

/** Whether the next launch would change what leaves. */
export function hasUnpublishedChanges({ liveVersion: live, draft }: CanvasRow): boolean {
  return live !== null && (live.contentHash !== contentHash(draft) || live.changedBlocks.length > 0);
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
