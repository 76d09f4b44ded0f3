/** Texts of the fields of an outcome rule, and the rule that follows from them. Pure. */
import { type Outcome, type OutcomeRule, outcomeRuleSchema } from "#lib/host/outcome-rules.ts";

type BodyTest = NonNullable<OutcomeRule["body"]>;
type Scalar = NonNullable<BodyTest["equals"]> | null;

export const BODY_TESTS = ["equals", "contains", "exists", "missing"] as const;
export type BodyTestName = (typeof BODY_TESTS)[number];

export function statusText(status: OutcomeRule["status"]): string {
  return [status ?? []].flat().join(", ");
}

/** Statuses as typed, with commas between several; undefined when there are none. What is no status stays as it is. */
export function statusOf(text: string): OutcomeRule["status"] {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => (/^\d{3}$/.test(part) ? Number(part) : part));
  return parts.length < 2 ? parts[0] : parts;
}

/** Whether what is typed names statuses, or nothing, which is every status. */
export function isStatus(text: string): boolean {
  return outcomeRuleSchema.shape.status.safeParse(statusOf(text)).success;
}

/** A value of the body as typed: numbers, true, false and null are what they look like, unless they stand in quotes. */
export function scalarOf(text: string): Scalar {
  const value = literalOf(text);
  const isScalar = value === null || ["string", "number", "boolean"].includes(typeof value);
  return isScalar ? (value as Scalar) : text;
}

export function scalarText(value: Scalar): string {
  return typeof value === "string" && scalarOf(value) === value ? value : JSON.stringify(value);
}

function literalOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function bodyTestOf(body: BodyTest): { test: BodyTestName; value: string } {
  if (body.contains !== undefined) return { test: "contains", value: body.contains };
  if (body.exists !== undefined) return { test: body.exists ? "exists" : "missing", value: "" };
  return { test: "equals", value: body.equals === undefined ? "" : scalarText(body.equals) };
}

/** The condition on the body; none while it has no path. */
export function bodyOf(path: string, test: BodyTestName, value: string): OutcomeRule["body"] {
  if (path === "") return undefined;
  if (test === "contains") return { path, contains: value };
  if (test === "equals") return { path, equals: scalarOf(value) };
  return { path, exists: test === "exists" };
}

/** The rule with another outcome, without settings that mean nothing beside it. */
export function withOutcome(rule: OutcomeRule, outcome: Outcome): OutcomeRule {
  const { wait_seconds, wait_path, until_midnight, unverified, ...kept } = rule;
  return withFields(
    { ...kept, outcome },
    {
      wait_seconds: outcome === "wait" || outcome === "halt" ? wait_seconds : undefined,
      wait_path: outcome === "wait" ? wait_path : undefined,
      until_midnight: outcome === "halt" ? until_midnight : undefined,
      unverified: outcome === "done" ? unverified : undefined,
    },
  );
}

/** The rule with some fields changed; what is undefined is left out. */
export function withFields(
  rule: OutcomeRule,
  fields: { [Name in keyof OutcomeRule]?: OutcomeRule[Name] | undefined },
): OutcomeRule {
  const entries = Object.entries({ ...rule, ...fields }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as OutcomeRule;
}
