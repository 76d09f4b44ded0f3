/** Evaluates one operator on one value, typed: 101 is not "101". Used for attributes, event properties and context variables alike. */
import { parseInstant } from "./instant.ts";
import {
  type FilterValue,
  isRelativeMoment,
  type PositiveOperator,
  positiveForm,
  type ValueOperator,
} from "./operators.ts";
import { regexMatches } from "./regex-match.ts";

const DAY_MS = 86_400_000;

/** Missing and null are the same: nothing holds of them except the negative operators. */
export function compare(
  actual: unknown,
  op: ValueOperator,
  expected: FilterValue | undefined,
  now: Date,
): boolean {
  const form = positiveForm(op);
  return holds(actual, form.op, expected, now) !== form.negated;
}

function holds(actual: unknown, op: PositiveOperator, expected: FilterValue | undefined, now: Date): boolean {
  if (actual === undefined || actual === null) return false;
  switch (op) {
    case "exists":
      return true;
    case "equals":
      return anyOf(expected).some((value) => value === actual);
    case "includes_value":
      return Array.isArray(actual) && anyOf(expected).some((value) => actual.includes(value));
    case "contains":
      return anyOf(expected).some((value) => containsValue(actual, value));
    case "matches_regex":
      return typeof actual === "string" && typeof expected === "string" && regexMatches(expected, actual);
    case "before":
    case "after":
    case "within_days":
      return comparesMoment(actual, op, expected, now);
    default:
      return (
        typeof actual === "number" && typeof expected === "number" && comparesNumber(actual, op, expected)
      );
  }
}

function containsValue(actual: unknown, value: unknown): boolean {
  if (Array.isArray(actual)) return actual.includes(value);
  return typeof actual === "string" && typeof value === "string" && actual.includes(value);
}

function comparesNumber(actual: number, op: PositiveOperator, expected: number): boolean {
  switch (op) {
    case "greater_than":
      return actual > expected;
    case "greater_than_or_equal":
      return actual >= expected;
    case "less_than":
      return actual < expected;
    case "less_than_or_equal":
      return actual <= expected;
    default:
      return false;
  }
}

/** `within_days` looks back: the moment lies in the last so many days of 24 hours, not in the future. */
function comparesMoment(
  actual: unknown,
  op: "before" | "after" | "within_days",
  expected: FilterValue | undefined,
  now: Date,
): boolean {
  const moment = momentOf(actual);
  if (moment === null) return false;
  if (op === "within_days") {
    return (
      typeof expected === "number" && moment <= now.getTime() && moment > now.getTime() - expected * DAY_MS
    );
  }
  const limit = expectedMoment(expected, now);
  if (limit === null) return false;
  return op === "before" ? moment < limit : moment > limit;
}

function momentOf(value: unknown): number | null {
  if (value instanceof Date) return value.getTime();
  return typeof value === "string" ? toMs(parseInstant(value)) : null;
}

function expectedMoment(expected: FilterValue | undefined, now: Date): number | null {
  if (typeof expected === "string") return toMs(parseInstant(expected));
  if (!isRelativeMoment(expected)) return null;
  return now.getTime() + ("days_ago" in expected ? -expected.days_ago : expected.days_from_now) * DAY_MS;
}

function toMs(instant: unknown): number | null {
  if (instant instanceof Date) return instant.getTime();
  return typeof instant === "number" ? instant : null;
}

function anyOf(expected: FilterValue | undefined): readonly unknown[] {
  return Array.isArray(expected) ? expected : [expected];
}
