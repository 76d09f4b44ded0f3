/** Steps as they are when just added, and ids nobody has yet. */
import { type Step, type StepType, stepSchema } from "#lib/canvas/step-schema.ts";

const STARTERS: Record<StepType, object> = {
  message: { webhook: { method: "POST", url: "https://", headers: {}, body: { type: "json", value: {} } } },
  delay: { delay: { seconds: 86_400 } },
  action_paths: { groups: [{ event: "" }], window_seconds: 259_200 },
  decision_split: { filter: { op: "and", filters: [] } },
  audience_paths: { groups: [{ name: "", filter: { op: "and", filters: [] } }] },
  experiment_paths: {
    paths: [
      { name: "A", percentage: 50 },
      { name: "B", percentage: 50 },
    ],
  },
  user_update: { attributes: {} },
  context: { set: {} },
  canvas: {},
};

const ID_WORDS: Record<StepType, string> = {
  message: "webhook",
  delay: "wait",
  action_paths: "event",
  decision_split: "split",
  audience_paths: "audience",
  experiment_paths: "test",
  user_update: "update",
  context: "variables",
  canvas: "journey",
};

/** A step of this kind with sensible beginnings. An event is left empty: only its author knows it. */
export function newStep(type: StepType, taken: ReadonlySet<string>): Step {
  const starter = STARTERS[type];
  const id = freeId(ID_WORDS[type], taken);
  if (type === "action_paths")
    return {
      id,
      type,
      window_seconds: 259_200,
      groups: [{}],
    };
  return stepSchema.parse({ id, type, ...starter });
}

/** `word`, or `word_2`, `word_3`, … */
export function freeId(word: string, taken: ReadonlySet<string>): string {
  const base = word.slice(0, 56).replace(/_\d+$/, "");
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}_${number}`)) number += 1;
  return `${base}_${number}`;
}
