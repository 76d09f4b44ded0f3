/** How many people inside would go on at once if they moved to the draft, before anybody is moved. */
import type { CanvasRow } from "./canvas-row.ts";
import type { PeopleGroup } from "./publish-table.ts";
import { rebase } from "./rebase.ts";
import { factsFor, worldFor } from "./service-facts.ts";
import type { LoadedVersion } from "./service-versions-cache.ts";
import type { Step } from "./step-schema.ts";
import { countWaitingSince, waitingSample } from "./store-publish.ts";

interface Due {
  due_now: number;
  due_is_estimate: boolean;
}

/** So many are looked at one by one where each has a time of their own; of more, the share counts. */
const SAMPLE = 1_000;

/** Everybody whose step is replaced, and those whose wait is over by the new one. */
export async function countDue(
  canvas: CanvasRow,
  row: { step: string; to: string | null; people: number; change: string },
  groups: readonly PeopleGroup[],
  now: Date,
): Promise<Due> {
  const exactly = (count: number): Due => ({ due_now: count, due_is_estimate: false });
  const target = canvas.draft.steps.find((step) => step.id === (row.to ?? row.step));
  const was = groups.find((group) => group.step === row.step)?.was;
  if (!target) return exactly(0);
  if (row.change === "same" && target.id === row.step) return exactly(0);
  if (target.id !== row.step || target.type !== was?.type) return exactly(row.people);
  const seconds = secondsOf(target);
  if (seconds !== null) {
    const since = new Date(now.getTime() - seconds * 1_000);
    return exactly(await countWaitingSince(canvas.id, row.step, since, now));
  }
  return target.type === "delay" ? countByPerson(canvas, row, target, was, now) : exactly(0);
}

function secondsOf(step: Step): number | null {
  if (step.type === "action_paths") return step.window_seconds;
  return step.type === "delay" ? (step.delay?.seconds ?? null) : null;
}

/** Until a time of day, a weekday or a date of the person: it depends on each of them. */
async function countByPerson(
  canvas: CanvasRow,
  row: { step: string; people: number },
  target: Step,
  was: Step,
  now: Date,
): Promise<Due> {
  const entries = await waitingSample(canvas.id, row.step, now, SAMPLE);
  if (entries.length === 0) return { due_now: 0, due_is_estimate: false };
  const draft: LoadedVersion = {
    id: canvas.id,
    canvasId: canvas.id,
    number: 0,
    definition: canvas.draft,
    contentBlocks: null,
    steps: new Map(canvas.draft.steps.map((step) => [step.id, step])),
  };
  const world = await worldFor(canvas.workspaceId, entries, now);
  const works = entries.map((entry) => ({ entry, version: draft, cause: "publish" }));
  const facts = await factsFor(works, world, now);
  const due = entries.filter((entry, index) => {
    const after = rebase(entry, was, draft, target.id, facts[index] ?? null, now);
    return after?.due === true;
  }).length;
  const all = entries.length < SAMPLE;
  return {
    due_now: all ? due : Math.round((due / entries.length) * row.people),
    due_is_estimate: !all,
  };
}
