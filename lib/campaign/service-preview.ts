/** The request a campaign would send, for one person, without sending it; and one real request to try it. */

import { valuesOf } from "#lib/delivery/conceal.ts";
import { forbiddenSecret, withinBindings } from "#lib/delivery/secret-hosts.ts";
import { installation, type MessagePlan } from "#lib/delivery/service-prepare.ts";
import { connectedContent, sendTest, type TestAttempt } from "#lib/delivery/service-test-send.ts";
import { problemText } from "#lib/i18n/problem-words.ts";
import { allows, type Context } from "#lib/platform/context.ts";
import { invalid, notFound } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";
import { hiddenSecretsFor, secretsFor, type UsableSecret } from "#lib/secret/service.ts";
import { madeUpPerson } from "#lib/segment/made-up-person.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { requestSecretNames } from "#lib/template/analyze.ts";
import type { FetchConnectedContent } from "#lib/template/connected-content.ts";
import type { RenderData } from "#lib/template/render-data.ts";
import { mayFetch, renderWithMask } from "#lib/template/render-request.ts";
import type { RenderResult } from "#lib/template/render-result.ts";
import { contentBlocksFor } from "#lib/template/service.ts";
import { asSeenBy } from "#lib/workspace/service-personal.ts";
import { newDefinition, patchedDefinition } from "./definition.ts";
import type { PreviewAnswer, PreviewDraftInput, PreviewInput, TestSendInput } from "./preview-schema.ts";
import type { CampaignDefinition, Variation } from "./schema.ts";
import { campaignOrThrow } from "./service.ts";
import { findingsFor } from "./service-checks.ts";
import { findPerson } from "./service-person.ts";
import { planOf } from "./service-plan.ts";

interface Subject {
  person: PersonFacts;
  exists: boolean;
}

interface Rendering {
  variation: Variation;
  plan: MessagePlan;
  subject: Subject;
  data: RenderData;
  secrets: ReadonlyMap<string, UsableSecret>;
  /** Of the secrets that the request itself carries. */
  names: string[];
  real: RenderResult;
  masked: RenderResult;
}

/** Who is asked while rendering: nobody, those that are only read from, or whoever a real send asks. */
type Calls = "none" | "reads" | "all";

/** The preview of a saved campaign's draft. */
export async function previewCampaign(
  context: Context,
  id: string,
  input: PreviewInput,
): Promise<PreviewAnswer> {
  const campaign = await campaignOrThrow(context, id);
  return answerOf(context, campaign.draft, await preview(context, id, campaign.draft, input), input);
}

/** The preview of what is on the screen, saved or not. */
export async function previewDraft(context: Context, input: PreviewDraftInput): Promise<PreviewAnswer> {
  const { campaign_id: id, definition: given, ...subject } = input;
  const before = id ? (await campaignOrThrow(context, id)).draft : null;
  const { type: _type, ...patch } = given;
  const definition = before ? patchedDefinition(before, patch, newId) : newDefinition(given, newId);
  return answerOf(context, definition, await preview(context, id ?? "new", definition, subject), subject);
}

/** Asks other services only for those who may make them be asked by a campaign: readers cause no calls. */
function preview(
  context: Context,
  campaignId: string,
  definition: CampaignDefinition,
  input: PreviewInput,
): Promise<Rendering> {
  const calls = allows(context.scopes, "campaigns.write") ? "reads" : "none";
  return render(context, campaignId, definition, input, calls);
}

async function render(
  context: Context,
  campaignId: string,
  definition: CampaignDefinition,
  input: PreviewInput,
  calls: Calls,
): Promise<Rendering> {
  const { variation, plan } = chosen(campaignId, definition, input.variation_id);
  const subject = await subjectOf(context, input);
  const blocks = { ...(await contentBlocksFor(context.workspaceId)) };
  const sends = calls === "all" || (calls === "reads" && mayFetch(plan.compiled, { content_blocks: blocks }));
  const secrets = await (sends ? secretsFor : hiddenSecretsFor)(context.workspaceId);
  const names = requestSecretNames(plan.compiled, blocks);
  const data = dataFor(context, definition, plan, subject, input, secrets, blocks);
  const { real, masked } = await renderWithMask(plan.compiled, data, {
    fetchConnectedContent: calls === "none" ? undefined : withinBindings(fetcherFor(calls), secrets),
  });
  return { variation, plan, subject, data, secrets, names, real, masked };
}

function fetcherFor(calls: "reads" | "all"): FetchConnectedContent {
  const fetch = connectedContent();
  if (calls === "all") return fetch;
  return async (request, secrets, tag) =>
    request.method === "GET" ? fetch(request, secrets, tag) : { ok: false, unavailable: true };
}

function chosen(
  campaignId: string,
  definition: CampaignDefinition,
  variationId: string | undefined,
): { variation: Variation; plan: MessagePlan } {
  const variation =
    definition.variations.find((item) => item.message_variation_id === variationId) ??
    (variationId === undefined ? definition.variations.find((item) => !item.control) : undefined);
  if (!variation) throw notFound("variation");
  const plan = planOf(campaignId, definition, variation);
  if (plan) return { variation, plan };
  throw invalid([
    {
      code: "missing_webhook",
      field: "variations.0.webhook",
      ...problemText("missing_webhook.preview"),
    },
  ]);
}

async function subjectOf(context: Context, input: PreviewInput): Promise<Subject> {
  if (input.user) return { person: madeUpPerson(input.user, context.now), exists: false };
  const person = await findPerson(context.workspaceId, input.external_user_id ?? null);
  if (person) return { person: asSeenBy(context, person), exists: true };
  if (input.external_user_id === undefined) return { person: madeUpPerson({}, context.now), exists: false };
  throw invalid([
    {
      code: "unknown_user",
      field: "external_user_id",
      message: `There is no person "${input.external_user_id}".`,
      hint: "Track them first, or give user with made-up attributes.",
    },
  ]);
}

function dataFor(
  context: Context,
  definition: CampaignDefinition,
  plan: MessagePlan,
  { person }: Subject,
  input: PreviewInput,
  secrets: ReadonlyMap<string, UsableSecret>,
  contentBlocks: Record<string, string>,
): RenderData {
  const { delivery } = definition;
  const id = newId();
  return {
    profile: {
      id: person.profileId,
      external_id: person.externalId,
      attributes: person.attributes,
      custom_attributes: person.customAttributes,
      time_zone: person.timeZone,
      random_bucket: person.randomBucket,
    },
    event:
      delivery.type === "action"
        ? { name: delivery.event ?? "event", time: context.now, properties: input.event_properties ?? {} }
        : null,
    trigger_properties: input.trigger_properties ?? null,
    campaign: plan.campaign,
    delivery: { id, idempotency_key: id, attempt: 1 },
    secrets: Object.fromEntries([...secrets].map(([name, secret]) => [name, secret.value])),
    content_blocks: contentBlocks,
    app: installation(),
    now: context.now,
  };
}

async function answerOf(
  context: Context,
  definition: CampaignDefinition,
  rendering: Rendering,
  input: PreviewInput,
): Promise<PreviewAnswer> {
  const { masked, subject, data, variation } = rendering;
  const request = masked.ok ? masked.request : null;
  return {
    request: request && {
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: request.body,
    },
    error: masked.ok
      ? null
      : {
          reason: masked.reason,
          code: masked.code,
          field: masked.field,
          message: masked.message,
          hint: masked.hint,
          words: masked.words,
          ...(masked.position ? { line: masked.position.line, column: masked.position.column } : {}),
        },
    warnings: masked.warnings.map(({ variable, ...warning }) => ({
      ...warning,
      ...(variable === undefined ? {} : { variable }),
    })),
    problems: (await findingsFor(context, definition)) as PreviewAnswer["problems"],
    bytes: { url: Buffer.byteLength(request?.url ?? ""), body: Buffer.byteLength(request?.body ?? "") },
    variation_id: variation.message_variation_id,
    host: request?.host ?? null,
    profile: {
      external_id: subject.person.externalId,
      attributes: subject.person.attributes,
      custom_attributes: subject.person.customAttributes,
      time_zone: subject.person.timeZone,
      exists: subject.exists,
    },
    event: data.event
      ? { name: data.event.name, time: context.now.toISOString(), properties: { ...data.event.properties } }
      : null,
    trigger_properties: input.trigger_properties ?? {},
  };
}

/** Sends one request right now through the same guard as the worker. Counts for nothing: no receipt, no caps. */
export async function testSend(context: Context, id: string, input: TestSendInput): Promise<TestAttempt> {
  const campaign = await campaignOrThrow(context, id);
  const { real, masked, names, secrets, plan, data } = await render(
    context,
    id,
    campaign.draft,
    input,
    "all",
  );
  if (!real.ok)
    throw invalid([
      { code: real.code, field: real.field, message: real.message, hint: real.hint, words: real.words },
    ]);
  const url = input.url ?? real.request.url;
  const leaking = forbiddenSecret(names, secrets, new URL(url).host);
  if (leaking) {
    const hint = "Allow the host at the secret, or send elsewhere.";
    throw invalid([{ code: "secret_not_allowed", field: "url", message: leaking, hint }]);
  }
  return sendTest(context, {
    id: data.delivery.id,
    plan,
    request: { ...real.request, url, secrets: valuesOf(names, secrets) },
    shown: masked.ok ? { ...masked.request, url: input.url ?? masked.request.url } : null,
  });
}
