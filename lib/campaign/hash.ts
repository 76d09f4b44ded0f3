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

/** One hash for each part that is approved on its own. */
export function sectionHashes(definition: CampaignDefinition): Record<CampaignSection, string> {
  return {
    message: hashOf({
      type: definition.type,
      variations: definition.variations.map(({ name: _name, ...variation }) => variation),
      retry: definition.retry,
      outcome_rules: definition.outcome_rules,
    }),
    delivery: hashOf({
      delivery: definition.delivery,
      re_eligibility: definition.re_eligibility,
      rate_limit: definition.rate_limit,
      quiet_hours: definition.quiet_hours,
      frequency_cap: definition.frequency_cap,
    }),
    audience: hashOf({ audience: definition.audience, user_cap: definition.user_cap }),
    conversions: hashOf(definition.conversions),
  };
}

/** SHA-256 of a value's JSON with sorted keys, so that the order in which a form filled it in does not matter. */
export function hashOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
