/** Lines of a recording bulk call: attributes, an event or a purchase each, as in /users/track/bulk. */
import { callsOf, readLines } from "#lib/event/bulk.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { trackWithin } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import type { LineOutcome, LineRow } from "./store.ts";

/** Records the good lines in order; what becomes of each. */
export async function trackLines(
  sql: SqlClient,
  context: Context,
  rows: readonly LineRow[],
): Promise<LineOutcome[]> {
  // One line of text per row, so that the place of a line among them finds its number.
  const { lines, problems } = readLines(rows.map(({ content }) => content).join("\n"));
  const outcomes = new Map<number, LineOutcome>();
  const numberOf = (place: number) => rows[place - 1]?.line ?? 0;
  for (const { line: place, ...problem } of problems)
    outcomes.set(numberOf(place), failed(numberOf(place), problem));
  for (const call of callsOf(lines)) {
    const of = (array: (typeof call)[number]["array"]) => call.filter((line) => line.array === array);
    const body = TrackBody.parse({
      attributes: of("attributes").map(({ object }) => object),
      events: of("events").map(({ object }) => object),
      purchases: of("purchases").map(({ object }) => object),
    });
    for (const problem of await trackWithin(sql, context, body)) {
      const line = numberOf(of(problem.input_array)[problem.index]?.line ?? 0);
      const field = problem.field.split(".").slice(2).join(".");
      outcomes.set(line, failed(line, { ...problem, field }));
    }
  }
  return rows.map(({ line }) => outcomes.get(line) ?? { line, status: "accepted", result: {} });
}

function failed(
  line: number,
  {
    code,
    field,
    message,
    hint,
  }: { code: string; field?: string | undefined; message: string; hint?: string | undefined },
): LineOutcome {
  const result = { code, message, ...(field ? { field } : {}), ...(hint ? { hint } : {}) };
  return { line, status: "failed", result };
}
