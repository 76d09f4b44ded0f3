/** What differs between two definitions, field by field. */
import { canonicalJson } from "#lib/webhook/value-diff.ts";
import type { CampaignDefinition } from "./schema.ts";

export interface FieldChange {
  /** Dotted path: `variations.0.webhook.url`. */
  field: string;
  before: unknown;
  after: unknown;
}

/** The top-level fields that changed, with old and new values. */
export function changedFields(
  before: CampaignDefinition,
  after: CampaignDefinition,
): { before: Partial<CampaignDefinition>; after: Partial<CampaignDefinition> } {
  const keys = (Object.keys(after) as (keyof CampaignDefinition)[]).filter(
    (key) => canonicalJson(before[key] ?? null) !== canonicalJson(after[key] ?? null),
  );
  const pick = (from: CampaignDefinition) => Object.fromEntries(keys.map((key) => [key, from[key]]));
  return { before: pick(before), after: pick(after) };
}

/** Every value that differs, at the deepest level where both sides still have the same shape. */
export function fieldChanges(before: unknown, after: unknown, field = ""): FieldChange[] {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) {
    return [{ field, before: before ?? null, after: after ?? null }];
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => fieldChanges(before[key], after[key], field === "" ? key : `${field}.${key}`));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
