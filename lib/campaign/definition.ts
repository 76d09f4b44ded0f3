/** From what a caller sends to the whole campaign: defaults, identifiers, shares that add up. */
import { retryPolicySchema } from "#lib/delivery/schema.ts";
import { EVERYBODY } from "#lib/segment/filter.ts";
import {
  type CampaignDefinition,
  type CreateCampaign,
  campaignDefinitionSchema,
  MAX_VARIATIONS,
  type PatchCampaign,
  type Variation,
  type VariationInput,
} from "./schema.ts";

type MakeId = () => string;

/** The definition a new campaign starts with. Identifiers of variations are always issued here. */
export function newDefinition(input: CreateCampaign, makeId: MakeId): CampaignDefinition {
  const given = (input.variations ?? [{}]).map(({ message_variation_id: _ignored, ...rest }) => rest);
  return {
    name: input.name,
    type: input.type,
    description: input.description ?? "",
    variations: completeVariations(given, [], input.type, makeId),
    // Sends nothing by itself, so a campaign launched half-described cannot reach everybody.
    delivery: input.delivery ?? { type: "api_trigger" },
    audience: input.audience ?? EVERYBODY,
    re_eligibility: input.re_eligibility ?? { allowed: true, after_seconds: 0 },
    rate_limit: input.rate_limit ?? { per_minute: null },
    retry: input.retry ?? retryPolicySchema.parse({}),
    quiet_hours: input.quiet_hours ?? null,
    frequency_cap: input.frequency_cap ?? null,
    user_cap: input.user_cap ?? null,
    conversions: input.conversions ?? [],
    winner_selection: input.winner_selection ?? null,
    tags: input.tags ?? [],
    outcome_rules: input.outcome_rules ?? [],
    trigger_contract: input.trigger_contract ?? null,
  };
}

/** The definition after a change: fields given replace the old ones as a whole, the others stay. */
export function patchedDefinition(
  before: CampaignDefinition,
  patch: PatchCampaign,
  makeId: MakeId,
): CampaignDefinition {
  const { variations, ...fields } = patch;
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return {
    ...before,
    ...(given as Partial<CampaignDefinition>),
    variations: variations
      ? completeVariations(variations, before.variations, before.type, makeId)
      : before.variations,
  };
}

/** A definition as stored, with today's defaults for fields that are younger than the row. */
export function parseDefinition(stored: unknown): CampaignDefinition {
  const fields = typeof stored === "object" && stored !== null ? stored : {};
  return campaignDefinitionSchema.parse({
    frequency_cap: null,
    user_cap: null,
    quiet_hours: null,
    trigger_contract: null,
    ...fields,
  });
}

function completeVariations(
  given: readonly VariationInput[],
  before: readonly Variation[],
  type: CampaignDefinition["type"],
  makeId: MakeId,
): Variation[] {
  const shares = sharesOf(given);
  return given.map((variation, index) => {
    const known = before.find((old) => old.message_variation_id === variation.message_variation_id) ?? null;
    // Without an id, a variation in the same place is taken to be the same one.
    const inPlace = known ?? (variation.message_variation_id ? null : inSamePlace(given, before, index));
    const control = variation.control ?? false;
    return {
      message_variation_id: variation.message_variation_id ?? inPlace?.message_variation_id ?? makeId(),
      name: variation.name ?? inPlace?.name ?? defaultName(index, control, type),
      percentage: shares[index] ?? 0,
      control,
      webhook: control ? null : (variation.webhook ?? null),
    };
  });
}

function inSamePlace(
  given: readonly VariationInput[],
  before: readonly Variation[],
  index: number,
): Variation | null {
  const old = before[index];
  if (!old || given.some((other) => other.message_variation_id === old.message_variation_id)) return null;
  return old;
}

function defaultName(index: number, control: boolean, type: CampaignDefinition["type"]): string {
  if (control) return "Control";
  if (type === "api") return index === 0 ? "Webhook" : `Webhook ${index + 1}`;
  return `Variant ${"ABCDEFGH".slice(0, MAX_VARIATIONS + 1)[index] ?? index + 1}`;
}

/** Shares as given; variations without one divide what is left, to the hundredth, without losing any of it. */
function sharesOf(given: readonly VariationInput[]): number[] {
  const stated = given.reduce((sum, variation) => sum + (variation.percentage ?? 0), 0);
  const open = given.filter((variation) => variation.percentage === undefined).length;
  let left = Math.max(0, Math.round((100 - stated) * 100));
  let waiting = open;
  return given.map((variation) => {
    if (variation.percentage !== undefined) return variation.percentage;
    const part = Math.ceil(left / waiting);
    left -= part;
    waiting -= 1;
    return part / 100;
  });
}
