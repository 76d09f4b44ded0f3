/** Campaigns that were exported as a file, made into new drafts: with all of their variations, goals and limits. Pure. */
import { type CreateCampaignInput, createCampaignSchema } from "#lib/campaign/schema.ts";

export type ReadExport = { ok: true; campaigns: CreateCampaignInput[] } | { ok: false; message: string };

/** Null for a file that is no export of one campaign or of several. */
export function readExportedCampaigns(text: string): ReadExport | null {
  const file = parsed(text);
  const exported = Array.isArray(file) ? file : [file];
  if (exported.length === 0 || !exported.every(isExported)) return null;
  const campaigns: CreateCampaignInput[] = [];
  for (const one of exported) {
    const draft = createCampaignSchema.safeParse(draftFrom(one));
    if (!draft.success) {
      const [issue] = draft.error.issues;
      return { ok: false, message: `${String(one.name)}: ${issue?.path.join(".")}: ${issue?.message}` };
    }
    campaigns.push(draftFrom(one) as CreateCampaignInput);
  }
  return { ok: true, campaigns };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

type Exported = Record<string, unknown> & { variations: Record<string, unknown>[] };

function isExported(value: unknown): value is Exported {
  if (typeof value !== "object" || value === null) return false;
  return "campaign_id" in value && "variations" in value && Array.isArray(value.variations);
}

/** What belongs to the content; identifiers, state and numbers stay with the campaign that was exported. */
function draftFrom(exported: Exported): Record<string, unknown> {
  const kept = Object.keys(createCampaignSchema.shape).filter((field) => field in exported);
  const variations = exported.variations.map(({ message_variation_id: _id, ...variation }) => variation);
  return { ...Object.fromEntries(kept.map((field) => [field, exported[field]])), variations };
}
