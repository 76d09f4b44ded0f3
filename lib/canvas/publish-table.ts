/** Decides what a publication does to people inside, step by step: which rules are possible, and which one applies. */
import type { ApiErrorItem } from "#lib/platform/errors.ts";
import type { PeopleAtStep, PeopleRule, PeopleRuleName, PublishInput } from "./publish-schema.ts";
import type { CanvasDefinition } from "./schema.ts";
import type { Step } from "./step-schema.ts";
import { sameStep, successorIn } from "./version-diff.ts";

/** People of one version at one of its steps. */
export interface PeopleGroup {
  step: string;
  /** The step as it is in their version. */
  was: Step | null;
  people: number;
}

type Row = Omit<PeopleAtStep, "due_now" | "due_is_estimate">;

const ORDER = ["removed", "changed", "same"];

/** One row for each step that somebody is at, whichever version they are on: removed ones first. */
export function peopleTable(
  groups: readonly PeopleGroup[],
  live: CanvasDefinition | null,
  draft: CanvasDefinition,
  input: Pick<PublishInput, "rules" | "default_rule">,
): Row[] {
  const rules = new Map(input.rules.map((rule) => [rule.step, rule]));
  return [...Map.groupBy(groups, (group) => group.step)]
    .map(([step, own]) => rowOf(step, own, live, draft, rules.get(step), input.default_rule))
    .toSorted((a, b) => ORDER.indexOf(a.change) - ORDER.indexOf(b.change) || b.people - a.people);
}

function rowOf(
  id: string,
  groups: readonly PeopleGroup[],
  live: CanvasDefinition | null,
  draft: CanvasDefinition,
  given: PeopleRule | undefined,
  fallback: PeopleRuleName,
): Row {
  const next = draft.steps.find((step) => step.id === id) ?? null;
  const was = groups.find((group) => group.was)?.was ?? null;
  const named = next ?? was;
  const to = given?.to ?? (next || !live ? null : successorIn(live, draft, id));
  const wished = given?.rule ?? fallback;
  return {
    step: id,
    step_name: named?.name ?? null,
    step_type: named?.type ?? null,
    change: changeOf(groups, next),
    people: groups.reduce((sum, group) => sum + group.people, 0),
    // Without a step to go to they stay on their version: nobody is ever left nowhere.
    rule: wished === "move" && !next && to === null ? "finish" : wished,
    to,
    allowed: draft.steps.length > 0 ? ["finish", "move", "exit"] : ["finish", "exit"],
  };
}

function changeOf(groups: readonly PeopleGroup[], next: Step | null): PeopleAtStep["change"] {
  if (!next) return "removed";
  return groups.every(({ was }) => was && sameStep(was, next)) ? "same" : "changed";
}

/** Rules that cannot be followed. */
export function ruleProblems(
  groups: readonly PeopleGroup[],
  draft: CanvasDefinition,
  input: Pick<PublishInput, "rules">,
): ApiErrorItem[] {
  const steps = new Set(draft.steps.map((step) => step.id));
  const occupied = new Set(groups.map((group) => group.step));
  return input.rules.flatMap(({ step, rule, to }, index): ApiErrorItem[] => {
    if (rule !== "move" || !occupied.has(step)) return [];
    if (to && !steps.has(to)) {
      const message = `The new version has no step "${to}".`;
      return [
        { code: "unknown_step", field: `rules.${index}.to`, message, hint: "Choose one of its steps." },
      ];
    }
    if (to || steps.has(step)) return [];
    const message = `"${step}" is gone, so people there need a step to move to.`;
    return [
      {
        code: "missing_step",
        field: `rules.${index}.to`,
        message,
        hint: "Give to, or choose finish or exit.",
      },
    ];
  });
}

/** Removed steps where somebody is now but nobody was seen when the rules were chosen. */
export function unseenSteps(
  groups: readonly PeopleGroup[],
  draft: CanvasDefinition,
  input: Pick<PublishInput, "seen">,
): string[] {
  const { seen } = input;
  if (!seen) return [];
  const steps = new Set(draft.steps.map((step) => step.id));
  const gone = groups.filter((group) => !steps.has(group.step) && group.people > 0);
  return [...new Set(gone.map((group) => group.step))].filter((step) => (seen[step] ?? 0) === 0);
}
