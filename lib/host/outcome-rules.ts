/**
 * Rules that say what an answer means where its status alone does not: by status and by a value in the JSON body.
 * The first matching rule decides; without one the caller's defaults hold.
 */
import { z } from "zod";
import { between } from "#lib/platform/ranges.ts";

/** done, already: finished. wait, backoff: again later. reject: this request is wrong. halt: the destination is misconfigured. */
export const OUTCOMES = ["done", "already", "wait", "backoff", "reject", "halt"] as const;
export type Outcome = (typeof OUTCOMES)[number];

const statusSchema = z.union([
  z.number().int().min(100).max(999),
  z.string().regex(/^[1-5]xx$/, 'A status is a number such as 409 or a class such as "4xx"'),
]);

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const outcomeRuleSchema = z.strictObject({
  /** Statuses the rule is for; left out: every status. */
  status: z.union([statusSchema, z.array(statusSchema).min(1).max(50)]).optional(),
  /** Condition on the JSON body: dotted path (`error.code`, `errors.0.type`) and one test. */
  body: z
    .strictObject({
      path: z.string().min(1).max(200),
      equals: scalar.optional(),
      contains: z.string().min(1).optional(),
      exists: z.boolean().optional(),
    })
    .refine(
      (body) => [body.equals, body.contains, body.exists].filter((test) => test !== undefined).length === 1,
      { message: "give exactly one of equals, contains or exists" },
    )
    .optional(),
  /** For requests that left but got no answer, which may have arrived all the same. */
  no_answer: z.literal(true).optional(),
  outcome: z.enum(OUTCOMES),
  /** For `wait`: how long, when neither header nor body says. For `halt`: sends again by itself after so long. */
  wait_seconds: between("wait_seconds", 0, 86_400).optional(),
  /** For `wait`: where the body says how many seconds. */
  wait_path: z.string().min(1).max(200).optional(),
  /** For `halt`: sends again by itself at the next midnight UTC. */
  until_midnight: z.literal(true).optional(),
  /** For `done`: the receiver took it without saying whether it was any good. */
  unverified: z.literal(true).optional(),
  /** An attribute of the person that this answer proves to be out of date; it is removed. */
  clear_attribute: z.string().min(1).max(255).optional(),
  /** What to do about it: a code with a text of its own (`ADVICE_CODES`), or the text. */
  advice: z.string().min(1).max(300).optional(),
});
export type OutcomeRule = z.infer<typeof outcomeRuleSchema>;

export type RuleMatch = { outcome: Outcome; waitMs: number | null; rule: OutcomeRule };

/** Advice that has translated texts. Anything else in `advice` is shown as it was written. */
export const ADVICE_CODES = [
  "token_expired",
  "permission_missing",
  "plan_missing",
  "quota_month",
  "quota_day",
  "window_closed",
  "person_unknown",
  "person_unavailable",
  "nothing_sent",
  "push_token_gone",
  "sender_mismatch",
  "key_reused",
  "ambiguous_records",
  "fields_missing",
  "may_have_arrived",
  "accepted_only",
] as const;

/** The first rule that fits the answer. `body` is the text received, at most what is stored. */
export function matchOutcomeRule(
  rules: readonly OutcomeRule[],
  status: number,
  body: string,
): RuleMatch | null {
  if (rules.length === 0) return null;
  let parsed: { json: unknown } | undefined;
  const json = () => {
    parsed ??= { json: parseJson(body) };
    return parsed.json;
  };
  for (const rule of rules) {
    if (rule.no_answer) continue;
    if (!statusFits(rule.status, status)) continue;
    if (rule.body && !bodyFits(rule.body, json(), body)) continue;
    return { outcome: rule.outcome, waitMs: waitOf(rule, json), rule };
  }
  return null;
}

const DAY_MS = 86_400_000;

/** When a halted destination may be asked again by itself; null: when somebody says so. */
export function haltEnds(rule: OutcomeRule | null, now: Date): Date | null {
  if (rule?.until_midnight) return new Date((Math.floor(now.getTime() / DAY_MS) + 1) * DAY_MS);
  return rule?.wait_seconds ? new Date(now.getTime() + rule.wait_seconds * 1000) : null;
}

/** The first rule for requests whose answer was lost. */
export function matchNoAnswer(rules: readonly OutcomeRule[]): RuleMatch | null {
  const rule = rules.find((one) => one.no_answer);
  return rule ? { outcome: rule.outcome, waitMs: waitOf(rule, () => undefined), rule } : null;
}

type StatusTest = OutcomeRule["status"];

function statusFits(test: StatusTest, status: number): boolean {
  if (test === undefined) return true;
  if (Array.isArray(test)) return test.some((one) => statusFits(one, status));
  if (typeof test === "number") return test === status;
  return Number(test[0]) === Math.floor(status / 100);
}

function bodyFits(test: NonNullable<OutcomeRule["body"]>, json: unknown, text: string): boolean {
  // `$` is the whole text, for receivers that do not answer in JSON.
  const value = test.path === "$" ? text : valueAt(json, test.path);
  if (test.exists !== undefined) return (value !== undefined) === test.exists;
  if (test.contains !== undefined) {
    if (Array.isArray(value)) return value.includes(test.contains);
    return typeof value === "string" && value.toLowerCase().includes(test.contains.toLowerCase());
  }
  return value === test.equals;
}

function waitOf(rule: OutcomeRule, json: () => unknown): number | null {
  if (rule.wait_path !== undefined) {
    const seconds = valueAt(json(), rule.wait_path);
    if (typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0) {
      return Math.min(seconds, 86_400) * 1000;
    }
  }
  return rule.wait_seconds === undefined ? null : rule.wait_seconds * 1000;
}

function valueAt(json: unknown, path: string): unknown {
  let value = json;
  for (const key of path.replace(/^\$\.?/, "").split(".")) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
