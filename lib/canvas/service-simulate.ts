/** Plays people through a canvas without sending or storing anything. */
import { classify } from "#lib/delivery/classify-response.ts";
import { forbiddenSecret } from "#lib/delivery/secret-hosts.ts";
import { installation, type UsableSecret } from "#lib/delivery/service-prepare.ts";
import { problemText, type Words } from "#lib/i18n/problem-words.ts";
import type { Context } from "#lib/platform/context.ts";
import { newId } from "#lib/platform/id.ts";
import { hiddenSecretsFor } from "#lib/secret/service.ts";
import type { PersonData } from "#lib/segment/evaluate-leaf.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import { type PeopleData, peopleData } from "#lib/segment/service-people-data.ts";
import { requestSecretNames } from "#lib/template/analyze.ts";
import { renderRequestSync } from "#lib/template/render-request.ts";
import { contentBlocksFor } from "#lib/template/service.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import { filtersOf } from "./advance.ts";
import type { HappenedEvent, Settled } from "./decision.ts";
import { newDefinition } from "./definition.ts";
import type { Entry } from "./entry.ts";
import { renderValue, valueData } from "./render-values.ts";
import type { CanvasDefinition } from "./schema.ts";
import { canvasOrThrow, findingsFor } from "./service.ts";
import { planOf } from "./service-plan.ts";
import { choosePeople } from "./service-simulate-people.ts";
import { type SimulatedCase, type SimulationPlan, simulateOne } from "./simulate.ts";
import { countPaths, type SimulatedSend } from "./simulate-answer.ts";
import {
  MAX_WITH_REQUESTS,
  type SimulatedRun,
  type SimulateInput,
  type Simulation,
} from "./simulate-schema.ts";
import type { StepOf } from "./step-schema.ts";
import { workspaceZone } from "./store-versions.ts";
import { problemsOf } from "./validate.ts";

const LONGEST_MS = 800 * 86_400_000;
/** Other requests get a turn after so many people. */
const AT_ONCE = 25;

export async function simulateCanvas(
  context: Context,
  id: string,
  input: SimulateInput,
): Promise<Simulation> {
  const { draft } = await canvasOrThrow(context, id);
  const definition = input.definition ? newDefinition(input.definition, newId) : draft;
  const startAt = input.start_at ? new Date(input.start_at) : context.now;
  const { people: chosen, unknown } = await choosePeople(context, definition, input);
  const data = await peopleData(context.workspaceId, treesOf(definition), chosen);
  const plan = await planFor(context, id, definition, input, data, startAt);
  const runs: SimulatedRun[] = [];
  for (const person of data.people) {
    runs.push(simulateOne(plan, caseOf(definition, person, input, startAt)));
    if (runs.length % AT_ONCE === 0) await new Promise((done) => setImmediate(done));
  }
  return {
    start_at: startAt.toISOString(),
    people: runs.length > MAX_WITH_REQUESTS ? runs.map(withoutRequests) : runs,
    unknown_user_ids: unknown,
    counts: countPaths(runs),
    problems: problemsOf(await findingsFor(context, definition, id)),
  };
}

function withoutRequests(run: SimulatedRun): SimulatedRun {
  return { ...run, turns: run.turns.map((turn) => ({ ...turn, request: null })) };
}

/** Every filter that somebody on the way may be asked. */
function treesOf(definition: CanvasDefinition): FilterTree[] {
  return [
    definition.audience,
    ...definition.exit_criteria.flatMap((rule) => rule.filter ?? []),
    ...definition.steps.flatMap(filtersOf),
  ];
}

async function planFor(
  context: Context,
  canvasId: string,
  definition: CanvasDefinition,
  input: SimulateInput,
  data: PeopleData,
  startAt: Date,
): Promise<SimulationPlan> {
  const { workspaceId } = context;
  const contentBlocks = { ...(await contentBlocksFor(workspaceId)) };
  const secrets = await hiddenSecretsFor(workspaceId);
  const untilMs = input.until_seconds === undefined ? LONGEST_MS : input.until_seconds * 1_000;
  return {
    canvasId,
    versionId: newId(),
    definition,
    steps: new Map(definition.steps.map((step) => [step.id, step])),
    zone: await workspaceZone(workspaceId),
    segments: data.segments,
    names: data.names,
    startAt,
    until: new Date(startAt.getTime() + untilMs),
    send: sender(canvasId, definition, input, secrets, contentBlocks),
    render: (value, entry, { profile }, now) =>
      renderValue(value, valueData(entry, definition.name, profile, contentBlocks, now)),
  };
}

function sender(
  canvasId: string,
  definition: CanvasDefinition,
  input: SimulateInput,
  secrets: ReadonlyMap<string, UsableSecret>,
  contentBlocks: Record<string, string>,
): SimulationPlan["send"] {
  const plans = new Map(
    definition.steps.flatMap((step) =>
      step.type === "message" ? [[step.id, planOf(canvasId, definition, step)]] : [],
    ),
  );
  const values = Object.fromEntries([...secrets].map(([name, secret]) => [name, secret.value]));
  return (step: StepOf<"message">, entry: Entry, person: PersonData, now: Date): SimulatedSend => {
    const plan = plans.get(step.id);
    if (!plan) return notSent("aborted", "message_missing", problemText("missing_url"));
    const base = valueData(entry, definition.name, person.profile, contentBlocks, now);
    const data = { ...base, campaign: plan.campaign, secrets: values, app: installation() };
    const result = renderRequestSync(plan.compiled, data, { maskSecrets: true });
    if (!result.ok) {
      return notSent(result.kind === "abort" ? "aborted" : "failed", result.reason, result);
    }
    const leak = forbiddenSecret(
      requestSecretNames(plan.compiled, contentBlocks),
      secrets,
      result.request.host,
    );
    if (leak) return notSent("aborted", "secret_not_allowed", { message: leak, hint: "" });
    const { method, url, headers, body } = result.request;
    return {
      request: { method, url, headers: Object.fromEntries(headers), body },
      error: null,
      ...assumedAnswer(step.id, input, plan.outcomeRules),
    };
  };
}

function notSent(
  status: Settled["status"],
  reason: string,
  { message, hint, words }: { message: string; hint: string; words?: Words | undefined },
): SimulatedSend {
  const settled = { status, reason, statusCode: null, headers: null, body: null, truncated: false };
  const error = `${message} ${hint}`.trim();
  return { request: null, error, errorWords: words, assumedStatus: null, settled, afterSeconds: 0 };
}

/** The answer assumed for a step: its own, else that for every step, else 200. Retries are taken to end the same way. */
function assumedAnswer(
  stepId: string,
  input: SimulateInput,
  rules: Parameters<typeof classify>[1][number],
): Pick<SimulatedSend, "assumedStatus" | "settled" | "afterSeconds"> {
  const assumed =
    input.responses.find((response) => response.step === stepId) ??
    input.responses.find((response) => response.step === undefined);
  const statusCode = assumed?.status ?? 200;
  const body = assumed?.body === undefined ? "" : bodyText(assumed.body);
  const verdict = classify({ kind: "response", statusCode, body }, [rules]);
  const delivered = verdict.outcome === "done" || verdict.outcome === "already";
  return {
    assumedStatus: statusCode,
    settled: {
      status: delivered ? "delivered" : "failed",
      reason: delivered ? null : (verdict.reason ?? "exhausted_retries"),
      statusCode,
      headers: {},
      body,
      truncated: false,
    },
    afterSeconds: assumed?.after_seconds ?? 1,
  };
}

function bodyText(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

function caseOf(
  definition: CanvasDefinition,
  person: PersonData,
  input: SimulateInput,
  startAt: Date,
): SimulatedCase {
  const properties = input.event_properties ?? {};
  const event = (name: string, at: Date, own: Record<string, unknown>, id: string): HappenedEvent => ({
    id,
    kind: name === "purchase" ? "purchase" : "event",
    name,
    properties: own,
    time: at.toISOString(),
    product_id: typeof own.product_id === "string" ? own.product_id : null,
  });
  const name = entryEvent(definition);
  return {
    person,
    startEvent: name === null ? null : event(name, startAt, properties, "start"),
    context: { ...properties, ...input.context },
    events: input.events
      .filter((item) => (item.external_user_id ?? person.profile.externalId) === person.profile.externalId)
      .map((item, index) =>
        event(
          item.name,
          new Date(startAt.getTime() + item.at_seconds * 1_000),
          item.properties ?? {},
          `event ${index}`,
        ),
      )
      .toSorted((a, b) => a.time.localeCompare(b.time)),
  };
}

function entryEvent({ entry }: CanvasDefinition): string | null {
  if (entry.type !== "action") return null;
  const [trigger] = triggersOf(entry);
  if (trigger?.type === "purchase") return "purchase";
  return trigger?.type === "custom_event" ? trigger.event : null;
}
