/** Sorts the objects of a call into those that can be taken and problems that name the object, the field and the fix. */
import type { z } from "zod";
import { TrackAttributes, type TrackBody, TrackEvent, type TrackProblem, TrackPurchase } from "./schema.ts";

export interface Indexed<Value> {
  value: Value;
  index: number;
}

export interface CheckedCall {
  attributes: Indexed<TrackAttributes>[];
  events: Indexed<TrackEvent>[];
  purchases: Indexed<TrackPurchase>[];
  problems: TrackProblem[];
}

/** Checks every object. Moments in the future become `now`; events of a blocked name are problems. */
export function checkCall(body: TrackBody, now: Date, blocked: ReadonlySet<string> = new Set()): CheckedCall {
  const problems: TrackProblem[] = [];
  const attributes = checkList("attributes", TrackAttributes, body.attributes, problems);
  const events = checkList("events", TrackEvent, body.events, problems).filter(({ value, index }) => {
    if (!blocked.has(value.name)) return true;
    problems.push(
      problemOf("events", index, { ...BLOCKED, message: `The event "${value.name}" is blocked.` }),
    );
    return false;
  });
  const purchases = checkList("purchases", TrackPurchase, body.purchases, problems);
  for (const { value } of [...events, ...purchases]) {
    if (!value.time || value.time > now) value.time = now;
  }
  return { attributes, events, purchases, problems };
}

const BLOCKED = {
  code: "event_blocked",
  field: "name",
  hint: "Stop sending it, or allow it again under Events → Catalogue.",
};

function checkList<Schema extends z.ZodType>(
  array: TrackProblem["input_array"],
  schema: Schema,
  items: readonly unknown[],
  problems: TrackProblem[],
): Indexed<z.output<Schema>>[] {
  const good: Indexed<z.output<Schema>>[] = [];
  items.forEach((item, index) => {
    const parsed = schema.safeParse(item);
    if (parsed.success) good.push({ value: parsed.data, index });
    else {
      const [issue] = parsed.error.issues;
      const params =
        issue && "params" in issue
          ? (issue.params as { code?: string; hint?: string } | undefined)
          : undefined;
      problems.push(
        problemOf(array, index, {
          code: params?.code ?? `invalid_${array.slice(0, -1)}`,
          field: issue?.path.map(String).join(".") ?? "",
          message: issue?.message ?? "The object cannot be used.",
          hint: params?.hint,
        }),
      );
    }
  });
  return good;
}

/** One problem in the shape of the answer. */
export function problemOf(
  array: TrackProblem["input_array"],
  index: number,
  problem: { code: string; field: string; message: string; hint?: string | undefined },
): TrackProblem {
  return {
    type: problem.message,
    input_array: array,
    index,
    code: problem.code,
    field: [array, index, problem.field].filter((part) => part !== "").join("."),
    message: problem.message,
    hint: problem.hint,
  };
}
