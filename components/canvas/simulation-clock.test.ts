import { describe, expect, it } from "vitest";
import { type Simulation, simulationSchema } from "#lib/canvas/simulate-schema.ts";
import { moments, nextMoment, overlayAt, runAt } from "./simulation-clock.ts";

const turn = (step: string, from: number, to: number | null, path: string | null) => ({
  step,
  step_name: null,
  step_type: "delay",
  at: new Date(from * 1_000).toISOString(),
  left_at: to === null ? null : new Date(to * 1_000).toISOString(),
  path,
  reason: null,
  why: [],
  request: null,
  assumed_status: null,
  error: null,
  error_words: null,
});

const simulation: Simulation = simulationSchema.parse({
  start_at: new Date(0).toISOString(),
  counts: {},
  problems: [],
  people: [
    {
      external_user_id: "a",
      eligible: true,
      state: "completed",
      reason: "end",
      why: [],
      context: {},
      turns: [turn("wait", 0, 60, "next"), turn("split", 60, 60, "yes"), turn("send", 60, 61, "next")],
    },
    {
      external_user_id: "b",
      eligible: true,
      state: "completed",
      reason: "end",
      why: [],
      context: {},
      turns: [turn("wait", 0, 90, "next"), turn("split", 90, 90, "no")],
    },
  ],
});

describe("the clock of a simulation", () => {
  it("shows people where they are at that moment", () => {
    const { here, taken } = overlayAt(simulation, 60);
    expect([...here]).toEqual([
      ["send", 1],
      ["wait", 1],
    ]);
    expect([...taken]).toEqual([
      ["wait/next", 1],
      ["split/yes", 1],
    ]);
  });

  it("shows everything at the end, for all or for one person", () => {
    expect(overlayAt(simulation, null).here.size).toBe(0);
    expect([...overlayAt(simulation, null, "b").taken.keys()]).toEqual(["wait/next", "split/no"]);
  });

  it("steps from one thing that happens to the next", () => {
    expect(moments(simulation)).toEqual([0, 60, 61, 90]);
    expect(nextMoment(simulation, 61)).toBe(90);
    expect(nextMoment(simulation, 90)).toBeNull();
  });

  it("lets a person wait who is not through yet", () => {
    const [, b] = simulation.people;
    const run = b && runAt(simulation, b, 61);
    expect(run).toMatchObject({ state: "waiting", reason: null });
    expect(run?.turns).toMatchObject([{ step: "wait", left_at: null, path: null }]);
  });
});
