/**
 * Decides the one move that a cause makes: somebody arrives at a step, a timer ends, an event happens, a webhook is
 * settled, another journey is over. Sends and stores nothing; effects are handed to the caller.
 */

import { splitPath, valueAt } from "#lib/segment/attribute-path.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import { attributeValue, type PersonFacts } from "#lib/segment/matches.ts";
import { assignVariation } from "#lib/trigger/assign-variation.ts";
import { dueAt } from "#lib/trigger/delay.ts";
import { eventFires, type OccurredEvent } from "#lib/trigger/match-event.ts";
import { quietUntil } from "#lib/trigger/quiet-hours.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import type { CanvasDefinition } from "./schema.ts";
import { MAX_CONTEXT_BYTES, type Step, type StepOf } from "./step-schema.ts";

export type WaitKind = "arrive" | "delay" | "event" | "delivery" | "replay" | "canvas";

export interface HappenedEvent extends OccurredEvent {
  id: string;
  time: string;
}

export interface Settled {
  status: "delivered" | "failed" | "aborted" | "cancelled";
  reason: string | null;
  statusCode: number | null;
  headers: Record<string, string> | null;
  body: string | null;
  truncated: boolean;
}

export type Cause =
  | { kind: "arrive" }
  | { kind: "timer" }
  | { kind: "event"; event: HappenedEvent }
  | { kind: "delivery"; settled: Settled }
  | { kind: "canvas" };

export interface Situation {
  entryId: string;
  canvasId: string;
  waitingFor: WaitKind | null;
  waitUntil: Date | null;
  since: Date;
  context: Record<string, unknown>;
}

export interface AdvanceFacts {
  person: PersonFacts;
  workspaceZone: string;
  /** Whether a filter of `filtersOf` holds. */
  holds: (tree: FilterTree) => boolean;
  /** Values whose texts are templates. */
  render: (value: unknown) => { ok: true; value: unknown } | { ok: false; message: string };
}

export type Effect =
  | { kind: "send"; sendAt: Date; aborted: string | null }
  | {
      kind: "update";
      attributes: Record<string, unknown>;
      events: { name: string; properties: Record<string, unknown> }[];
    }
  | { kind: "enter"; canvasId: string; context: Record<string, unknown>; wait: boolean };

export type Decision =
  | { kind: "ignore" }
  | { kind: "wait"; waitingFor: WaitKind; until: Date | null; effect?: Effect }
  | {
      kind: "leave";
      path: string;
      next: string | null;
      reason?: string;
      context?: Record<string, unknown>;
      event?: HappenedEvent;
      effect?: Effect;
    }
  | { kind: "end"; state: "exited" | "failed"; path: string; reason: string };

/** Filters that must be answered before somebody arrives at a step. */
export function filtersOf(step: Step): FilterTree[] {
  switch (step.type) {
    case "decision_split":
      return step.filter ? [step.filter] : [];
    case "audience_paths":
      return step.groups.flatMap((group) => group.filter ?? []);
    case "message":
      return step.validation ? [step.validation.filter] : [];
    default:
      return [];
  }
}

/** Names of events that somebody who waits here must hear of. */
export function listensFor(definition: CanvasDefinition, step: Step | null): string[] {
  const names = definition.exit_criteria.flatMap((rule) =>
    rule.filter ? [PROFILE_CHANGED] : [nameOf(rule)],
  );
  if (step?.type === "action_paths" && !step.ranked) names.push(...step.groups.map(nameOf));
  return [...new Set(names)];
}

/** Stands for "something about the person changed" among event names. */
export const PROFILE_CHANGED = "@profile";

function nameOf(rule: { type?: string | undefined; event?: string | undefined }): string {
  return rule.type === "purchase" ? "purchase" : (rule.event ?? "");
}

/** Whether an event takes people out of the canvas. */
export function exitsBy(definition: CanvasDefinition, event: HappenedEvent, now: Date): boolean {
  return definition.exit_criteria.some((rule) => !rule.filter && eventFires(rule, event, now));
}

/** The decision for one cause. */
export function advance(
  definition: CanvasDefinition,
  step: Step,
  situation: Situation,
  cause: Cause,
  facts: AdvanceFacts,
  now: Date,
): Decision {
  if (cause.kind === "arrive") return arrive(definition, step, situation, facts, now);
  switch (step.type) {
    case "delay":
      return cause.kind === "timer" ? leave("next", step.next) : { kind: "ignore" };
    case "action_paths":
      return atActionPaths(step, situation, cause, now);
    case "message":
      return atMessage(step, situation, cause, now);
    case "canvas":
      return cause.kind === "canvas" || cause.kind === "timer"
        ? leave("next", step.next)
        : { kind: "ignore" };
    default:
      // A person who rests at a step that never waits came there before the step changed: go through it.
      return cause.kind === "timer" ? arrive(definition, step, situation, facts, now) : { kind: "ignore" };
  }
}

function leave(path: string, next: string | null | undefined, reason?: string): Decision {
  return { kind: "leave", path, next: next ?? null, ...(reason ? { reason } : {}) };
}

function arrive(
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
      return yes ? leave("yes", step.yes) : leave("no", step.no);
    }
    case "audience_paths": {
      const index = step.groups.findIndex((group) => group.filter && facts.holds(group.filter));
      const group = step.groups[index];
      return group ? leave(`group:${index}`, group.next) : leave("else", step.else);
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
    const reason = "does not pass the delivery validation";
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
      ? leave("next", step.next, "the attribute holds no date")
      : { kind: "end", state: "exited", path: "exit", reason: "personalization_failed" };
  }
  if (due > now) return { kind: "wait", waitingFor: "delay", until: due };
  const past =
    due < situation.since || (step.delay.until !== undefined && Date.parse(step.delay.until) < now.getTime());
  if (past && step.if_past === "exit")
    return { kind: "end", state: "exited", path: "exit", reason: "date_is_past" };
  return leave("next", step.next, past ? "the date is past" : undefined);
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

/** A context has at most 50 KiB as JSON; what would not fit is left out. */
export function fits(context: Record<string, unknown>): boolean {
  return Buffer.byteLength(JSON.stringify(context)) <= MAX_CONTEXT_BYTES;
}

function enter(step: StepOf<"canvas">, facts: AdvanceFacts, now: Date): Decision {
  if (!step.canvas_id) return leave("next", step.next, "no canvas is chosen");
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

function atActionPaths(
  step: StepOf<"action_paths">,
  situation: Situation,
  cause: Exclude<Cause, { kind: "arrive" }>,
  now: Date,
): Decision {
  if (cause.kind === "event") {
    const index = step.groups.findIndex((group) => eventFires(group, cause.event, now));
    const group = step.groups[index];
    if (!group) return { kind: "ignore" };
    const { name, time, properties } = cause.event;
    const saved = group.save_event_as
      ? { ...situation.context, [group.save_event_as]: { name, time, properties } }
      : null;
    const context = saved && fits(saved) ? { context: saved } : {};
    return {
      kind: "leave",
      path: `group:${index}`,
      next: group.next ?? null,
      event: cause.event,
      ...context,
    };
  }
  if (cause.kind !== "timer") return { kind: "ignore" };
  if (situation.waitUntil && situation.waitUntil > now) {
    return { kind: "wait", waitingFor: "event", until: situation.waitUntil };
  }
  return leave("else", step.else);
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case per outcome of a webhook, side by side
function atMessage(
  step: StepOf<"message">,
  situation: Situation,
  cause: Exclude<Cause, { kind: "arrive" }>,
  now: Date,
): Decision {
  if (
    cause.kind === "timer" &&
    situation.waitingFor === "replay" &&
    situation.waitUntil &&
    situation.waitUntil <= now
  ) {
    return { kind: "end", state: "exited", path: "failure", reason: "not_replayed" };
  }
  if (cause.kind !== "delivery") return { kind: "ignore" };
  const { settled } = cause;
  const saved = step.save_response_as
    ? saveResponse(situation.context, step.save_response_as, settled)
    : null;
  const context = saved ? { context: saved.context } : {};
  if (settled.status !== "failed") {
    const aborted = settled.status === "delivered" ? undefined : `${settled.status}: ${settled.reason ?? ""}`;
    const reason = aborted ?? saved?.note;
    return {
      kind: "leave",
      path: "next",
      next: step.next ?? null,
      ...(reason ? { reason } : {}),
      ...context,
    };
  }
  const reason = `failed: ${settled.reason ?? "unknown"}`;
  switch (step.on_failure) {
    case "continue":
      return { kind: "leave", path: "next", next: step.next ?? null, reason, ...context };
    case "branch":
      return { kind: "leave", path: "failure", next: step.failure_next ?? null, reason, ...context };
    case "exit":
      return { kind: "end", state: "exited", path: "failure", reason: "webhook_failed" };
    case "wait":
      if (situation.waitingFor === "replay") return { kind: "ignore" };
      return {
        kind: "wait",
        waitingFor: "replay",
        until: new Date(now.getTime() + step.failure_wait_seconds * 1_000),
      };
  }
}

/** The context with `{ status, headers, json, body }` of an answer; one that does not fit is kept without its contents. */
function saveResponse(
  before: Record<string, unknown>,
  name: string,
  settled: Settled,
): { context: Record<string, unknown>; note?: string } {
  const short = { status: settled.statusCode, headers: {}, json: null, body: null, truncated: true };
  const json = settled.truncated ? null : parsed(settled.body);
  const whole = {
    status: settled.statusCode,
    headers: settled.headers ?? {},
    json,
    // What is readable as JSON is not kept twice.
    body: json === null ? settled.body : null,
    truncated: settled.truncated,
  };
  const context = { ...before, [name]: whole };
  if (fits(context)) return { context };
  const small = { ...before, [name]: short };
  return { context: fits(small) ? small : before, note: "the response is too large for the context" };
}

function parsed(body: string | null): unknown {
  if (body === null || body.trim() === "") return null;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}
