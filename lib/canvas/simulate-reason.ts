/** Why somebody took a way out of a step: as facts for the screens, and in English for callers of the API. Pure. */
import { english, type Say } from "#lib/i18n/english.ts";
import messages from "#lib/i18n/messages/en/journeySimulate.json" with { type: "json" };
import { failingRules, type RuleVerdict, type Verdict } from "#lib/segment/explain.ts";
import type { Move } from "./entry.ts";
import type { SimulatedTurn, Why } from "./simulate-schema.ts";
import type { Step, StepOf } from "./step-schema.ts";
import type { TurnCause } from "./turn.ts";

const MAX_RULES = 4;

const ENGLISH: Say = english(messages);

type Code = keyof typeof messages.why;
type Rule = Why["rules"][number];

export function why(code: Code, values: Why["values"] = {}): Why {
  return { code, values, rules: [] };
}

/** A reason the engine gives itself: a code, or words of an answer. */
export function codeWhy(reason: string): Why {
  return why("code", { reason });
}

/** Both forms of reasons, to be spread into what is answered. */
export function reasoned(whys: readonly (Why & { said?: string })[]): Pick<SimulatedTurn, "reason" | "why"> {
  const said = whys.map((one) => one.said ?? ENGLISH(`why.${one.code}`, one.values)).join(" ");
  return { reason: said === "" ? null : said, why: whys.map(({ said: _, ...one }) => one) };
}

/** "no, because in segment “VIP”: no (total_spend is at least 100: no (42))". */
export function whyOfVerdict(verdict: Verdict): Why & { said: string } {
  const rules = deciding(verdict);
  const shown = rules.slice(0, MAX_RULES);
  const said = verdict.matched ? "yes" : "no";
  const more = rules.length - shown.length;
  const because = `${said}, because ${shown.map(textOf).join("; ")}${more > 0 ? `; ${more} more` : ""}`;
  const everybody = verdict.matched ? "yes, everybody" : said;
  return {
    code: rules.length > 0 ? said : verdict.matched ? "everybody" : "nobody",
    values: { more },
    rules: shown.map(ruleOf),
    said: rules.length > 0 ? because : everybody,
  };
}

/** The rules that made it hold, or keep the person out. */
function deciding(verdict: Verdict): RuleVerdict[] {
  if (verdict.kind === "rule") return [verdict];
  if (verdict.op === "not") return verdict.matched ? allRules(verdict) : failingRules(verdict);
  return verdict.children.filter((child) => child.matched === verdict.matched).flatMap(deciding);
}

function allRules(verdict: Verdict): RuleVerdict[] {
  return verdict.kind === "rule" ? [verdict] : verdict.children.flatMap(allRules);
}

function ruleOf(rule: RuleVerdict): Rule {
  const { matched, filter, fact } = rule;
  return { matched, filter, fact, inside: insideOf(rule).map(ruleOf).map(withoutInside) };
}

function withoutInside({ inside: _, ...rule }: Rule): Rule["inside"][number] {
  return rule;
}

/** With what is behind a segment. */
function insideOf({ segment }: RuleVerdict): RuleVerdict[] {
  return segment ? deciding(segment).slice(0, MAX_RULES) : [];
}

function textOf(rule: RuleVerdict): string {
  const inside = insideOf(rule);
  if (inside.length === 0) return rule.text;
  return `${rule.rule}: ${rule.matched ? "yes" : "no"} (${inside.map(textOf).join("; ")})`;
}

/** For moves that say nothing themselves. */
export function whyOfMove(step: Step | null, move: Move, cause: TurnCause, now: Date): Why | null {
  if (!step) return null;
  switch (step.type) {
    case "delay":
      return whyOfDelay(cause, now);
    case "action_paths":
      return whyOfPaths(step, move, cause);
    case "experiment_paths": {
      const path = step.paths[Number(move.path.split(":")[1] ?? 0)];
      return path ? why("drawn", { share: path.percentage }) : null;
    }
    case "message":
      return cause.kind === "delivery" && cause.settled.statusCode !== null
        ? why("answered", { status: String(cause.settled.statusCode) })
        : null;
    case "canvas":
      return why(step.wait ? "other_over" : "other_starts");
    default:
      return null;
  }
}

function whyOfPaths(step: StepOf<"action_paths">, move: Move, cause: TurnCause): Why {
  if (cause.kind === "event") return why("happened", { event: cause.event.name });
  const group = step.groups[Number(move.path.split(":")[1] ?? -1)];
  if (group) return why("happened", { event: group.event ?? "purchase" });
  const events = step.groups.map(({ event }) => `"${event ?? "purchase"}"`).join(", ");
  return why("none_of", { events, seconds: step.window_seconds });
}

function whyOfDelay(cause: TurnCause, now: Date): Why {
  if (cause.kind === "timer") return why("waited", { at: now.toISOString() });
  return cause.kind === "event" ? why("happened", { event: cause.event.name }) : why("no_wait");
}
