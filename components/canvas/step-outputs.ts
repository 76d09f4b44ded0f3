/** The ways out of a step, and changing where one leads. Keys are those of results: `next`, `yes`, `group:0`, … */
import type { Step } from "#lib/canvas/step-schema.ts";

export type Output = {
  key: string;
  to: string | null;
  /** What its author called it. */
  name?: string | undefined;
  percentage?: number | undefined;
};

/** Every way out, in the order they are shown. */
export function outputsOf(step: Step): Output[] {
  switch (step.type) {
    case "decision_split":
      return [
        { key: "yes", to: step.yes ?? null },
        { key: "no", to: step.no ?? null },
      ];
    case "action_paths":
      return [
        ...step.groups.map((group, index) => ({
          key: `group:${index}`,
          to: group.next ?? null,
          name: group.name || group.event || group.product_id,
        })),
        { key: "else", to: step.else ?? null },
      ];
    case "audience_paths":
      return [
        ...step.groups.map((group, index) => ({
          key: `group:${index}`,
          to: group.next ?? null,
          name: group.name,
        })),
        { key: "else", to: step.else ?? null },
      ];
    case "experiment_paths":
      return step.paths.map((path, index) => ({
        key: `path:${index}`,
        to: path.next ?? null,
        name: path.name,
        percentage: path.percentage,
      }));
    case "message":
      return [
        { key: "next", to: step.next ?? null },
        ...(step.on_failure === "branch" ? [{ key: "failure", to: step.failure_next ?? null }] : []),
      ];
    default:
      return [{ key: "next", to: step.next ?? null }];
  }
}

/** The step with one way out leading elsewhere. */
export function withOutput(step: Step, key: string, to: string | null): Step {
  const index = Number(key.split(":")[1] ?? -1);
  const at = <Item extends object>(items: readonly Item[]): Item[] =>
    items.map((item, place) => (place === index ? { ...item, next: to } : item));
  switch (step.type) {
    case "decision_split":
      return key === "yes" ? { ...step, yes: to } : { ...step, no: to };
    case "action_paths":
      return key === "else" ? { ...step, else: to } : { ...step, groups: at(step.groups) };
    case "audience_paths":
      return key === "else" ? { ...step, else: to } : { ...step, groups: at(step.groups) };
    case "experiment_paths":
      return { ...step, paths: at(step.paths) };
    case "message":
      return key === "failure" ? { ...step, failure_next: to } : { ...step, next: to };
    default:
      return { ...step, next: to };
  }
}

/** The step with every way out passed through `map`; hidden ways (a failure branch turned off) too. */
export function mapOutputs(step: Step, map: (to: string) => string | null): Step {
  let mapped = step;
  for (const { key, to } of outputsOf(step)) {
    if (to !== null) mapped = withOutput(mapped, key, map(to));
  }
  if (mapped.type === "message" && mapped.on_failure !== "branch" && mapped.failure_next)
    return { ...mapped, failure_next: map(mapped.failure_next) };
  return mapped;
}
