/** Whether a journey tracks an event that lets people into it, by a step or a call to our own API. Pure. */
import { problemText } from "#lib/i18n/problem-words.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import { type CanvasFinding, finding, type Graph, stepLabel } from "./finding.ts";
import type { CanvasDefinition } from "./schema.ts";
import type { Step } from "./step-schema.ts";

/** Addresses of our own that take events. */
const OWN_TRACK = /\{\{\s*app\.(?:base_url|origin)\s*\}\}\/(?:api\/v1\/)?users\/track/;
const NAMES = /\\?"name\\?"\s*:\s*\\?"([^"\\]+)\\?"/g;

/** Somebody who may come again at once would go round; the chain is cut after some rounds. */
export function checkOwnEvents(graph: Graph): CanvasFinding[] {
  const starting = eventsThatStart(graph.definition);
  if (starting.size === 0) return [];
  return graph.definition.steps.flatMap((step): CanvasFinding[] => {
    const own = tracked(step).find((name) => starting.has(name));
    if (own === undefined) return [];
    const place = { field: graph.fieldOf(step.id), step: step.id };
    const text = problemText("journey.starts_itself", { event: own, step: stepLabel(step) });
    return [finding("warning", "launch", "journey.starts_itself", place, text)];
  });
}

function eventsThatStart({ entry }: CanvasDefinition): Set<string> {
  if (entry.type !== "action" || !entry.re_entry.allowed) return new Set();
  return new Set(
    triggersOf(entry).flatMap((trigger) => (trigger.type === "custom_event" ? [trigger.event] : [])),
  );
}

function tracked(step: Step): string[] {
  if (step.type === "user_update") return step.events.map(({ name }) => name);
  if (step.type !== "message" || !step.webhook || !OWN_TRACK.test(step.webhook.url)) return [];
  return [...JSON.stringify(step.webhook.body ?? null).matchAll(NAMES)].map(([, name = ""]) => name);
}
