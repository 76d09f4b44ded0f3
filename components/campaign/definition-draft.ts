/** What the composer edits, and what of it the server is told. Pure. */
import type { CampaignAnswer, PatchCampaignInput } from "#lib/campaign/schema.ts";

export type Draft = Pick<
  CampaignAnswer,
  | "name"
  | "type"
  | "variations"
  | "delivery"
  | "audience"
  | "re_eligibility"
  | "rate_limit"
  | "retry"
  | "quiet_hours"
>;

export function draftOf(campaign: CampaignAnswer): Draft {
  const { name, type, variations, delivery, audience, re_eligibility, rate_limit, retry, quiet_hours } =
    campaign;
  return { name, type, variations, delivery, audience, re_eligibility, rate_limit, retry, quiet_hours };
}

/** The type never changes after creation, so a save leaves it out. */
export function patchOf({ type: _, ...patch }: Draft): PatchCampaignInput {
  return patch as PatchCampaignInput;
}

export type Variation = Draft["variations"][number];
export type Webhook = NonNullable<Variation["webhook"]>;

export const EMPTY_WEBHOOK: Webhook = { method: "POST", url: "", headers: {}, body: { type: "none" } };

export function withVariation(draft: Draft, index: number, change: Partial<Variation>): Draft {
  return {
    ...draft,
    variations: draft.variations.map((item, at) => (at === index ? { ...item, ...change } : item)),
  };
}

/** Renames or changes one header, keeping the order of the rows. */
export function withHeader(
  headers: Record<string, string>,
  index: number,
  name: string,
  value: string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map((pair, at) => (at === index ? [name, value] : pair)));
}

export function withoutHeader(headers: Record<string, string>, index: number): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter((_, at) => at !== index));
}
