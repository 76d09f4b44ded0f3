/** Journeys that start each other in a circle. */
import { liveCanvases } from "./service-live.ts";

/** Which of these journeys lead, over those that are live, back to `self`. */
export async function leadingBack(
  workspaceId: string,
  ids: readonly string[],
  self: string | null,
): Promise<Set<string>> {
  if (self === null || ids.length === 0) return new Set();
  const targets = new Map(
    (await liveCanvases(workspaceId)).map(({ canvasId, version }) => [
      canvasId,
      version.definition.steps.flatMap((step) => (step.type === "canvas" ? (step.canvas_id ?? []) : [])),
    ]),
  );
  return new Set(ids.filter((id) => id !== self && reaches(targets, id, self)));
}

function reaches(targets: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const reached = new Set([from]);
  for (const id of reached) for (const next of targets.get(id) ?? []) reached.add(next);
  return reached.has(to);
}
