/** What moved between two contents, by section, field and line: why an approval is stale, and what to look at. */
import { hashOf } from "#lib/campaign/hash.ts";
import { diffLines } from "#lib/webhook/line-diff.ts";
import type { ReviewContent } from "./content.ts";
import { fieldText } from "./messages.ts";
import type { ContentChange, Section } from "./schema.ts";

/** Fields that change nothing that leaves. */
const LABELS = /^(name|description|tags|layout(\..+)?|variations\.\d+\.name)$/;

const OWNERS: readonly [RegExp, Section][] = [
  [
    /^(delivery|entry|trigger_contract|re_eligibility|rate_limit|quiet_hours|frequency_cap)(\.|$)/,
    "delivery",
  ],
  [/^(audience|user_cap|segments)(\.|$)/, "audience"],
  [/^(conversions|winner_selection)(\.|$)/, "conversions"],
];

/** The section that decides about a field. */
export function sectionOfField(field: string): Section {
  return OWNERS.find(([pattern]) => pattern.test(field))?.[1] ?? "message";
}

/** Every difference that changes what leaves, in the order of the new content. */
export function changesBetween(before: ReviewContent, after: ReviewContent): ContentChange[] {
  return differences(fieldsOf(before), fieldsOf(after), "")
    .filter(({ field }) => !LABELS.test(field))
    .flatMap(asLines)
    .map((change) => ({ section: sectionOfField(change.field), ...change }));
}

/** Fields by the names that comments and changes use; where a step stands on the screen is none of them. */
function fieldsOf(content: ReviewContent): Record<string, unknown> {
  const steps =
    content.type === "canvas"
      ? { steps: content.definition.steps.map(({ position: _position, note: _note, ...step }) => step) }
      : {};
  return {
    ...content.definition,
    ...steps,
    content_blocks: content.content_blocks,
    segments: Object.fromEntries(
      Object.values(content.segments).map(({ name, filter }) => [name, filter] as const),
    ),
  };
}

interface Difference {
  field: string;
  before: unknown;
  after: unknown;
}

function differences(before: unknown, after: unknown, field: string): Difference[] {
  if (hashOf(before ?? null) === hashOf(after ?? null)) return [];
  if (isIdentified(before) && isIdentified(after)) return identifiedDifferences(before, after, field);
  if (!isRecord(before) || !isRecord(after)) return [{ field, before, after }];
  const keys = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return keys.flatMap((key) => differences(before[key], after[key], field === "" ? key : `${field}.${key}`));
}

type Identified = readonly Record<string, unknown>[];

/** Steps and variations by id, so that one put in front of the others is one addition. */
function identifiedDifferences(before: Identified, after: Identified, field: string): Difference[] {
  const old = new Map(before.map((item) => [idOf(item), item]));
  const present = after.flatMap((item, index) => differences(old.get(idOf(item)), item, `${field}.${index}`));
  const kept = new Set(after.map(idOf));
  const gone = before.flatMap((item, index) =>
    kept.has(idOf(item)) ? [] : [{ field: `${field}.${index}`, before: item, after: undefined }],
  );
  return [...present, ...gone];
}

function isIdentified(value: unknown): value is Identified {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => isRecord(item) && idOf(item) !== null)
  );
}

function idOf(item: Record<string, unknown>): unknown {
  return item.message_variation_id ?? item.id ?? null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Two texts of several lines differ in lines; everything else differs as a whole. */
function asLines({ field, before, after }: Difference): Omit<ContentChange, "section">[] {
  if (typeof before !== "string" || typeof after !== "string" || !`${before}${after}`.includes("\n"))
    return [{ field, line: null, before: textOf(before), after: textOf(after) }];
  const changes: Omit<ContentChange, "section">[] = [];
  let waiting: { before: string; at: number }[] = [];
  const flush = (): void => {
    changes.push(...waiting.map((gone) => ({ field, line: gone.at, before: gone.before, after: null })));
    waiting = [];
  };
  for (const line of diffLines(before, after)) {
    if (line.mark === "same") flush();
    else if (line.mark === "removed") waiting.push({ before: line.text, at: line.before ?? 1 });
    else {
      const gone = waiting.shift();
      changes.push({ field, line: line.after, before: gone?.before ?? null, after: line.text });
    }
  }
  flush();
  return changes;
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The text of a field as a reader sees it, line by line; null when there is no such field. */
export function linesOfField(content: ReviewContent, field: string): string[] | null {
  const value = field
    .split(".")
    .reduce<unknown>(
      (inside, key) =>
        typeof inside === "object" && inside !== null ? (inside as Record<string, unknown>)[key] : undefined,
      fieldsOf(content),
    );
  if (value === undefined || value === null) return null;
  return fieldText(value).split(/\r?\n/);
}
