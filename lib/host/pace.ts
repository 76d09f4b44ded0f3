/** The limit in force for a healthy host. */
import { announcedPace } from "./announced-pace.ts";
import { rampPace } from "./breaker.ts";
import { settingsOf } from "./host-facts.ts";
import type { HostRow } from "./store.ts";
import { effectivePace, type Pace } from "./throttle.ts";

/** The lowest of the configured limit, the learned and the announced pace and the ramp after an outage; null when there is none. */
export function paceOf(row: HostRow, now: Date): Pace | null {
  const { rate_limit: limit } = settingsOf(row);
  const configured = limit ? { perSecond: limit.per_second, burst: limit.burst } : null;
  const announced = announcedPace(row, now);
  const pace = effectivePace(configured, [
    rampPace(row.ramp_from, limit?.per_second ?? null, now),
    row.learned_rate,
    announced,
  ]);
  // A quota counts within each of its windows, so nothing may go beyond it in a burst.
  return pace && pace.perSecond === announced ? { ...pace, burst: 1 } : pace;
}
