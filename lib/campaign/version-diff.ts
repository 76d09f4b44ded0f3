/** What differs between two versions of a campaign, sorted by the parts a reviewer decides on. Safe in the browser. */
import { diffMessages, type MessageChange } from "#lib/webhook/message-diff.ts";
import { canonicalJson } from "#lib/webhook/value-diff.ts";
import type { CampaignDefinition, Variation } from "./schema.ts";

export const SETTINGS = {
  message: ["retry", "outcome_rules"],
  delivery: ["delivery", "re_eligibility", "rate_limit", "quiet_hours", "frequency_cap"],
  audience: ["audience", "user_cap"],
  conversions: ["conversions", "winner_selection"],
  about: ["name", "description", "tags"],
} as const satisfies Record<string, readonly (keyof CampaignDefinition)[]>;

export type VersionSection = keyof typeof SETTINGS;
export type SettingField = (typeof SETTINGS)[VersionSection][number];

export type VariationChange = {
  /** Position in the version that has it: `variations.0` names the field. */
  field: string;
  name: string;
  kind: "added" | "removed" | "changed";
  /** Null when it did not change. */
  renamed: { before: string; after: string } | null;
  share: { before: number; after: number } | null;
  message: MessageChange[];
};

export type VersionDiff = {
  variations: VariationChange[];
  /** Settings that differ; the interface says both sides in words. */
  settings: { section: VersionSection; field: SettingField }[];
};

/** Variations are matched by their id, so that reordering or renaming one is not a removal. */
export function diffVersions(before: CampaignDefinition, after: CampaignDefinition): VersionDiff {
  return {
    variations: diffVariations(before.variations, after.variations),
    settings: (Object.keys(SETTINGS) as VersionSection[]).flatMap((section) =>
      SETTINGS[section]
        .filter((field) => canonicalJson(before[field] ?? null) !== canonicalJson(after[field] ?? null))
        .map((field) => ({ section, field })),
    ),
  };
}

/** How many things differ: 0 means that nothing a person would notice did. */
export function countChanges({ variations, settings }: VersionDiff): number {
  return settings.length + variations.length;
}

function diffVariations(before: readonly Variation[], after: readonly Variation[]): VariationChange[] {
  const idOf = (variation: Variation): string => variation.message_variation_id;
  const old = new Map(before.map((variation) => [idOf(variation), variation]));
  const kept = new Set(after.map(idOf));
  const present = after.flatMap((variation, index): VariationChange[] => {
    const was = old.get(idOf(variation));
    const field = `variations.${index}`;
    if (!was) return [oneSided("added", field, variation)];
    const message = diffMessages(was.webhook, variation.webhook);
    const renamed = was.name === variation.name ? null : { before: was.name, after: variation.name };
    const share =
      was.percentage === variation.percentage
        ? null
        : { before: was.percentage, after: variation.percentage };
    if (message.length === 0 && renamed === null && share === null) return [];
    return [{ field, name: variation.name, kind: "changed", renamed, share, message }];
  });
  const gone = before.flatMap((variation, index) =>
    kept.has(idOf(variation)) ? [] : [oneSided("removed", `variations.${index}`, variation)],
  );
  return [...present, ...gone];
}

function oneSided(kind: "added" | "removed", field: string, variation: Variation): VariationChange {
  const [before, after] = kind === "added" ? [null, variation.webhook] : [variation.webhook, null];
  return {
    field,
    name: variation.name,
    kind,
    renamed: null,
    share: null,
    message: diffMessages(before, after),
  };
}
