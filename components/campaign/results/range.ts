/** From what is chosen on the screen to what the server is asked. Pure. */

export const RANGES = ["all", "24h", "7d", "30d", "90d", "custom"] as const;

export type StatsRange = {
  /** ISO instants; null leaves the side open. */
  since: string | null;
  until: string | null;
  unit: "hour" | "day";
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LENGTHS: Record<string, number> = {
  "24h": DAY_MS,
  "7d": 7 * DAY_MS,
  "30d": 30 * DAY_MS,
  "90d": 90 * DAY_MS,
};
/** Beyond this, hours would be too many points to read. */
const HOURLY_UP_TO_MS = 4 * DAY_MS;
const LONGEST_MS = 399 * DAY_MS;

type Choice = {
  chosen: (typeof RANGES)[number];
  /** Days of UTC like the days that are counted, `2026-03-10`. */
  from: string | null;
  to: string | null;
  launchedAt: string | null;
};

export function statsRange({ chosen, from, to, launchedAt }: Choice, now: Date): StatsRange {
  if (chosen === "custom" && from !== null) {
    const since = new Date(`${from}T00:00:00Z`).getTime();
    const end = to === null ? now.getTime() : new Date(`${to}T00:00:00Z`).getTime() + DAY_MS;
    const bounded = Math.max(since, end - LONGEST_MS);
    return { since: iso(bounded), until: to === null ? null : iso(end), unit: unitFor(end - bounded) };
  }
  const length = LENGTHS[chosen];
  if (length !== undefined) {
    const since = Math.floor((now.getTime() - length) / HOUR_MS) * HOUR_MS;
    return { since: iso(since), until: null, unit: unitFor(length) };
  }
  const age = launchedAt === null ? DAY_MS : now.getTime() - new Date(launchedAt).getTime();
  return { since: null, until: null, unit: unitFor(age) };
}

function unitFor(span: number): "hour" | "day" {
  return span <= HOURLY_UP_TO_MS ? "hour" : "day";
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
