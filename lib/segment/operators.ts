/**
 * The one vocabulary of operators on a value (attribute, event property, context variable), and which
 * value each of them takes. Evaluating them is `compare.ts` in memory and `compile-condition.ts` in SQL.
 */
import { isStorable } from "#lib/platform/text.ts";
import { parseInstant } from "./instant.ts";
import { parseRegex } from "./regex.ts";

export const VALUE_OPERATORS = [
  "equals",
  "not_equal",
  "greater_than",
  "greater_than_or_equal",
  "less_than",
  "less_than_or_equal",
  "exists",
  "does_not_exist",
  "contains",
  "not_contains",
  "matches_regex",
  "does_not_match_regex",
  "includes_value",
  "does_not_include_value",
  "before",
  "after",
  "within_days",
  "not_within_days",
] as const;

export type ValueOperator = (typeof VALUE_OPERATORS)[number];

/** Text, number or yes/no. Typed: 101 is not "101". */
export type Scalar = string | number | boolean;

/** A moment counted from the time of evaluation, in days of 24 hours. */
export type RelativeMoment = { days_ago: number } | { days_from_now: number };

export type FilterValue = Scalar | Scalar[] | RelativeMoment;

export type PositiveOperator =
  | "equals"
  | "greater_than"
  | "greater_than_or_equal"
  | "less_than"
  | "less_than_or_equal"
  | "exists"
  | "contains"
  | "matches_regex"
  | "includes_value"
  | "before"
  | "after"
  | "within_days";

/**
 * Every negative operator is the exact opposite of a positive one, also for missing values: each person is
 * on exactly one side. So "tier is not gold" includes people without a tier.
 */
const OPPOSITES: Partial<Record<ValueOperator, PositiveOperator>> = {
  not_equal: "equals",
  does_not_exist: "exists",
  not_contains: "contains",
  does_not_match_regex: "matches_regex",
  does_not_include_value: "includes_value",
  not_within_days: "within_days",
};

/** Splits an operator into its positive form and whether the answer is turned around. */
export function positiveForm(op: ValueOperator): { op: PositiveOperator; negated: boolean } {
  const opposite = OPPOSITES[op];
  return opposite ? { op: opposite, negated: true } : { op: op as PositiveOperator, negated: false };
}

export interface ValueProblem {
  message: string;
  hint: string;
}

export const MAX_LIST_VALUES = 1_000;
export const MAX_TEXT_LENGTH = 1_000;
export const MAX_DAYS = 36_500;

/** Why `value` does not fit `op`, or null when it fits. */
export function valueProblem(op: ValueOperator, value: unknown): ValueProblem | null {
  switch (positiveForm(op).op) {
    case "exists":
      return value === undefined || value === null
        ? null
        : { message: `${op} takes no value.`, hint: "Remove value." };
    case "equals":
    case "includes_value":
    case "contains":
      return scalarsProblem(op, value);
    case "matches_regex":
      return regexProblem(op, value);
    case "before":
    case "after":
      return momentProblem(op, value);
    case "within_days":
      return daysProblem(op, value);
    default:
      return numberProblem(op, value);
  }
}

/** Why a number of days cannot be used, or null. */
export function daysProblem(op: string, value: unknown): ValueProblem | null {
  if (typeof value === "number" && value > 0 && value <= MAX_DAYS) return null;
  return {
    message: `${op} takes a number of days.`,
    hint: `Give value as a number above 0 and at most ${MAX_DAYS}, for example 30 (fractions are allowed).`,
  };
}

/** Why text cannot be stored and compared, or null. */
export function textProblem(text: string): ValueProblem | null {
  if (text.length > MAX_TEXT_LENGTH) {
    return {
      message: `The text is ${text.length} characters long.`,
      hint: `Use at most ${MAX_TEXT_LENGTH} characters.`,
    };
  }
  if (!isStorable(text)) {
    return {
      message: "The text contains a character that cannot be stored.",
      hint: "Remove NUL characters and broken surrogates.",
    };
  }
  return null;
}

function numberProblem(op: ValueOperator, value: unknown): ValueProblem | null {
  if (typeof value !== "number") {
    return {
      message: `${op} compares numbers, but value is ${kindOf(value)}.`,
      hint: 'Give a number without quotes, for example 100. For dates use "before" or "after".',
    };
  }
  return safeNumberProblem(value);
}

function safeNumberProblem(value: number): ValueProblem | null {
  if (!Number.isFinite(value))
    return { message: "The value is not a finite number.", hint: "Give a plain number." };
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return {
      message: "The number is too large to be compared exactly.",
      hint: `Stay within ±${Number.MAX_SAFE_INTEGER}; send long identifiers as text.`,
    };
  }
  return null;
}

function scalarsProblem(op: ValueOperator, value: unknown): ValueProblem | null {
  if (Array.isArray(value)) return listProblem(op, value);
  return scalarProblem(op, value);
}

function listProblem(op: ValueOperator, values: unknown[]): ValueProblem | null {
  if (values.length === 0 || values.length > MAX_LIST_VALUES) {
    return {
      message: `A list for ${op} holds 1 to ${MAX_LIST_VALUES} values, this one holds ${values.length}.`,
      hint: "A list means any of its values; for long lists of people use a list filter.",
    };
  }
  for (const value of values) {
    const problem = scalarProblem(op, value);
    if (problem) return problem;
  }
  return null;
}

function scalarProblem(op: ValueOperator, value: unknown): ValueProblem | null {
  if (typeof value === "boolean") return null;
  if (typeof value === "number") return safeNumberProblem(value);
  if (typeof value === "string") {
    if (value === "" && positiveForm(op).op === "contains") {
      return {
        message: `${op} needs some text to look for.`,
        hint: "Every text contains the empty text; use exists.",
      };
    }
    return textProblem(value);
  }
  return {
    message: `${op} needs a value: text, a number, true or false, but value is ${kindOf(value)}.`,
    hint: 'To test for a missing value use "does_not_exist".',
  };
}

function regexProblem(op: ValueOperator, value: unknown): ValueProblem | null {
  if (typeof value !== "string") {
    return {
      message: `${op} takes a regular expression as text, but value is ${kindOf(value)}.`,
      hint: 'For example "^[A-Z]{2}[0-9]+$".',
    };
  }
  const parsed = parseRegex(value);
  return parsed.ok ? null : { message: parsed.message, hint: parsed.hint };
}

function momentProblem(op: ValueOperator, value: unknown): ValueProblem | null {
  if (typeof value === "string" && parseInstant(value) !== null) return null;
  if (isRelativeMoment(value)) {
    const days = "days_ago" in value ? value.days_ago : value.days_from_now;
    if (Number.isFinite(days) && days >= 0 && days <= MAX_DAYS) return null;
  }
  return {
    message: `${op} needs a moment, but value is ${kindOf(value)}${typeof value === "string" ? " that is not an ISO 8601 date" : ""}.`,
    hint: 'For example "2026-01-31", "2026-01-31T09:00:00Z", { "days_ago": 30 } or { "days_from_now": 7 }.',
  };
}

/** Whether a value is a moment relative to now. */
export function isRelativeMoment(value: unknown): value is RelativeMoment {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  const [key] = keys;
  if (keys.length !== 1 || (key !== "days_ago" && key !== "days_from_now")) return false;
  return typeof (value as Record<string, unknown>)[key] === "number";
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "true or false";
  return typeof value === "number" ? "a number" : "an object";
}
