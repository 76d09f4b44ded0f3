/** Turns the ways out of a step into what people read: done, failed, left, and each path. */
import { pathsOf } from "./definition.ts";
import type { CanvasStats } from "./run-schema.ts";
import type { Step } from "./step-schema.ts";

export const FAILED_PATHS = ["failure", "failure_exit", "failed"] as const;
export const LEFT_PATHS = ["exit"] as const;

/** Numbers of one step; counts are by the name of the way out. */
export function stepCounts(
  step: Step,
  taken: ReadonlyMap<string, number>,
  converted: ReadonlyMap<string, number>,
  here: number,
): CanvasStats["steps"][number] {
  const sum = (paths: readonly string[]): number =>
    paths.reduce((total, path) => total + (taken.get(path) ?? 0), 0);
  const failed = sum(FAILED_PATHS);
  const left = sum(LEFT_PATHS);
  const gone = sum([...taken.keys()]);
  return {
    step: step.id,
    step_name: step.name ?? null,
    step_type: step.type,
    entered: gone + here,
    here,
    done: gone - failed - left,
    failed,
    left,
    paths: pathsOf(step).map(({ path, name }) => ({
      path,
      name,
      taken: taken.get(path) ?? 0,
      conversions: converted.get(path) ?? 0,
    })),
  };
}
