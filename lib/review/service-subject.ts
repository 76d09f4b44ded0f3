/** Campaigns and canvases alike, as things that are reviewed. */
import type { CampaignRow } from "#lib/campaign/campaign-row.ts";
import {
  campaignOrThrow,
  lockedOrThrow as lockedCampaign,
  setOpenReview as setOnCampaign,
} from "#lib/campaign/service.ts";
import type { CanvasRow } from "#lib/canvas/canvas-row.ts";
import {
  canvasOrThrow,
  lockedOrThrow as lockedCanvas,
  setOpenReview as setOnCanvas,
} from "#lib/canvas/service.ts";
import type { Context } from "#lib/platform/context.ts";
import type { PrismaTx } from "#lib/platform/db.ts";
import { referencedSegmentIds } from "#lib/segment/references.ts";
import { listSegments } from "#lib/segment/service.ts";
import { contentBlockNames } from "#lib/template/analyze.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import { currentContentBlocks } from "#lib/template/service.ts";
import { messagesOf, type ReviewContent, segmentIdsIn } from "./content.ts";

export interface SubjectRef {
  type: "campaign" | "canvas";
  id: string;
}

/** The row as its own domain knows it. */
export type Subject =
  | { type: "campaign"; id: string; row: CampaignRow }
  | { type: "canvas"; id: string; row: CanvasRow };

/** From the two fields of a call; exactly one is given. */
export function subjectRef(input: {
  campaign_id?: string | undefined;
  canvas_id?: string | undefined;
}): SubjectRef {
  return input.canvas_id === undefined
    ? { type: "campaign", id: input.campaign_id ?? "" }
    : { type: "canvas", id: input.canvas_id };
}

export async function subjectOrThrow(context: Context, { type, id }: SubjectRef): Promise<Subject> {
  return type === "campaign"
    ? { type, id, row: await campaignOrThrow(context, id) }
    : { type, id, row: await canvasOrThrow(context, id) };
}

/** Held until the transaction ends, so that nobody edits it meanwhile. */
export async function lockedSubject(
  tx: PrismaTx,
  context: Context,
  { type, id }: SubjectRef,
): Promise<Subject> {
  return type === "campaign"
    ? { type, id, row: await lockedCampaign(tx, context, id) }
    : { type, id, row: await lockedCanvas(tx, context, id) };
}

/** Keeps the content from being edited, or lets it go again. */
export async function holdSubject(tx: PrismaTx, subject: Subject, reviewId: string | null): Promise<void> {
  if (subject.type === "campaign") await setOnCampaign(tx, subject.row, reviewId);
  else await setOnCanvas(tx, subject.row, reviewId);
}

/** The draft with the content blocks and segments it uses right now. */
export async function contentOf(context: Context, subject: Subject): Promise<ReviewContent> {
  const bare = { content_blocks: {}, segments: {} };
  const content: ReviewContent =
    subject.type === "campaign"
      ? { type: "campaign", definition: subject.row.draft, ...bare }
      : { type: "canvas", definition: subject.row.draft, ...bare };
  return {
    ...content,
    content_blocks: await blocksOf(context, content),
    segments: await segmentsOf(context, content),
  };
}

async function blocksOf(context: Context, content: ReviewContent): Promise<Record<string, string>> {
  const sources = await currentContentBlocks(context.workspaceId);
  const names = messagesOf(content).flatMap(({ webhook }) =>
    contentBlockNames(compileMessage(webhook), sources),
  );
  return Object.fromEntries(
    [...new Set(names)].toSorted().flatMap((name) => {
      const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
      return source === undefined ? [] : [[name, source]];
    }),
  );
}

async function segmentsOf(context: Context, content: ReviewContent): Promise<ReviewContent["segments"]> {
  const wanted = segmentIdsIn(content.definition);
  if (wanted.length === 0) return {};
  const { segments } = await listSegments(context);
  const known = new Map(segments.map((segment) => [segment.segment_id, segment]));
  // The list grows while it is walked: segments may ask about segments.
  for (const id of wanted) {
    for (const inner of referencedSegmentIds(known.get(id)?.filter ?? { op: "and", filters: [] }))
      if (!wanted.includes(inner)) wanted.push(inner);
  }
  return Object.fromEntries(
    wanted.toSorted().flatMap((id) => {
      const segment = known.get(id);
      return segment ? [[id, { name: segment.name, filter: segment.filter }]] : [];
    }),
  );
}
