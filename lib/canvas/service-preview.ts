/** The request a message step would send to one person, without sending it. */

import type { Context } from "#lib/platform/context.ts";
import { invalid, notFound } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";
import { hiddenSecretsFor } from "#lib/secret/service.ts";
import { madeUpPerson } from "#lib/segment/made-up-person.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { peopleFacts } from "#lib/segment/service-match.ts";
import { renderRequestSync } from "#lib/template/render-request.ts";
import { contentBlocksFor } from "#lib/template/service.ts";
import { asSeenBy } from "#lib/workspace/service-personal.ts";
import { newDefinition } from "./definition.ts";
import type { CanvasPreview } from "./preview-schema.ts";
import { canvasOrThrow } from "./service.ts";
import { planOf } from "./service-plan.ts";
import type { StepOf } from "./step-schema.ts";
import { findProfileIds } from "./store-people.ts";

export async function previewStep(context: Context, id: string, input: CanvasPreview) {
  const { workspaceId, now } = context;
  const { draft: saved } = await canvasOrThrow(context, id);
  const draft = input.definition ? newDefinition(input.definition, newId) : saved;
  const step = draft.steps.find(
    (item): item is StepOf<"message"> =>
      item.type === "message" && (input.step_id === undefined || item.id === input.step_id),
  );
  const plan = step && planOf(id, draft, step);
  if (!step || !plan) throw notFound("message step");
  const person = await personOf(context, input);
  const deliveryId = newId();
  const secrets = await hiddenSecretsFor(workspaceId);
  const data = {
    profile: {
      id: person.profileId,
      external_id: person.externalId,
      attributes: person.attributes,
      custom_attributes: person.customAttributes,
      time_zone: person.timeZone,
      random_bucket: person.randomBucket,
    },
    event: { name: "event", time: now, properties: input.event_properties ?? {} },
    context: input.context ?? {},
    campaign: plan.campaign,
    canvas: plan.canvas && { ...plan.canvas, entry_properties: input.context ?? {} },
    delivery: { id: deliveryId, idempotency_key: deliveryId, attempt: 1 },
    secrets: Object.fromEntries([...secrets].map(([name, secret]) => [name, secret.value])),
    content_blocks: { ...(await contentBlocksFor(workspaceId)) },
    now,
  };
  const masked = renderRequestSync(plan.compiled, data, { maskSecrets: true });
  const request = masked.ok
    ? {
        method: masked.request.method,
        url: masked.request.url,
        headers: Object.fromEntries(masked.request.headers),
        body: masked.request.body,
      }
    : null;
  const error = masked.ok
    ? null
    : {
        reason: masked.reason,
        code: masked.code,
        field: masked.field,
        message: masked.message,
        hint: masked.hint,
        words: masked.words,
      };
  return { step_id: step.id, request, error, warnings: masked.warnings };
}

async function personOf(context: Context, input: CanvasPreview): Promise<PersonFacts> {
  const { workspaceId, now } = context;
  const { external_user_id: externalId } = input;
  if (externalId === undefined) return madeUpPerson(input.user ?? {}, now);
  const id = (await findProfileIds(workspaceId, [externalId])).get(externalId);
  const person = id && (await peopleFacts(workspaceId, [id])).get(id);
  if (person) return asSeenBy(context, person);
  const message = `There is no person "${externalId}".`;
  throw invalid([{ code: "unknown_user", field: "external_user_id", message, hint: "Track them first." }]);
}
