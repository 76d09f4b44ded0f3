/** Many people's attributes, events and purchases in one call, one object per line. */
import type { Context } from "#lib/platform/context.ts";
import { AppError, invalid } from "#lib/platform/errors.ts";
import { log } from "#lib/platform/log.ts";
import { type BulkArray, type BulkLine, callsOf, type LineProblem, readLines } from "./bulk.ts";
import { TrackBody, type TrackProblem } from "./schema.ts";
import { refuseWhenBehind } from "./service-backlog.ts";
import { track } from "./service-track.ts";

export interface BulkAnswer {
  message: "success";
  lines_processed: number;
  lines_failed: number;
  /** What was wrong with the lines that failed; every other line was taken. */
  errors: LineProblem[];
  /** Only when the work broke off: the lines from here on were not recorded. Send them again. */
  resume_at_line?: number;
}

const MOST_ERRORS = 1_000;

/** Takes the good lines in order and reports the others. Throws 429 while the workers are far behind. */
export async function trackBulk(context: Context, text: string): Promise<BulkAnswer> {
  const { lines, problems, tooMany } = readLines(text);
  if (tooMany) {
    throw invalid([
      { code: "too_many_lines", message: "More than 10,000 lines in one call.", hint: "Send several calls." },
    ]);
  }
  if (lines.length + problems.length === 0)
    throw invalid([{ code: "nothing_to_track", message: "The call carries no line." }]);
  await refuseWhenBehind();
  const errors = [...problems];
  const { failed, brokeOff } = await trackAll(context, callsOf(lines));
  errors.push(...failed);
  if (errors.length === lines.length + problems.length)
    throw invalid(errors.slice(0, MOST_ERRORS).map(itemOf));
  return {
    message: "success",
    lines_processed: lines.length + problems.length - errors.length,
    lines_failed: errors.length,
    errors: errors.toSorted((a, b) => a.line - b.line).slice(0, MOST_ERRORS),
    ...(brokeOff === null ? {} : { resume_at_line: brokeOff }),
  };
}

/**
 * Tracks group by group. Each is stored for good, so a failure on our side after the first of them is told of the
 * lines that are left; `brokeOff` is the first of those. While nothing is stored it is thrown.
 */
async function trackAll(
  context: Context,
  calls: readonly BulkLine[][],
): Promise<{ failed: LineProblem[]; brokeOff: number | null }> {
  const failed: LineProblem[] = [];
  for (const [index, call] of calls.entries()) {
    try {
      failed.push(...(await trackLines(context, call)));
    } catch (error) {
      if (failed.length === calls.slice(0, index).flat().length) throw error;
      log().error({ err: error, requestId: context.requestId }, "a bulk call broke off");
      const left = calls.slice(index).flat();
      failed.push(...left.map(({ line }) => ({ line, ...NOT_RECORDED })));
      return { failed, brokeOff: left[0]?.line ?? null };
    }
  }
  return { failed, brokeOff: null };
}

const NOT_RECORDED = {
  code: "not_recorded",
  message: "The work broke off on our side before this line.",
  hint: "Send the lines from resume_at_line on again.",
};

async function trackLines(context: Context, call: readonly BulkLine[]): Promise<LineProblem[]> {
  const of = (array: BulkArray) => call.filter((line) => line.array === array);
  const body = TrackBody.parse({
    attributes: of("attributes").map((line) => line.object),
    events: of("events").map((line) => line.object),
    purchases: of("purchases").map((line) => line.object),
  });
  const back = (problem: TrackProblem): LineProblem => ({
    line: of(problem.input_array)[problem.index]?.line ?? 0,
    code: problem.code,
    field: problem.field.split(".").slice(2).join(".") || undefined,
    message: problem.message,
    hint: problem.hint,
  });
  try {
    return ((await track(context, body)).errors ?? []).map(back);
  } catch (error) {
    // A group in which nothing is right is no failure of the others.
    if (error instanceof AppError && error.code === "invalid")
      return (error.errors as TrackProblem[]).map(back);
    throw error;
  }
}

function itemOf(problem: LineProblem) {
  const field = ["lines", problem.line, problem.field].filter((part) => part !== undefined).join(".");
  return { code: problem.code, field, message: problem.message, hint: problem.hint };
}
