/** The SQL twin of `compare.ts`: one operator on one jsonb value, safe on any data and never null. */
import { INSTANT_PATTERN, parseInstant } from "./instant.ts";
import {
  type FilterValue,
  isRelativeMoment,
  type PositiveOperator,
  positiveForm,
  type Scalar,
  type ValueOperator,
} from "./operators.ts";
import { parseRegex, regexSql } from "./regex.ts";

const DAY_MS = 86_400_000;

/** Collects the values of a statement; what it answers is the placeholder. */
export type Bind = (value: unknown, type: string) => string;

/** A boolean expression over `json`, an SQL expression of type jsonb. */
export function conditionSql(
  json: string,
  op: ValueOperator,
  value: FilterValue | undefined,
  now: Date,
  bind: Bind,
): string {
  const form = positiveForm(op);
  const holds = `coalesce(${positiveSql(json, form.op, value, now, bind)}, false)`;
  return form.negated ? `NOT ${holds}` : holds;
}

/** The same over an expression of type timestamptz that is never null. */
export function momentConditionSql(
  moment: string,
  op: ValueOperator,
  value: FilterValue | undefined,
  now: Date,
  bind: Bind,
): string {
  const form = positiveForm(op);
  const holds = form.op === "exists" ? "true" : comparesMoment(moment, form.op, value, now, bind);
  return form.negated ? `NOT ${holds}` : holds;
}

function positiveSql(
  json: string,
  op: PositiveOperator,
  value: FilterValue | undefined,
  now: Date,
  bind: Bind,
): string {
  switch (op) {
    case "exists":
      return `jsonb_typeof(${json}) <> 'null'`;
    case "equals":
      return `${json} = ANY(${jsonList(value, bind)})`;
    case "includes_value":
      return includesSql(json, value, bind);
    case "contains":
      return `(${includesSql(json, value, bind)} OR ${substringSql(json, value, bind)})`;
    case "matches_regex":
      return regexConditionSql(json, value, bind);
    case "before":
    case "after":
    case "within_days":
      return `CASE WHEN jsonb_typeof(${json}) = 'string' AND ${textOf(json)} ~ ${bind(INSTANT_PATTERN, "text")}
        THEN ${comparesMoment(castMoment(textOf(json)), op, value, now, bind)} ELSE false END`;
    default:
      return `(jsonb_typeof(${json}) = 'number' AND ${json} ${COMPARISON[op]} ${bind(JSON.stringify(value), "jsonb")})`;
  }
}

const COMPARISON = {
  greater_than: ">",
  greater_than_or_equal: ">=",
  less_than: "<",
  less_than_or_equal: "<=",
} as const;

function textOf(json: string): string {
  return `(${json} #>> '{}')`;
}

function scalarsOf(value: FilterValue | undefined): Scalar[] {
  if (Array.isArray(value)) return value;
  return value === undefined || typeof value === "object" ? [] : [value];
}

function jsonList(value: FilterValue | undefined, bind: Bind): string {
  return bind(
    scalarsOf(value).map((scalar) => JSON.stringify(scalar)),
    "jsonb[]",
  );
}

function includesSql(json: string, value: FilterValue | undefined, bind: Bind): string {
  return `(jsonb_typeof(${json}) = 'array' AND ${json} @> ANY(${jsonList(value, bind)}))`;
}

function substringSql(json: string, value: FilterValue | undefined, bind: Bind): string {
  const texts = scalarsOf(value).filter((scalar) => typeof scalar === "string");
  if (texts.length === 0) return "false";
  const found = texts.map((text) => `strpos(${textOf(json)}, ${bind(text, "text")}) > 0`);
  return `(jsonb_typeof(${json}) = 'string' AND (${found.join(" OR ")}))`;
}

function regexConditionSql(json: string, value: FilterValue | undefined, bind: Bind): string {
  const parsed = typeof value === "string" ? parseRegex(value) : null;
  if (!parsed?.ok) return "false";
  return `(jsonb_typeof(${json}) = 'string' AND ${textOf(json)} COLLATE "C" ~ ${bind(regexSql(parsed.node), "text")})`;
}

/** Only evaluated behind the pattern: dates get a time, missing offsets mean UTC, digits beyond the millisecond go. */
function castMoment(text: string): string {
  const cut = `regexp_replace(${text}, '([.][0-9]{3})[0-9]+', '\\1')`;
  return `(CASE WHEN length(${text}) = 10 THEN ${text} || 'T00:00:00Z'
    WHEN substr(${text}, 12) ~ '(Z|[+-].*)$' THEN ${cut} ELSE ${cut} || 'Z' END)::timestamptz`;
}

function comparesMoment(
  moment: string,
  op: PositiveOperator,
  value: FilterValue | undefined,
  now: Date,
  bind: Bind,
): string {
  if (op === "within_days") {
    if (typeof value !== "number") return "false";
    const since = bind(new Date(now.getTime() - value * DAY_MS), "timestamptz");
    return `(${moment} > ${since} AND ${moment} <= ${bind(now, "timestamptz")})`;
  }
  const limit = limitOf(value, now);
  if (limit === null) return "false";
  return `(${moment} ${op === "before" ? "<" : ">"} ${bind(limit, "timestamptz")})`;
}

function limitOf(value: FilterValue | undefined, now: Date): Date | null {
  if (typeof value === "string") {
    const at = parseInstant(value);
    return at === null ? null : new Date(at);
  }
  if (!isRelativeMoment(value)) return null;
  const days = "days_ago" in value ? -value.days_ago : value.days_from_now;
  return new Date(now.getTime() + days * DAY_MS);
}
