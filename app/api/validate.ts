import type { z } from "zod";
import { type ApiErrorItem, AppError, invalid } from "#lib/platform/errors.ts";

/**
 * Parses `value`; throws a 422 with one item per problem, each naming the field by its dotted path. Problems that
 * existing REST clients know as a 400 say so themselves (`params.fatal`).
 */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { reportInput: false });
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(toItems).slice(0, 50);
  if (!parsed.error.issues.some(isFatal)) throw invalid(errors);
  throw new AppError("bad_request", errors[0]?.message ?? "The request is not valid.", { errors });
}

function toItems(issue: z.core.$ZodIssue): ApiErrorItem[] {
  const field = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      code: "unknown_field",
      field: field === "" ? key : `${field}.${key}`,
      message: `The field "${key}" is not known here.`,
      hint: "Check the spelling, or leave it out.",
    }));
  }
  // A union reports one list per branch; the branch that got furthest says what the author meant.
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const closest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? [];
    const inner = closest.flatMap((nested) =>
      toItems({ ...nested, path: [...issue.path, ...nested.path] } as z.core.$ZodIssue),
    );
    if (inner.length > 0) return inner;
  }
  const params =
    "params" in issue ? (issue.params as { code?: string; hint?: string } | undefined) : undefined;
  return [
    {
      code: params?.code ?? issue.code,
      field: field === "" ? undefined : field,
      message: issue.message,
      hint: params?.hint ?? hintFor(issue),
    },
  ];
}

function isFatal(issue: z.core.$ZodIssue): boolean {
  return "params" in issue && (issue.params as { fatal?: boolean } | undefined)?.fatal === true;
}

function depth(issues: z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function hintFor(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return `Send ${issue.expected === "int" ? "a whole number" : `a value of type ${issue.expected}`}.`;
    case "invalid_value":
      return `Use one of: ${issue.values.map(String).join(", ")}.`;
    case "too_big":
      return `At most ${issue.maximum}.`;
    case "too_small":
      return `${issue.inclusive === false ? "More than" : "At least"} ${issue.minimum}.`;
    case "invalid_key":
      return issue.issues[0]?.message;
    default:
      return undefined;
  }
}
