/** Renders the messages of a campaign for many people by the code that renders what is sent. Sends nothing. */
import type { MessagePlan } from "#lib/delivery/service-prepare.ts";
import { renderDataOf } from "#lib/delivery/service-prepare.ts";
import { newId } from "#lib/platform/id.ts";
import { hiddenSecretsFor, type UsableSecret } from "#lib/secret/service.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { renderRequestSync } from "#lib/template/render-request.ts";
import type { RenderResult } from "#lib/template/render-result.ts";
import { contentBlocksFor } from "#lib/template/service.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import type { CampaignDefinition } from "./schema.ts";
import { latestEvents, type StartingEvent } from "./store-samples.ts";

/** What renderings need besides the person: loaded once for many. */
export interface RenderWorld {
  secrets: ReadonlyMap<string, UsableSecret>;
  blocks: Record<string, string>;
}

export async function renderWorld(workspaceId: string): Promise<RenderWorld> {
  const [secrets, blocks] = await Promise.all([hiddenSecretsFor(workspaceId), contentBlocksFor(workspaceId)]);
  return { secrets, blocks: { ...blocks } };
}

/** The event a campaign is started by, as far as people have done it; empty where no event starts it. */
export async function startingEvents(
  workspaceId: string,
  definition: CampaignDefinition,
  people: readonly PersonFacts[],
): Promise<Map<string, StartingEvent>> {
  const [trigger] = definition.delivery.type === "action" ? triggersOf(definition.delivery) : [];
  if (trigger?.type !== "custom_event" || people.length === 0) return new Map();
  const ids = people.map(({ profileId }) => profileId);
  return latestEvents(workspaceId, trigger.event, ids);
}

export interface RenderInput {
  event?: StartingEvent | undefined;
  triggerProperties?: Record<string, unknown> | undefined;
}

/** One rendering. Connected content is not called: its variable is null, as while it is down. */
export function renderFor(
  plan: Pick<MessagePlan, "compiled" | "campaign" | "canvas">,
  person: PersonFacts,
  { event, triggerProperties }: RenderInput,
  world: RenderWorld,
  now: Date,
  branches?: Set<string>,
): RenderResult {
  const row = {
    id: newId(),
    dispatch_id: null,
    attempts_count: 0,
    profile_id: person.profileId,
    external_id: person.externalId,
    attributes: person.attributes,
    custom_attributes: person.customAttributes,
    time_zone: person.timeZone,
    random_bucket: person.randomBucket,
    input: { event, trigger_properties: triggerProperties },
  };
  const data = renderDataOf(row, plan, world.secrets, world.blocks, now);
  return renderRequestSync(plan.compiled, data, { maskSecrets: true, ...(branches ? { branches } : {}) });
}
