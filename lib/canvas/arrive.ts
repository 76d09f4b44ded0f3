/** Decides what happens to somebody who arrives at a step. */
import { splitPath, valueAt } from "#lib/segment/attribute-path.ts";
import { attributeValue } from "#lib/segment/matches.ts";
import { assignVariation } from "#lib/trigger/assign-variation.ts";
import { dueAt } from "#lib/trigger/delay.ts";
import { quietUntil } from "#lib/trigger/quiet-hours.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import { type AdvanceFacts, type Decision, type Effect, leave, type Situation } from "./decision.ts";
import { fits } from "./entry-context.ts";
import type { CanvasDefinition } from "./schema.ts";
import type { Step, StepOf } from "./step-schema.ts";

export function arrive(
  definition: CanvasDefinition,
  step: Step,
  situation: Situation,
  facts: AdvanceFacts,
  now: Date,
): Decision {
  switch (step.type) {
    case "message":
      return send(definition, step, facts, now);
    case "delay":
      return delay(step, situation, facts, now);
    case "action_paths":
      return {
        kind: "wait",
        waitingFor: "event",
        until: new Date(situation.since.getTime() + step.window_seconds * 1_000),
      };
    case "decision_split": {
      const yes = step.filter ? facts.holds(step.filter) : false;
      const why = step.filter ? facts.why?.(step.filter) : undefined;
      return yes ? leave("yes", step.yes, why) : leave("no", step.no, why);
    }
    case "audience_paths": {
      const index = step.groups.findIndex((group) => group.filter && facts.holds(group.filter));
      const group = step.groups[index];
      if (group)
        return leave(`group:${index}`, group.next, group.filter ? facts.why?.(group.filter) : undefined);
      const why = step.groups.flatMap((other) => (other.filter && facts.why?.(other.filter)) || []);
      return leave("else", step.else, why.join("; "));
    }
    case "experiment_paths":
      return experiment(step, situation, facts);
    case "user_update":
      return update(step, facts);
    case "context":
      return setContext(step, situation, facts);
    case "canvas":
      return enter(step, facts, now);
  }
}

function send(
  definition: CanvasDefinition,
  step: StepOf<"message">,
  facts: AdvanceFacts,
  now: Date,
): Decision {
  if (step.validation && !facts.holds(step.validation.filter)) {
    const reason = "delivery_validation";
    return step.validation.otherwise === "skip"
      ? leave("next", step.next, reason)
      : { kind: "end", state: "exited", path: "exit", reason: "delivery_validation" };
  }
  const quiet = step.ignore_quiet_hours ? null : definition.quiet_hours;
  const until = quiet ? quietUntil(quiet, now, firstZone(facts.person.timeZone, facts.workspaceZone)) : null;
  const aborted = until !== null && quiet?.action === "abort" ? "quiet_hours" : null;
  const effect: Effect = { kind: "send", sendAt: until ?? now, aborted };
  if (aborted) return { kind: "leave", path: "next", next: step.next ?? null, reason: aborted, effect };
  return { kind: "wait", waitingFor: "delivery", until: null, effect };
}

function delay(step: StepOf<"delay">, situation: Situation, facts: AdvanceFacts, now: Date): Decision {
  if (!step.delay) return leave("next", step.next);
  const due = dueAt(step.delay, situation.since, {
    personZone: facts.person.timeZone,
    workspaceZone: facts.workspaceZone,
    attribute:
      step.delay.attribute === undefined ? undefined : dateOf(step.delay.attribute, situation, facts),
  });
  if (due === null) {
    return step.if_missing === "continue"
      ? leave("next", step.next, "personalization_failed")
      : { kind: "end", state: "exited", path: "exit", reason: "personalization_failed" };
  }
  if (due > now) return { kind: "wait", waitingFor: "delay", until: due };
  const past =
    due < situation.since || (step.delay.until !== undefined && Date.parse(step.delay.until) < now.getTime());
  if (past && step.if_past === "exit")
    return { kind: "end", state: "exited", path: "exit", reason: "date_is_past" };
  return leave("next", step.next, past ? "date_is_past" : undefined);
}

function dateOf(name: string, situation: Situation, facts: AdvanceFacts): unknown {
  return name.startsWith("context.")
    ? valueAt(situation.context, splitPath(name.slice("context.".length)))
    : attributeValue(facts.person, name);
}

/** The same path each time for the same person, unless the step asks for a new draw with each entry. */
function experiment(step: StepOf<"experiment_paths">, situation: Situation, facts: AdvanceFacts): Decision {
  const who = step.sticky === false ? situation.entryId : facts.person.profileId;
  const paths = step.paths.map((path, index) => ({ ...path, index }));
  const chosen = assignVariation(paths, `${situation.canvasId} ${step.id}`, who) ?? paths.at(-1);
  return chosen ? leave(`path:${chosen.index}`, chosen.next) : { kind: "leave", path: "path:0", next: null };
}

function update(step: StepOf<"user_update">, facts: AdvanceFacts): Decision {
  const rendered = facts.render({ attributes: step.attributes, events: step.events });
  if (!rendered.ok) return leave("next", step.next, `not updated: ${rendered.message}`);
  const { attributes, events } = rendered.value as {
    attributes: Record<string, unknown>;
    events: { name: string; properties?: Record<string, unknown> }[];
  };
  const effect: Effect = {
    kind: "update",
    attributes,
    events: events.map(({ name, properties }) => ({ name, properties: properties ?? {} })),
  };
  return { kind: "leave", path: "next", next: step.next ?? null, effect };
}

function setContext(step: StepOf<"context">, situation: Situation, facts: AdvanceFacts): Decision {
  let context = situation.context;
  const refused: string[] = [];
  for (const [name, value] of Object.entries(step.set)) {
    const rendered = facts.render(value);
    const grown = rendered.ok ? { ...context, [name]: rendered.value } : null;
    if (grown && fits(grown)) context = grown;
    else refused.push(rendered.ok ? `${name} is too large` : `${name}: ${rendered.message}`);
  }
  const reason = refused.length > 0 ? `not set: ${refused.join("; ")}` : undefined;
  return { kind: "leave", path: "next", next: step.next ?? null, context, ...(reason ? { reason } : {}) };
}

function enter(step: StepOf<"canvas">, facts: AdvanceFacts, now: Date): Decision {
  if (!step.canvas_id) return leave("next", step.next, "no_canvas");
  const rendered = facts.render(step.context ?? {});
  if (!rendered.ok) return leave("next", step.next, `not started: ${rendered.message}`);
  const wait = step.wait === true;
  const context = rendered.value as Record<string, unknown>;
  const effect: Effect = { kind: "enter", canvasId: step.canvas_id, context, wait };
  if (!wait) return { kind: "leave", path: "next", next: step.next ?? null, effect };
  return { kind: "wait", waitingFor: "canvas", until: new Date(now.getTime() + MAX_SUB_JOURNEY_MS), effect };
}

/** Nobody waits for ever for another journey. */
const MAX_SUB_JOURNEY_MS = 732 * 86_400_000;
