/** Says in words why somebody took a way out of a step. */
import { failures, type Verdict } from "#lib/segment/explain.ts";
import type { Move } from "./entry.ts";
import type { Step, StepOf } from "./step-schema.ts";
import type { TurnCause } from "./turn.ts";

const MAX_RULES = 4;

/** "no, because in segment “VIP”: no (total_spend is at least 100: no (42))". */
export function because(verdict: Verdict): string {
  const rules = verdict.matched ? holding(verdict) : keepingOut(verdict);
  const said = verdict.matched ? "yes" : "no";
  if (rules.length === 0) return verdict.matched ? `${said}, everybody` : said;
  const more = rules.length > MAX_RULES ? `; ${rules.length - MAX_RULES} more` : "";
  return `${said}, because ${rules.slice(0, MAX_RULES).join("; ")}${more}`;
}

function holding(verdict: Verdict): string[] {
  if (verdict.kind === "rule") return verdict.matched ? [textOf(verdict)] : [];
  if (verdict.op === "not") return verdict.children.flatMap(allRules);
  return verdict.children.flatMap(holding);
}

function allRules(verdict: Verdict): string[] {
  return verdict.kind === "rule" ? [textOf(verdict)] : verdict.children.flatMap(allRules);
}

/** As `failures`, with what is behind a segment. */
function keepingOut(verdict: Verdict): string[] {
  if (verdict.kind === "rule") return [textOf(verdict)];
  if (verdict.op === "not") return failures(verdict);
  return verdict.children.filter((child) => !child.matched).flatMap(keepingOut);
}

function textOf(verdict: Extract<Verdict, { kind: "rule" }>): string {
  const inner = verdict.segment;
  if (!inner) return verdict.text;
  const rules = inner.matched ? holding(inner) : keepingOut(inner);
  const said = verdict.matched ? "yes" : "no";
  return rules.length === 0
    ? verdict.text
    : `${verdict.rule}: ${said} (${rules.slice(0, MAX_RULES).join("; ")})`;
}

/** For moves that say nothing themselves. */
export function reasonOfMove(step: Step | null, move: Move, cause: TurnCause, now: Date): string | null {
  if (!step) return null;
  switch (step.type) {
    case "delay":
      return reasonOfDelay(cause, now);
    case "action_paths":
      return reasonOfPaths(step, move, cause);
    case "experiment_paths": {
      const path = step.paths[Number(move.path.split(":")[1] ?? 0)];
      return path ? `drawn for ${path.percentage} %` : null;
    }
    case "message":
      return cause.kind === "delivery" && cause.settled.statusCode !== null
        ? `answered ${cause.settled.statusCode} (assumed)`
        : null;
    case "canvas":
      return step.wait ? "the other journey is taken to be over" : "the other journey would start";
    default:
      return null;
  }
}

function reasonOfPaths(step: StepOf<"action_paths">, move: Move, cause: TurnCause): string {
  if (cause.kind === "event") return happened(cause.event.name);
  const group = step.groups[Number(move.path.split(":")[1] ?? -1)];
  return group ? happened(group.event ?? "purchase") : nothingOf(step);
}

function reasonOfDelay(cause: TurnCause, now: Date): string {
  if (cause.kind === "timer") return `waited until ${now.toISOString()}`;
  return cause.kind === "event" ? happened(cause.event.name) : "nothing to wait for";
}

function happened(event: string): string {
  return `"${event}" happened`;
}

function nothingOf({ groups, window_seconds }: StepOf<"action_paths">): string {
  const names = groups.map((group) => `"${group.event ?? "purchase"}"`).join(", ");
  return `none of ${names} within ${window_seconds} seconds`;
}
