/** Counting an audience: three filters, one of them on events. */

import type { Context } from "#lib/platform/context.ts";
import { filterTreeSchema } from "#lib/segment/schema.ts";
import { countAudience } from "#lib/segment/service.ts";

const RUNS = 5;

const FILTER = filterTreeSchema.parse({
  op: "and",
  filters: [
    { type: "attribute", attribute: "tier", op: "equals", value: "gold" },
    { type: "attribute", attribute: "spend", op: "greater_than", value: 500 },
    { type: "event", event: "flight_booked", op: "count_gte", value: 2, within_days: 30 },
  ],
});

/** Seconds of the median of five counts. */
export async function measureAudienceCount(context: Context): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const startedAt = performance.now();
    const { count } = await countAudience({ ...context, now: new Date() }, { filter: FILTER });
    seconds.push((performance.now() - startedAt) / 1000);
    if (count === 0) throw new Error("The audience is empty: nothing was measured.");
  }
  return seconds.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
}
