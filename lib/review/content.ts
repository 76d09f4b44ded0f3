/** What is put up for review: a definition with everything it takes from elsewhere, and its hashes by section. */
import { parseDefinition as parseCampaign } from "#lib/campaign/definition.ts";
import { sectionHashes as campaignSections, hashOf } from "#lib/campaign/hash.ts";
import type { CampaignDefinition } from "#lib/campaign/schema.ts";
import { sectionHashes as canvasSections, parseDefinition as parseCanvas } from "#lib/canvas/definition.ts";
import type { CanvasDefinition } from "#lib/canvas/schema.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import { type ContentMessage, campaignMessages, canvasMessages } from "./messages.ts";
import { readsNames } from "./reads-names.ts";
import { SECTIONS, type Section } from "./schema.ts";

export type SectionHashes = Readonly<Record<Section, string>>;

interface Borrowed {
  /** Source of every content block its messages include, by name. */
  content_blocks: Readonly<Record<string, string>>;
  /** Every segment it asks about, directly or through another segment, by id. */
  segments: Readonly<Record<string, { name: string; filter: FilterTree }>>;
}

export type ReviewContent = Borrowed &
  ({ type: "campaign"; definition: CampaignDefinition } | { type: "canvas"; definition: CanvasDefinition });

/** Every webhook of the content. */
export function messagesOf(content: ReviewContent): ContentMessage[] {
  return content.type === "campaign"
    ? campaignMessages(content.definition)
    : canvasMessages(content.definition);
}

/**
 * One hash for each section. Names count only where a template prints them, since otherwise they change nothing
 * that leaves; content blocks count for the message, segments for the audience.
 */
export function sectionHashesOf(content: ReviewContent): SectionHashes {
  const own =
    content.type === "campaign" ? campaignSections(content.definition) : canvasSections(content.definition);
  const borrowed = {
    message: [content.content_blocks, printedNames(content)],
    audience: Object.fromEntries(Object.entries(content.segments).map(([id, { filter }]) => [id, filter])),
  };
  return {
    ...own,
    message: hashOf([own.message, ...borrowed.message]),
    audience: hashOf([own.audience, borrowed.audience]),
  };
}

/** One hash over all sections. */
export function contentHashOf(sections: SectionHashes): string {
  return hashOf(SECTIONS.map((section) => sections[section]));
}

function printedNames(content: ReviewContent): string[] {
  if (!readsNames(content)) return [];
  return [content.definition.name, ...messagesOf(content).map(({ name }) => name)];
}

/** Ids of segments anywhere in a definition: audiences, triggers, splits. */
export function segmentIdsIn(value: unknown): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap(segmentIdsIn))];
  if (typeof value !== "object" || value === null) return [];
  const record = value as Record<string, unknown>;
  const own = typeof record.segment_id === "string" ? [record.segment_id] : [];
  return [...new Set([...own, ...Object.values(record).flatMap(segmentIdsIn)])];
}

/** Content as stored; null for a row that has none. */
export function parseContent(stored: unknown): ReviewContent | null {
  if (typeof stored !== "object" || stored === null || !("definition" in stored)) return null;
  const { type, definition, content_blocks, segments } = stored as ReviewContent;
  const borrowed = { content_blocks: content_blocks ?? {}, segments: segments ?? {} };
  return type === "canvas"
    ? { type, definition: parseCanvas(definition), ...borrowed }
    : { type: "campaign", definition: parseCampaign(definition), ...borrowed };
}
