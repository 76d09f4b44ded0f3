/** What a simulation shows at a moment of its own clock. Pure: the whole future is known, the clock says how much is seen. */
import type { EntryRun } from "#lib/canvas/run-schema.ts";
import type { SimulatedRun, SimulatedTurn, Simulation } from "#lib/canvas/simulate-schema.ts";

/** Seconds after the start; null: to the end. */
export type Clock = number | null;

/** People by step, and by way out ("step/path"): what is drawn on the canvas and in the outline. */
export type Overlay = {
  here: ReadonlyMap<string, number>;
  visited: ReadonlyMap<string, number>;
  taken: ReadonlyMap<string, number>;
  entered: number;
};

function momentOf(simulation: Simulation, clock: Clock): number {
  return clock === null ? Number.POSITIVE_INFINITY : Date.parse(simulation.start_at) + clock * 1_000;
}

/** The turns that have begun by then; the last may not be over yet. */
export function runAt(simulation: Simulation, run: SimulatedRun, clock: Clock): SimulatedRun {
  const at = momentOf(simulation, clock);
  const turns = run.turns
    .filter((turn) => Date.parse(turn.at) <= at)
    .map((turn): SimulatedTurn => {
      const left = turn.left_at !== null && Date.parse(turn.left_at) <= at;
      return left ? turn : { ...turn, left_at: null, path: null };
    });
  const last = turns.at(-1);
  const waiting = run.eligible && run.state !== "control" && (!last || last.left_at === null);
  return { ...run, turns, ...(waiting ? { state: "waiting" as const, reason: null, why: [] } : {}) };
}

export function overlayAt(simulation: Simulation, clock: Clock, only: string | null = null): Overlay {
  const here = new Map<string, number>();
  const visited = new Map<string, number>();
  const taken = new Map<string, number>();
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  const runs = simulation.people.filter(
    (run) => run.eligible && (only === null || run.external_user_id === only),
  );
  for (const run of runs) {
    for (const { step, path, left_at } of runAt(simulation, run, clock).turns) {
      if (step === null) continue;
      count(visited, step);
      if (path !== null) count(taken, `${step}/${path}`);
      if (left_at === null) count(here, step);
    }
  }
  return { here, visited, taken, entered: runs.length };
}

/** The way of one real person, drawn like a simulated one. */
export function overlayOfRun(run: EntryRun): Overlay {
  const here = new Map<string, number>();
  const visited = new Map<string, number>();
  const taken = new Map<string, number>();
  for (const { step, path, left_at } of run.steps) {
    visited.set(step, (visited.get(step) ?? 0) + 1);
    if (path !== null) taken.set(`${step}/${path}`, (taken.get(`${step}/${path}`) ?? 0) + 1);
    if (left_at === null) here.set(step, 1);
  }
  return { here, visited, taken, entered: 1 };
}

/** When something happens to somebody, in seconds after the start, earliest first. */
export function moments(simulation: Simulation): number[] {
  const start = Date.parse(simulation.start_at);
  const all = simulation.people.flatMap((run) =>
    run.turns.flatMap((turn) => [turn.at, ...(turn.left_at === null ? [] : [turn.left_at])]),
  );
  return [...new Set(all.map((at) => Math.max(0, (Date.parse(at) - start) / 1_000)))].toSorted(
    (a, b) => a - b,
  );
}

/** The next moment at which something happens after the clock; null when nothing more does. */
export function nextMoment(simulation: Simulation, clock: Clock): number | null {
  return clock === null ? null : (moments(simulation).find((at) => at > clock) ?? null);
}
