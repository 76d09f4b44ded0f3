/** The days whose numbers existing clients ask for: `/canvas/data_series`. */
import { z } from "zod";

const DAY_MS = 86_400_000;
const MAX_DAYS = 100;
const DEFAULT_DAYS = 14;

const moment = z.iso.datetime({ offset: true });

export const canvasSeriesQuerySchema = z
  .object({
    canvas_id: z.string().min(1),
    /** Last day; left out: today. */
    ending_at: moment.optional(),
    /** First day; or how many days up to the last one. */
    starting_at: moment.optional(),
    length: z.coerce.number().int().min(1).max(MAX_DAYS).optional(),
    include_variant_breakdown: z.stringbool().default(false),
    include_step_breakdown: z.stringbool().default(false),
    include_deleted_step_data: z.stringbool().default(false),
  })
  .superRefine(({ starting_at: start, ending_at: end, length }, context) => {
    if (start === undefined) return;
    const issue = (code: string, message: string, hint: string): void =>
      context.addIssue({ code: "custom", path: ["starting_at"], message, params: { code, hint } });
    if (length !== undefined)
      issue(
        "start_and_length",
        "A series has a start or a length, not both.",
        "Remove length or starting_at.",
      );
    if (end !== undefined && new Date(start) > new Date(end))
      issue("start_after_end", "The series starts after it ends.", "Give an earlier starting_at.");
  });
export type CanvasSeriesQuery = z.output<typeof canvasSeriesQuerySchema>;

export interface DaySpan {
  /** Days since 1970, in UTC. */
  first: number;
  days: number;
}

/** The days of a query; null when they are too many or none. */
export function spanOf(
  query: Pick<CanvasSeriesQuery, "starting_at" | "ending_at" | "length">,
  now: Date,
): DaySpan | null {
  const last = dayOf(query.ending_at ? new Date(query.ending_at) : now);
  const days = query.starting_at
    ? last - dayOf(new Date(query.starting_at)) + 1
    : (query.length ?? DEFAULT_DAYS);
  return days < 1 || days > MAX_DAYS ? null : { first: last - days + 1, days };
}

function dayOf(at: Date): number {
  return Math.floor(at.getTime() / DAY_MS);
}

/** Midnight, in UTC. */
export function startOfDay(day: number): Date {
  return new Date(day * DAY_MS);
}
