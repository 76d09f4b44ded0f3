/** Hashes of what a campaign would send, and to whom: approvals and "has it changed" compare them. */
import { createHash } from "node:crypto";
import { canonicalJson } from "#lib/webhook/value-diff.ts";
import type { CampaignDefinition } from "./schema.ts";

export const CAMPAIGN_SECTIONS = ["message", "delivery", "audience", "conversions"] as const;
export type CampaignSection = (typeof CAMPAIGN_SECTIONS)[number];

/** One hash over everything that changes what leaves. Name, description and tags do not. */
export function contentHash(definition: CampaignDefinition): string {
  const sections = sectionHashes(definition);
  return hashOf(CAMPAIGN_SECTIONS.map((section) => sections[section]));
}

/** One hash for each part that is approved on its own. What belongs to no other part belongs to the message. */
export function sectionHashes(definition: CampaignDefinition): Record<CampaignSection, string> {
  const { name: _name, description: _description, tags: _tags, ...content } = definition;
  const { delivery, re_eligibility, rate_limit, quiet_hours, frequency_cap, ...rest } = content;
  const { trigger_contract: contract, ...others } = rest;
  const { audience, user_cap, conversions, winner_selection: selection, variations, ...message } = others;
  return {
    message: hashOf({
      ...message,
      variations: variations.map(({ name: _label, ...variation }) => variation),
    }),
    delivery: hashOf({
      delivery,
      re_eligibility,
      rate_limit,
      quiet_hours,
      frequency_cap,
      // Left out where there is none, so that hashes of before stay valid.
      trigger_contract: contract ?? undefined,
    }),
    audience: hashOf({ audience, user_cap }),
    // As it was before there were selections, where there is none.
    conversions: hashOf(selection ? { conversions, winner_selection: selection } : conversions),
  };
}

/** SHA-256 of a value's JSON with sorted keys, so that the order in which a form filled it in does not matter. */
export function hashOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
