/**
 * Plays one person through a canvas on a clock of its own, with the same decisions as the engine. What would be sent,
 * changed or started is noted and goes no further; the caller loads people and renders messages.
 */
import { applyAttributes } from "#lib/profile/apply-attributes.ts";
import type { NameLookup } from "#lib/segment/describe.ts";
import type { PersonData } from "#lib/segment/evaluate-leaf.ts";
import { explain } from "#lib/segment/explain.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import type { HappenedEvent } from "./decision.ts";
import type { Entry } from "./entry.ts";
import { newcomerTurn } from "./newcomer.ts";
import { playOne } from "./play-turn.ts";
import type { CanvasDefinition } from "./schema.ts";
import { answerOf, type SimulatedSend, sendingPart, turnAt } from "./simulate-answer.ts";
import { codeWhy, reasoned, why, whyOfMove, whyOfVerdict } from "./simulate-reason.ts";
import type { SimulatedRun, SimulatedTurn, Why } from "./simulate-schema.ts";
import type { Step, StepOf } from "./step-schema.ts";
import { type Turn, type TurnFacts, type Work, workOf } from "./turn.ts";

export interface SimulationPlan {
  canvasId: string;
  versionId: string;
  definition: CanvasDefinition;
  steps: ReadonlyMap<string, Step>;
  zone: string;
  segments: ReadonlyMap<string, FilterTree>;
  names: NameLookup;
  startAt: Date;
  until: Date;
  send: (step: StepOf<"message">, entry: Entry, person: PersonData, now: Date) => SimulatedSend;
  render: (value: unknown, entry: Entry, person: PersonData, now: Date) => ReturnType<TurnFacts["render"]>;
}

/** What starts one person's run, and what happens to them later. */
export interface SimulatedCase {
  person: PersonData;
  startEvent: HappenedEvent | null;
  context: Record<string, unknown>;
  events: readonly HappenedEvent[];
}

/** A journey that goes in circles ends here: nobody reads more steps of one person. */
const MAX_TURNS = 400;

interface Run {
  plan: SimulationPlan;
  person: PersonData;
  entry: Entry;
  turns: SimulatedTurn[];
  /** Not yet happened, earliest first. */
  events: HappenedEvent[];
  sending: (SimulatedSend & { at: Date }) | null;
  /** Why the conditions of the step being played hold or not. */
  asked: Why[];
}

/** From the entry to the end, or to where the clock stops. */
export function simulateOne(plan: SimulationPlan, one: SimulatedCase): SimulatedRun {
  const { definition, startAt } = plan;
  const { profile } = one.person;
  const started = newcomerTurn(
    "",
    { id: plan.versionId, canvasId: plan.canvasId, definition },
    {
      person: profile,
      startedBy: `run:${plan.versionId}`,
      event: one.startEvent,
      context: one.context,
      at: startAt,
    },
    startAt,
  );
  const run: Run = {
    plan,
    person: { ...one.person, events: [...(one.person.events ?? [])] },
    entry: started.entry,
    turns: [],
    events: [...one.events],
    sending: null,
    asked: [],
  };
  const audience = judge(run, definition.audience, startAt);
  if (!audience.matched) {
    const out = reasoned([why("audience"), whyOfVerdict(audience)]);
    return { ...answerOf(run, plan.steps), eligible: false, state: "not_entered", ...out };
  }
  play(run, started.cause, startAt);
  for (let next = nextCause(run); next && next.at <= plan.until; next = nextCause(run)) {
    if (run.turns.length >= MAX_TURNS)
      return { ...answerOf(run, plan.steps), ...reasoned([why("too_many", { count: MAX_TURNS })]) };
    play(run, next.cause, next.at);
  }
  return answerOf(run, plan.steps);
}

type SimulatedCause = { at: Date; cause: Turn["cause"] };

/** The next thing that happens to the person: an event, an answer, the end of a wait. */
function nextCause(run: Run): SimulatedCause | null {
  const { entry, events } = run;
  if (entry.state !== "active") return null;
  const [event] = events;
  const own = ownCause(run);
  if (event && (!own || new Date(event.time) <= own.at)) {
    events.shift();
    return { at: new Date(event.time), cause: { kind: "event", event } };
  }
  return own;
}

function ownCause(run: Run): SimulatedCause | null {
  const { entry, sending } = run;
  if (entry.waitingFor === "delivery" && sending) {
    return { at: sending.at, cause: { kind: "delivery", settled: sending.settled } };
  }
  if (entry.waitingFor === "arrive") return { at: entry.wakeAt ?? entry.since, cause: { kind: "arrive" } };
  // Another journey is taken to be over at once: what it does is simulated there.
  if (entry.waitingFor === "canvas") return { at: entry.since, cause: { kind: "canvas" } };
  return entry.waitUntil
    ? { at: entry.waitUntil, cause: { kind: "timer", happened: happenedSince(run) } }
    : null;
}

/** Events of the simulation since the person came to where they are. */
function happenedSince({ person, entry }: Run): HappenedEvent[] {
  return (person.events ?? [])
    .filter((event) => event.time >= entry.since)
    .map(({ kind, name, time, properties, productId }, index) => ({
      id: `seen ${index}`,
      kind: kind === "purchase" ? "purchase" : "event",
      name,
      time: time.toISOString(),
      properties,
      product_id: productId,
    }));
}

function play(run: Run, cause: Turn["cause"], now: Date): void {
  if (cause.kind === "event") {
    run.person.events = [...(run.person.events ?? []), personEvent(cause.event)];
    if (!run.entry.listens.includes(cause.event.name)) return;
  }
  const { definition, steps } = run.plan;
  const work = workOf({ entry: run.entry, cause, causeId: null, at: now }, { definition, steps });
  for (let round = 0; work.state === "open"; round++) {
    const seen = { moves: work.moves.length, sends: work.sends.length, updates: work.updates.length };
    const { cause: moving } = work;
    playOne(work, factsOf(run, work, now), false, round, now);
    if (work.sends.length > seen.sends) startSending(run, work, now);
    for (const move of work.moves.slice(seen.moves)) noteMove(run, move, moving, now);
    for (const update of work.updates.slice(seen.updates)) updatePerson(run, update, now);
  }
  run.entry = work.entry;
}

function factsOf(run: Run, work: Work, now: Date): TurnFacts {
  const { plan } = run;
  const { entry } = work;
  run.asked = [];
  const person: PersonData = { ...run.person, profile: { ...run.person.profile, context: entry.context } };
  const verdict = (tree: FilterTree) => explain(tree, person, { now, segments: plan.segments }, plan.names);
  const asked = work.cause.kind === "arrive" || work.cause.kind === "profile";
  return {
    person: person.profile,
    workspaceZone: plan.zone,
    holds: (tree) => verdict(tree).matched,
    why: (tree) => {
      const asked = whyOfVerdict(verdict(tree));
      run.asked.push(asked);
      return asked.code;
    },
    exits: asked && plan.definition.exit_criteria.some((rule) => rule.filter && verdict(rule.filter).matched),
    render: (value) => plan.render(value, entry, person, now),
  };
}

function judge(run: Run, tree: FilterTree, now: Date) {
  return explain(tree, run.person, { now, segments: run.plan.segments }, run.plan.names);
}

/** A message is rendered when it is due, for the person and the variables of that moment. */
function startSending(run: Run, work: Work, now: Date): void {
  const sent = work.sends.at(-1);
  const step = run.plan.steps.get(sent?.stepId ?? "");
  if (!sent || step?.type !== "message") return;
  const due = sent.sendAt ?? now;
  const made = run.plan.send(step, work.entry, run.person, due);
  const held =
    sent.status === "aborted" ? { request: null, error: sent.reason ?? null, errorWords: undefined } : {};
  run.sending = { ...made, ...held, at: new Date(due.getTime() + made.afterSeconds * 1_000) };
}

function noteMove(run: Run, move: Work["moves"][number], cause: Turn["cause"], now: Date): void {
  const step = run.plan.steps.get(move.stepId);
  const { sending, asked } = run;
  const own = move.reason === null ? whyOfMove(step ?? null, move, cause, now) : codeWhy(move.reason);
  const message = step?.type === "message" ? sending : null;
  run.turns.push({
    ...turnAt(step ?? null, move.stepId, move.arrivedAt),
    left_at: move.leftAt.toISOString(),
    path: move.path,
    ...reasoned(move.reason !== null && asked.length > 0 ? asked : own === null ? [] : [own]),
    ...sendingPart(message),
  });
  run.sending = null;
}

function updatePerson(run: Run, update: Work["updates"][number], now: Date): void {
  const { profile } = run.person;
  const applied = applyAttributes(profile, update.attributes);
  if (applied.ok) {
    const zone = applied.profile.attributes.time_zone;
    run.person.profile = {
      ...profile,
      ...applied.profile,
      timeZone: typeof zone === "string" ? zone : profile.timeZone,
    };
  }
  const happened = update.events.map(
    ({ name, properties }, index): HappenedEvent => ({
      id: `update ${run.turns.length} ${index}`,
      kind: "event",
      name,
      properties,
      time: now.toISOString(),
      product_id: null,
    }),
  );
  run.events = [...happened, ...run.events];
}

function personEvent(event: HappenedEvent) {
  const { kind, name, properties, product_id: productId } = event;
  return { kind, name, properties, time: new Date(event.time), productId: productId ?? null };
}
