/** Sending plans of campaign versions: templates compiled once, kept in memory per process. */
import { retryPolicySchema } from "#lib/delivery/schema.ts";
import type { MessagePlan } from "#lib/delivery/service-prepare.ts";
import { brieflyKnown } from "#lib/platform/briefly-known.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import { WebhookMessage } from "#lib/webhook/schema.ts";
import { parseDefinition } from "./definition.ts";
import type { CampaignDefinition, Variation } from "./schema.ts";
import { findNames, findVersionDefinition } from "./store-plan.ts";

const MAX_CACHED = 500;
const cache = new Map<string, Promise<ReadonlyMap<string, MessagePlan>>>();

/** A new name reaches messages this soon. */
const namesNow = brieflyKnown(5_000, findNames);

/** The plan of one variation of a version, which never changes, with the names that it and the campaign have now. */
export async function planOfVersion(
  workspaceId: string,
  versionId: string,
  variationId: string,
): Promise<MessagePlan | null> {
  let plans = cache.get(versionId);
  if (!plans) {
    if (cache.size >= MAX_CACHED) cache.clear();
    plans = load(workspaceId, versionId);
    cache.set(versionId, plans);
    plans.catch(() => cache.delete(versionId));
  }
  const plan = (await plans).get(variationId);
  return plan ? withNames(workspaceId, plan) : null;
}

/** A name is no content: a new one needs no publication, and messages have it like every screen does. */
async function withNames(workspaceId: string, plan: MessagePlan): Promise<MessagePlan> {
  const { campaign } = plan;
  const names = campaign ? await namesNow(workspaceId, campaign.id) : null;
  if (!campaign || !names) return plan;
  const called = names.variations.get(campaign.message_variation_id ?? "") ?? campaign.message_name;
  if (names.name === campaign.name && called === campaign.message_name) return plan;
  return {
    ...plan,
    campaign: { ...campaign, name: names.name, ...(called === undefined ? {} : { message_name: called }) },
  };
}

async function load(workspaceId: string, versionId: string): Promise<ReadonlyMap<string, MessagePlan>> {
  const row = await findVersionDefinition(workspaceId, versionId);
  if (!row) return new Map();
  const definition = parseDefinition(row.definition);
  return new Map(
    definition.variations.flatMap((variation) => {
      const plan = planOf(row.campaign_id, definition, variation);
      const { content_blocks: contentBlocks } = row;
      return plan ? [[variation.message_variation_id, { ...plan, contentBlocks }] as const] : [];
    }),
  );
}

/** The plan of a variation as it stands in a definition, live or being edited; null without a message. */
export function planOf(
  campaignId: string,
  definition: CampaignDefinition,
  variation: Variation,
): MessagePlan | null {
  if (!variation.webhook) return null;
  return {
    compiled: compileMessage(variation.webhook),
    retry: definition.retry,
    outcomeRules: definition.outcome_rules,
    perMinute: definition.rate_limit.per_minute,
    paceScope: `campaign:${campaignId}`,
    campaign: {
      id: campaignId,
      name: definition.name,
      message_name: variation.name,
      message_variation_id: variation.message_variation_id,
    },
    canvas: null,
  };
}

const definitions = new Map<string, Promise<CampaignDefinition | null>>();

/** The definition of a version, kept in memory: versions never change. */
export function definitionOf(workspaceId: string, versionId: string): Promise<CampaignDefinition | null> {
  let definition = definitions.get(versionId);
  if (!definition) {
    if (definitions.size >= MAX_CACHED) definitions.clear();
    definition = findVersionDefinition(workspaceId, versionId).then((row) =>
      row ? parseDefinition(row.definition) : null,
    );
    definitions.set(versionId, definition);
    definition.catch(() => definitions.delete(versionId));
  }
  return definition;
}

/** The plan of a delivery whose API call carried the webhook itself; pace and retries are those of its campaign. */
export async function planOfCall(row: {
  workspace_id: string;
  campaign_id: string | null;
  campaign_version_id: string | null;
  variation_id: string | null;
  input: Record<string, unknown>;
}): Promise<MessagePlan | null> {
  const parsed = WebhookMessage.safeParse(row.input.webhook);
  if (!parsed.success) return null;
  const definition = row.campaign_version_id
    ? await definitionOf(row.workspace_id, row.campaign_version_id)
    : null;
  const plan: MessagePlan = {
    compiled: compileMessage(parsed.data),
    retry: definition?.retry ?? retryPolicySchema.parse({}),
    outcomeRules: definition?.outcome_rules ?? [],
    perMinute: definition?.rate_limit.per_minute ?? null,
    paceScope: `campaign:${row.campaign_id ?? "none"}`,
    campaign: row.campaign_id
      ? {
          id: row.campaign_id,
          name: definition?.name ?? "",
          ...(row.variation_id ? { message_variation_id: row.variation_id } : {}),
        }
      : null,
    canvas: null,
  };
  return withNames(row.workspace_id, plan);
}
