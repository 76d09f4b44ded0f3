/** From a use case of several messages to the canvas or the campaigns it stands for. */
import type { CreateCampaignInput } from "#lib/campaign/schema.ts";
import type { CreateCanvasInput } from "#lib/canvas/schema.ts";
import type { StepInput } from "#lib/canvas/step-schema.ts";
import { cut } from "#lib/platform/text.ts";
import type { VendorId } from "#lib/receiver/vendors/vendor-ids.ts";
import type { WebhookMessageInput } from "#lib/webhook/schema.ts";
import { fillTree, instantiate, messageOf } from "./instantiate.ts";
import { isTemplateStep, templateCalled } from "./items.ts";
import type { JourneyTemplate, MessagesTemplate, TemplateStep } from "./journey-schema.ts";

export interface Destinations {
  name: string;
  /** Where each vendor is called; left out: the real service. */
  baseUrls?: Partial<Record<VendorId, string>> | undefined;
  parameters?: Readonly<Record<string, string>> | undefined;
}

/** The body of `POST /canvas`. */
export function instantiateJourney(journey: JourneyTemplate, options: Destinations): CreateCanvasInput {
  const parts = journey.steps.filter(isTemplateStep).map((step) => templateCalled(step.template));
  const filled = <Value>(value: Value): Value =>
    parts.reduce((tree, part) => fillTree(part, options.parameters, tree) as Value, value);
  return {
    name: options.name,
    tags: [journey.id],
    entry: filled(journey.entry) as CreateCanvasInput["entry"],
    ...(journey.audience ? { audience: filled(journey.audience) as never } : {}),
    exit_criteria: journey.exit_criteria as never,
    steps: journey.steps.map((step) =>
      isTemplateStep(step) ? messageStep(step, options) : (filled(step) as StepInput),
    ),
  };
}

function messageStep(step: TemplateStep, { baseUrls, parameters }: Destinations): StepInput {
  const template = templateCalled(step.template);
  const webhook = messageOf(template, { baseUrl: baseUrls?.[template.vendor], parameters });
  return {
    id: step.id,
    name: step.name,
    type: "message",
    webhook: { ...webhook, ...(webhook.body ? { body: reworded(webhook.body, step.replace) } : {}) },
    ...(step.save_response_as ? { save_response_as: step.save_response_as } : {}),
    on_failure: step.on_failure,
    outcome_rules: template.outcome_rules,
    ...(template.retry ? { retry: template.retry } : {}),
    next: step.next,
  };
}

type Body = NonNullable<WebhookMessageInput["body"]>;

function reworded(body: Body, replace: Readonly<Record<string, string>>): Body {
  if (body.type !== "json" || typeof body.value !== "string") return body;
  const value = Object.entries(replace).reduce((text, [from, to]) => text.replaceAll(from, to), body.value);
  return { ...body, value };
}

/** The body of `POST /campaigns` for the message at `index`; `startedBy` is the campaign of the message before. */
export function instantiateMessage(
  { id, messages }: MessagesTemplate,
  index: number,
  { name, baseUrls, parameters }: Destinations,
  startedBy: string | null,
): CreateCampaignInput {
  const message = messages[index];
  if (!message) throw new Error(`There is no message ${index}.`);
  const template = templateCalled(message.template);
  const triggers = startedBy
    ? [{ type: "campaign_received" as const, campaign_id: startedBy, outcome: "delivered" as const }]
    : null;
  return instantiate(template, {
    name: cut(`${name} (${message.name})`, 200),
    baseUrl: baseUrls?.[template.vendor],
    parameters,
    overrides: {
      tags: [id, template.id],
      ...(triggers ? { delivery: { type: "action", triggers } } : {}),
    },
  });
}
