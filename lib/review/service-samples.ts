/** Renders what would leave for sample people, by the code that renders what is sent. */
import { planOf as planOfVariation } from "#lib/campaign/service-plan.ts";
import { planOf as planOfStep } from "#lib/canvas/service-plan.ts";
import { installation, type MessagePlan, renderDataOf } from "#lib/delivery/service-prepare.ts";
import type { Context } from "#lib/platform/context.ts";
import { newId } from "#lib/platform/id.ts";
import { hiddenSecretsFor } from "#lib/secret/service.ts";
import { countAudience } from "#lib/segment/service.ts";
import { listBranches } from "#lib/template/analyze.ts";
import { renderRequest } from "#lib/template/render-request.ts";
import type { RenderedRequest, RenderResult } from "#lib/template/render-result.ts";
import { contentBlocksFor } from "#lib/template/service.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import { type Candidate, type ChosenSample, chooseSamples } from "./choose-samples.ts";
import { messagesOf, type ReviewContent } from "./content.ts";
import type { ContentMessage } from "./messages.ts";
import type { Sample } from "./schema.ts";
import { recentlyDone, type SamplePerson, samplePeople } from "./store-people.ts";

/** So many renderings are looked at to choose from: a second or two at most. */
const MAX_RENDERINGS = 600;
const MAX_PEOPLE = 200;
const MIN_PEOPLE = 12;

type PlannedMessage = ContentMessage & { plan: MessagePlan };

interface Rendering {
  message: PlannedMessage;
  person: SamplePerson | null;
  result: RenderResult;
  branches: ReadonlySet<string>;
}

export interface SampleChoice {
  chosen: ChosenSample[];
  /** Renderings that make a request, of all that were tried. */
  rendered: { ok: number; total: number };
  branches: { covered: number; total: number };
  requests: { method: string; host: string }[];
}

/** Looks at people the content is meant for and chooses those who together show everything; pinned ones come first. */
export async function chooseFor(
  context: Context,
  subjectId: string,
  content: ReviewContent,
  pinned: readonly string[],
): Promise<SampleChoice> {
  const messages = plannedMessages(subjectId, content);
  const each = Math.min(
    MAX_PEOPLE,
    Math.max(MIN_PEOPLE, Math.floor(MAX_RENDERINGS / (messages.length || 1))),
  );
  const ids = [...new Set([...pinned, ...(await peopleFor(context, content, each))])];
  const people = await samplePeople(context.workspaceId, ids, eventOf(content));
  const renderings = await renderAll(context, content, messages, people.length > 0 ? people : [null], {});
  const chosen = withPinned(chooseSamples(renderings.map(asCandidate)), messages, people, pinned);
  const real = renderings.flatMap(({ result }) => (result.ok ? [result.request] : []));
  return {
    chosen,
    rendered: { ok: real.length, total: renderings.length },
    branches: coverageOf(messages, renderings),
    requests: distinctRequests(real),
  };
}

/** The requests of chosen people, with those of an earlier content beside them. What is not shown is masked. */
export async function renderSamples(
  context: Context,
  subjectId: string,
  contents: { proposed: ReviewContent; baseline: ReviewContent | null },
  chosen: readonly ChosenSample[],
  mask: { maskPersonal: boolean },
): Promise<Sample[]> {
  const ids = [...new Set(chosen.map(({ externalId }) => externalId))];
  const people = await samplePeople(context.workspaceId, ids, eventOf(contents.proposed));
  const render = async (content: ReviewContent) => {
    const messages = plannedMessages(subjectId, content);
    const all = await renderAll(context, content, messages, [...people, null], mask);
    return new Map(all.map((item) => [keyOf(item.message.id, item.person?.external_id ?? ""), item]));
  };
  const proposed = await render(contents.proposed);
  const baseline = contents.baseline ? await render(contents.baseline) : null;
  return chosen.flatMap(({ messageId, externalId, reasons }) => {
    // Somebody who was erased meanwhile is not shown any more, and nobody in their place.
    const known = proposed.get(keyOf(messageId, externalId));
    const before = baseline?.get(keyOf(messageId, externalId));
    return known ? [toSample(known, before ?? null, reasons, mask)] : [];
  });
}

const keyOf = (messageId: string, externalId: string): string => `${messageId} ${externalId}`;

function toSample(
  { message, person, result }: Rendering,
  before: Rendering | null,
  reasons: Sample["reasons"],
  { maskPersonal }: { maskPersonal: boolean },
): Sample {
  return {
    message_id: message.id,
    message_name: message.name,
    field: message.field,
    external_user_id: maskPersonal ? null : (person?.external_id ?? null),
    reasons,
    request: result.ok ? requestView(result.request) : null,
    error: result.ok
      ? null
      : {
          reason: result.reason,
          code: result.code,
          field: result.field,
          message: result.message,
          hint: result.hint,
          words: result.words,
          ...(result.position ? { line: result.position.line, column: result.position.column } : {}),
        },
    warnings: result.warnings.map(({ variable, ...warning }) => ({
      ...warning,
      ...(variable === undefined ? {} : { variable }),
    })),
    approved_request: before?.result.ok ? requestView(before.result.request) : null,
  };
}

function requestView(request: RenderedRequest): NonNullable<Sample["request"]> {
  const { method, url, body } = request;
  return { method, url, headers: Object.fromEntries(request.headers), body };
}

function plannedMessages(subjectId: string, content: ReviewContent): PlannedMessage[] {
  return messagesOf(content).flatMap((message) => {
    const plan = planFor(subjectId, content, message.id);
    return plan ? [{ ...message, plan }] : [];
  });
}

function planFor(subjectId: string, content: ReviewContent, messageId: string): MessagePlan | null {
  if (content.type === "campaign") {
    const { definition } = content;
    const variation = definition.variations.find((item) => item.message_variation_id === messageId);
    return variation ? planOfVariation(subjectId, definition, variation) : null;
  }
  const step = content.definition.steps.find((item) => item.id === messageId);
  return step?.type === "message" ? planOfStep(subjectId, content.definition, step) : null;
}

/** The event that starts it, if an event by name does. */
function eventOf(content: ReviewContent): string | null {
  const start = content.type === "campaign" ? content.definition.delivery : content.definition.entry;
  if (start.type !== "action") return null;
  const named = triggersOf(start).flatMap((trigger) =>
    trigger.type === "custom_event" ? [trigger.event] : [],
  );
  return named[0] ?? null;
}

/** Who did it lately, when an event starts it; then whoever is in the audience. */
async function peopleFor(context: Context, content: ReviewContent, limit: number): Promise<string[]> {
  const event = eventOf(content);
  const recent = event ? await recentlyDone(context.workspaceId, event, limit) : [];
  if (recent.length >= limit) return recent.slice(0, limit);
  const { people } = await countAudience(context, { filter: content.definition.audience, sample: limit });
  return [...new Set([...recent, ...people.map((person) => person.external_id)])].slice(0, limit);
}

async function renderAll(
  context: Context,
  content: ReviewContent,
  messages: readonly PlannedMessage[],
  people: readonly (SamplePerson | null)[],
  mask: { maskPersonal?: boolean },
): Promise<Rendering[]> {
  const secrets = await hiddenSecretsFor(context.workspaceId);
  const current = await contentBlocksFor(context.workspaceId);
  const blocks = { ...current, ...content.content_blocks };
  const event = eventOf(content);
  return Promise.all(
    messages.flatMap((message) =>
      people.map(async (person) => {
        const branches = new Set<string>();
        const source = sourceOf(person, event, context.now);
        const data = renderDataOf(source, message.plan, secrets, blocks, context.now);
        const options = { maskSecrets: true, maskPersonal: mask.maskPersonal, branches };
        const result = await renderRequest(message.plan.compiled, { ...data, app: installation() }, options);
        return { message, person, result, branches };
      }),
    ),
  );
}

/** A delivery that was never made. */
function sourceOf(person: SamplePerson | null, event: string | null, now: Date) {
  const happened = person?.event ?? (event ? { name: event, time: now.toISOString(), properties: {} } : null);
  return {
    id: newId(),
    attempts_count: 0,
    dispatch_id: null,
    input: happened ? { event: happened } : {},
    profile_id: person?.profile_id ?? null,
    external_id: person?.external_id ?? null,
    attributes: person?.attributes ?? null,
    custom_attributes: person?.custom_attributes ?? null,
    time_zone: person?.time_zone ?? null,
    random_bucket: person?.random_bucket ?? null,
  };
}

function asCandidate({ message, person, result, branches }: Rendering): Candidate {
  const request = result.ok ? result.request : null;
  return {
    messageId: message.id,
    externalId: person?.external_id ?? "",
    branches,
    bytes: Buffer.byteLength(`${request?.url ?? ""}${request?.body ?? ""}`),
    missing: result.warnings.filter(({ code }) => code === "liquid.missing_value").length,
    nonAscii: person !== null && hasNonAscii([person.attributes, person.external_id]),
    failed: !result.ok,
  };
}

function hasNonAscii(value: unknown): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII as a whole
  return /[^\x00-\x7f]/.test(JSON.stringify(value));
}

function withPinned(
  chosen: readonly ChosenSample[],
  messages: readonly PlannedMessage[],
  people: readonly SamplePerson[],
  pinned: readonly string[],
): ChosenSample[] {
  const present = new Set(people.map((person) => person.external_id));
  const first = messages.flatMap(({ id }) =>
    pinned
      .filter((externalId) => present.has(externalId))
      .map((externalId): ChosenSample => {
        const known = chosen.find((item) => item.messageId === id && item.externalId === externalId);
        return { messageId: id, externalId, reasons: ["pinned", ...(known?.reasons ?? [])] };
      }),
  );
  const isPinned = ({ messageId, externalId }: ChosenSample): boolean =>
    first.some((item) => item.messageId === messageId && item.externalId === externalId);
  return [...first, ...chosen.filter((item) => !isPinned(item))];
}

function coverageOf(
  messages: readonly PlannedMessage[],
  renderings: readonly Rendering[],
): SampleChoice["branches"] {
  const counts = messages.map((message) => {
    const taken = new Set(
      renderings.filter((item) => item.message === message).flatMap(({ branches }) => [...branches]),
    );
    const all = listBranches(message.plan.compiled);
    return { covered: all.filter(({ id }) => taken.has(id)).length, total: all.length };
  });
  const sum = (of: "covered" | "total") => counts.reduce((total, count) => total + count[of], 0);
  return { covered: sum("covered"), total: sum("total") };
}

function distinctRequests(requests: readonly RenderedRequest[]): SampleChoice["requests"] {
  const found = new Map(requests.map(({ method, host }) => [`${method} ${host}`, { method, host }]));
  return [...found.values()].slice(0, 20);
}
