/**
 * Decides the one move that a cause makes: somebody arrives at a step, a timer ends, an event happens, a webhook is
 * settled, another journey is over. Sends and stores nothing; effects are handed to the caller.
 */
import type { FilterTree } from "#lib/segment/filter.ts";
import { eventFires } from "#lib/trigger/match-event.ts";
import { arrive } from "./arrive.ts";
import {
  type AdvanceFacts,
  type Cause,
  type Decision,
  type HappenedEvent,
  leave,
  type Situation,
} from "./decision.ts";
import { fits, saveResponse } from "./entry-context.ts";
import type { CanvasDefinition } from "./schema.ts";
import type { Step, StepOf } from "./step-schema.ts";

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

/** Names of events that a step waits for. */
export function eventsOf(step: StepOf<"action_paths">): string[] {
  return step.groups.map(nameOf);
}

/** Names of events that somebody who waits here must hear of. */
export function listensFor(definition: CanvasDefinition, step: Step | null): string[] {
  const names = definition.exit_criteria.flatMap((rule) =>
    rule.filter ? [PROFILE_CHANGED] : [nameOf(rule)],
  );
  if (step?.type === "action_paths" && !step.ranked) names.push(...eventsOf(step));
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

function atActionPaths(
  step: StepOf<"action_paths">,
  situation: Situation,
  cause: Exclude<Cause, { kind: "arrive" }>,
  now: Date,
): Decision {
  if (cause.kind === "event") {
    const index = step.ranked ? -1 : step.groups.findIndex((group) => eventFires(group, cause.event, now));
    return index === -1 ? { kind: "ignore" } : takeGroup(step, index, cause.event, situation);
  }
  if (cause.kind !== "timer") return { kind: "ignore" };
  if (situation.waitUntil && situation.waitUntil > now) {
    return { kind: "wait", waitingFor: "event", until: situation.waitUntil };
  }
  return bestGroup(step, situation, cause.happened ?? [], now) ?? leave("else", step.else);
}

/** When the window ends, the first group of the list that happened. */
function bestGroup(
  step: StepOf<"action_paths">,
  situation: Situation,
  happened: readonly HappenedEvent[],
  now: Date,
): Decision | null {
  for (const [index, group] of step.groups.entries()) {
    const event = happened.find((item) => eventFires(group, item, now));
    if (event) return takeGroup(step, index, event, situation);
  }
  return null;
}

function takeGroup(
  step: StepOf<"action_paths">,
  index: number,
  event: HappenedEvent,
  situation: Situation,
): Decision {
  const group = step.groups[index];
  const { name, time, properties } = event;
  const saved = group?.save_event_as
    ? { ...situation.context, [group.save_event_as]: { name, time, properties } }
    : null;
  const context = saved && fits(saved) ? { context: saved } : {};
  return { kind: "leave", path: `group:${index}`, next: group?.next ?? null, event, ...context };
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
