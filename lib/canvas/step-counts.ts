/** Turns the ways out of a step into what people read: done, failed, left, and each path. */
import { pathsOf } from "./definition.ts";
import type { CanvasStats } from "./run-schema.ts";
import type { Step } from "./step-schema.ts";

export const FAILED_PATHS = ["failure", "failure_exit", "failed"] as const;
export const LEFT_PATHS = ["exit"] as const;

interface WayCount {
  path: string;
  count: number;
  conversions: number;
}

/** Numbers of one step, from those of its ways out. */
export function stepCounts(
  step: Step,
  ways: readonly WayCount[],
  here: number,
): CanvasStats["steps"][number] {
  const byPath = new Map(ways.map((way) => [way.path, way]));
  const sum = (paths: readonly string[]): number =>
    paths.reduce((total, path) => total + (byPath.get(path)?.count ?? 0), 0);
  const failed = sum(FAILED_PATHS);
  const left = sum(LEFT_PATHS);
  const gone = sum([...byPath.keys()]);
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
      taken: byPath.get(path)?.count ?? 0,
      conversions: byPath.get(path)?.conversions ?? 0,
    })),
  };
}
