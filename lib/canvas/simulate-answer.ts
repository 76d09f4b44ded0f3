/** Runs of a simulation as they are answered. */
import type { Words } from "#lib/i18n/problem-words.ts";
import type { PersonData } from "#lib/segment/evaluate-leaf.ts";
import type { Settled } from "./decision.ts";
import type { Entry } from "./entry.ts";
import { codeWhy, reasoned, why } from "./simulate-reason.ts";
import type { SimulatedRun, SimulatedTurn } from "./simulate-schema.ts";
import type { Step } from "./step-schema.ts";

/** What a message step would send, and how it is assumed to end. */
export interface SimulatedSend {
  request: SimulatedTurn["request"];
  error: string | null;
  errorWords?: Words | undefined;
  assumedStatus: number | null;
  settled: Settled;
  afterSeconds: number;
}

interface Answered {
  person: PersonData;
  entry: Entry;
  turns: SimulatedTurn[];
  sending: SimulatedSend | null;
}

export function sendingPart(
  sending: SimulatedSend | null,
): Pick<SimulatedTurn, "request" | "assumed_status" | "error" | "error_words"> {
  return {
    request: sending?.request ?? null,
    assumed_status: sending?.error ? null : (sending?.assumedStatus ?? null),
    error: sending?.error ?? null,
    error_words: sending?.errorWords ?? null,
  };
}

export function turnAt(step: Step | null, id: string | null, at: Date) {
  return {
    step: id,
    step_name: step?.name ?? null,
    step_type: step?.type ?? null,
    at: at.toISOString(),
  };
}

const STATES: Record<Entry["state"], SimulatedRun["state"]> = {
  active: "waiting",
  completed: "completed",
  exited: "exited",
  failed: "failed",
  control: "control",
};

/** The run as it stands, the step they are at last. */
export function answerOf(run: Answered, steps: ReadonlyMap<string, Step>): SimulatedRun {
  const { entry } = run;
  const step = steps.get(entry.stepId ?? "");
  const here: SimulatedTurn[] =
    entry.state === "active" && step
      ? [
          {
            ...turnAt(step, step.id, entry.since),
            left_at: null,
            path: null,
            ...reasoned(entry.waitUntil ? [why("waits", { at: entry.waitUntil.toISOString() })] : []),
            ...sendingPart(run.sending),
          },
        ]
      : [];
  return {
    external_user_id: run.person.profile.externalId,
    eligible: true,
    state: STATES[entry.state],
    ...(entry.reason === null ? reasoned([]) : reasoned([codeWhy(entry.reason)])),
    context: entry.context,
    turns: [...run.turns, ...here],
  };
}

/** How many took which way out of each step. */
export function countPaths(runs: readonly SimulatedRun[]): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const { turns } of runs) {
    for (const { step, path } of turns) {
      if (step === null) continue;
      const own = counts[step] ?? {};
      counts[step] = own;
      const key = path ?? "here";
      own[key] = (own[key] ?? 0) + 1;
    }
  }
  return counts;
}
