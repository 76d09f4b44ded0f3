/** Which variables a template may use at a step: what every way there has put in place. */
import { STANDARD_VARIABLES } from "#components/template/standard-variables.ts";
import type { CanvasDefinition } from "#lib/canvas/schema.ts";
import type { Step } from "#lib/canvas/step-schema.ts";
import { outputsOf } from "./step-outputs.ts";

export type ScopeVariable = { name: string; from: string | null };

type EventProperties = (event: string) => readonly string[];

const RESPONSE_PARTS = ["status", "json", "headers", "body"];

/** Variables in scope when a person stands at `stepId`, standard attributes first. */
export function scopeAt(
  definition: Pick<CanvasDefinition, "entry" | "start" | "steps">,
  stepId: string,
  propertiesOf: EventProperties = () => [],
): ScopeVariable[] {
  const entryEvent = definition.entry.type === "action" ? definition.entry.event : undefined;
  const entry = (entryEvent ? propertiesOf(entryEvent) : []).map((name) => ({
    name: `context.\${${name}}`,
    from: null,
  }));
  const certain = certainNames(definition);
  const set = [...(certain.get(stepId) ?? [])].flatMap((key): ScopeVariable[] => {
    const [from = "", kind, name = ""] = key.split("\t");
    if (kind === "response")
      return RESPONSE_PARTS.map((part) => ({ name: `context.\${${name}}.${part}`, from }));
    return [{ name: `context.\${${name}}${kind === "event" ? ".properties" : ""}`, from }];
  });
  return [
    ...STANDARD_VARIABLES.map((name) => ({ name: `\${${name}}`, from: null })),
    ...entry,
    ...set,
    { name: "canvas.${name}", from: null },
    { name: "step.name", from: null },
  ];
}

/** For each step, what has been set on every way that leads to it. */
function certainNames(definition: Pick<CanvasDefinition, "start" | "steps">): Map<string, Set<string>> {
  const byId = new Map(definition.steps.map((step) => [step.id, step]));
  const certain = new Map<string, Set<string>>();
  const start = definition.start ?? definition.steps[0]?.id;
  if (!start) return certain;
  const queue: [string, Set<string>][] = [[start, new Set()]];
  for (let item = queue.pop(); item !== undefined; item = queue.pop()) {
    const [id, names] = item;
    const step = byId.get(id);
    if (!step) continue;
    const known = certain.get(id);
    const both = known === undefined ? names : new Set([...known].filter((name) => names.has(name)));
    if (known !== undefined && both.size === known.size) continue;
    certain.set(id, both);
    for (const { key, to } of outputsOf(step)) {
      if (to) queue.push([to, new Set([...both, ...setBy(step, key)])]);
    }
  }
  return certain;
}

function setBy(step: Step, output: string): string[] {
  if (step.type === "message" && step.save_response_as)
    return [`${step.id}\tresponse\t${step.save_response_as}`];
  if (step.type === "context") return Object.keys(step.set).map((name) => `${step.id}\tvalue\t${name}`);
  if (step.type === "action_paths" && output.startsWith("group:")) {
    const name = step.groups[Number(output.slice(6))]?.save_event_as;
    return name ? [`${step.id}\tevent\t${name}`] : [];
  }
  return [];
}
