/** Canvases in the shape that existing REST clients read. */
import type { Context } from "#lib/platform/context.ts";
import { hasUnpublishedChanges } from "./answer.ts";
import { pathsOf } from "./definition.ts";
import { canvasOrThrow } from "./service.ts";
import { versionOf } from "./service-versions-cache.ts";
import { listCanvasNumbered } from "./store.ts";

const PAGE = 100;

export interface BrazeListQuery {
  page: number;
  include_archived: boolean;
  sort_direction: "asc" | "desc";
  "last_edit.time[gt]"?: string | undefined;
}

/** A page of a hundred. */
export async function brazeList(context: Context, query: BrazeListQuery) {
  const rows = await listCanvasNumbered(context.workspaceId, {
    includeArchived: query.include_archived,
    direction: query.sort_direction,
    editedAfter: query["last_edit.time[gt]"] ? new Date(query["last_edit.time[gt]"]) : null,
    skip: query.page * PAGE,
    take: PAGE,
  });
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    tags: row.tags,
    last_edited: row.updatedAt.toISOString(),
  }));
}

/**
 * Everything about one canvas: as it is live, or with `upcoming` as it will be after the next launch. Secrets are
 * references, so none leaves with it.
 */
export async function brazeDetails(context: Context, id: string, upcoming = false) {
  const row = await canvasOrThrow(context, id);
  const live = row.liveVersion;
  const version = upcoming || live === null ? null : await versionOf(context.workspaceId, live.id);
  const draft = version?.definition ?? row.draft;
  const { type } = draft.entry;
  const nameOf = new Map(draft.steps.map((step) => [step.id, step.name ?? step.id]));
  return {
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    name: row.draft.name,
    description: row.draft.description,
    archived: row.status === "archived",
    draft: row.status === "draft",
    enabled: row.status === "active",
    has_post_launch_draft: hasUnpublishedChanges(row),
    schedule_type: type === "scheduled" ? "time_based" : type === "action" ? "action_based" : "api_triggered",
    first_entry: row.launchedAt?.toISOString() ?? null,
    channels: ["webhook"],
    tags: row.draft.tags,
    teams: [],
    variants: draft.variants.map((variant) => ({
      name: variant.name,
      id: variant.variant_id,
      first_step_ids: [variant.start ?? draft.start ?? draft.steps[0]?.id ?? null].filter(Boolean),
    })),
    steps: draft.steps.map((step) => ({
      name: step.name ?? step.id,
      type: step.type,
      id: step.id,
      next_step_ids: pathsOf(step).flatMap(({ next }) => (next ? [next] : [])),
      next_paths: pathsOf(step).map(({ path, name, next }) => ({ name: name ?? path, next_step_id: next })),
      channels: step.type === "message" ? ["webhook"] : [],
      messages:
        step.type === "message" && step.webhook
          ? { [step.id]: { channel: "webhook", name: nameOf.get(step.id), ...step.webhook } }
          : {},
    })),
  };
}
