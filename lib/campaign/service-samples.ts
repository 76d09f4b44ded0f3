/** Use cases around samples: keep them with the campaign, and ask what they say about its message. */
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { conflict, invalid, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { madeUpPerson } from "#lib/segment/made-up-person.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { matchNext } from "#lib/segment/service-match.ts";
import { mayFetch } from "#lib/template/render-request.ts";
import { asSeenBy, seesPeople } from "#lib/workspace/service-personal.ts";
import { patchedDefinition } from "./definition.ts";
import { type RenderedSample, sampleReport } from "./sample-report.ts";
import type { CheckAnswer, CheckInput, CreateSample, SampleView } from "./sample-schema.ts";
import type { CampaignDefinition } from "./schema.ts";
import { campaignOrThrow } from "./service.ts";
import { findPerson } from "./service-person.ts";
import { planOf } from "./service-plan.ts";
import { renderFor, renderWorld, startingEvents } from "./service-render-people.ts";
import { deleteSampleRow, insertSample, listSampleRows, type SampleRow } from "./store-samples.ts";

const MAX_SAMPLES = 50;
/** People of the audience a message is checked with, besides saved samples. */
const CHECKED_PEOPLE = 50;
/** Profiles looked at to find them. */
const SCANNED = 2_000;

/** By name. */
export async function listSamples(context: Context, campaignId: string): Promise<SampleView[]> {
  const campaign = await campaignOrThrow(context, campaignId);
  return (await listSampleRows(context.workspaceId, campaign.id)).map(toView);
}

/** Keeps a sample with the campaign. The name must be new, and at most 50 are kept. */
export async function saveSample(
  context: Context,
  campaignId: string,
  { name, subject }: CreateSample,
): Promise<SampleView> {
  const campaign = await campaignOrThrow(context, campaignId);
  const row = { id: newId(), name, subject, created_at: context.now };
  const createdBy = context.actor.kind === "system" ? context.actor.job : context.actor.name;
  const saved = await insertSample(context.workspaceId, campaign.id, { ...row, createdBy }, MAX_SAMPLES);
  if (saved) return toView(row);
  const known = await listSampleRows(context.workspaceId, campaign.id);
  if (known.some((sample) => sample.name === name))
    throw conflict("sample_name_taken", `There is already a sample named "${name}".`, "Choose another name.");
  throw conflict("too_many_samples", `A campaign keeps at most ${MAX_SAMPLES} samples.`, "Remove one first.");
}

export async function removeSample(context: Context, campaignId: string, id: string): Promise<void> {
  const campaign = await campaignOrThrow(context, campaignId);
  if (!isId(id) || !(await deleteSampleRow(context.workspaceId, campaign.id, id))) throw notFound("sample");
}

interface Subject {
  sampleId: string | null;
  name: string;
  person: PersonFacts;
  /** Set for saved samples; people of the audience come with their latest event. */
  given: SampleRow["subject"] | null;
}

/** Renders what is on the screen for saved samples and people of its audience; sends nothing. */
export async function checkSamples(context: Context, input: CheckInput): Promise<CheckAnswer> {
  const { type: _type, ...patch } = input.definition;
  const campaign = await campaignOrThrow(context, input.campaign_id);
  const definition = patchedDefinition(campaign.draft, patch, newId);
  const variation = definition.variations.find((item) =>
    input.variation_id === undefined
      ? !item.control
      : item.message_variation_id === input.variation_id && !item.control,
  );
  const plan = variation && planOf(campaign.id, definition, variation);
  if (!plan) throw invalid([missingWebhook()]);
  const subjects = await subjectsFor(context, campaign.id, definition);
  const people = seesPeople(context) ? subjects.map(({ person }) => person) : [];
  const [world, events] = await Promise.all([
    renderWorld(context.workspaceId),
    startingEvents(context.workspaceId, definition, people),
  ]);
  const taken = new Set<string>();
  const samples = subjects.map(({ sampleId, name, person, given }): RenderedSample => {
    const event = given?.event_properties
      ? { name: "event", time: context.now.toISOString(), properties: given.event_properties }
      : events.get(person.profileId);
    const triggerProperties = given?.trigger_properties;
    const result = renderFor(plan, person, { event, triggerProperties }, world, context.now, taken);
    const values = valuesOf(person, event?.properties, triggerProperties);
    return { sampleId, name, externalId: person.externalId, result, values };
  });
  const skips = mayFetch(plan.compiled, { content_blocks: world.blocks });
  return sampleReport(plan.compiled, samples, taken, skips);
}

async function subjectsFor(
  context: Context,
  campaignId: string,
  definition: CampaignDefinition,
): Promise<Subject[]> {
  const { workspaceId, now } = context;
  const [saved, page] = await Promise.all([
    listSampleRows(workspaceId, campaignId),
    matchNext(pool(), workspaceId, definition.audience, null, SCANNED, now),
  ]);
  const named = await Promise.all(
    saved.map(async ({ id, name, subject }): Promise<Subject[]> => {
      const person = subject.user
        ? madeUpPerson(subject.user, now)
        : await findPerson(workspaceId, subject.external_user_id ?? null);
      return person ? [{ sampleId: id, name, person: asSeenBy(context, person), given: subject }] : [];
    }),
  );
  const others = page.people.slice(0, CHECKED_PEOPLE).map((person) => ({
    sampleId: null,
    name: person.externalId,
    person: asSeenBy(context, person),
    given: null,
  }));
  return [...named.flat(), ...others];
}

/** Everything Liquid can read of a person and what started it, by the path it is read at. */
function valuesOf(
  person: PersonFacts,
  event: Record<string, unknown> | undefined,
  trigger: Record<string, unknown> | undefined,
): Map<string, unknown> {
  const under = (prefix: string, values: Record<string, unknown>): [string, unknown][] =>
    Object.entries(values).map(([name, value]) => [`${prefix}\${${name}}`, value]);
  return new Map([
    ...under("", person.attributes),
    ...under("custom_attribute.", person.customAttributes),
    ...under("event_properties.", event ?? {}),
    ...under("api_trigger_properties.", trigger ?? {}),
  ]);
}

function missingWebhook() {
  return {
    code: "missing_webhook",
    field: "definition.variations",
    message: "There is no message to check.",
    hint: "Write the webhook of this variation first.",
  };
}

function toView(row: SampleRow): SampleView {
  return {
    sample_id: row.id,
    name: row.name,
    subject: row.subject,
    created_at: row.created_at.toISOString(),
  };
}
