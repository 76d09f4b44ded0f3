/** Says when the queue of a host will be empty at the present pace. */

export type QueueFacts = {
  waiting: number;
  state: "closed" | "open" | "half_open" | "paused";
  blockedUntil: Date | null;
  /** Limits in force; the lowest counts. */
  limits: readonly (number | null)[];
  /** Requests per second in the busiest moments of late: what the host takes when there is something to send. */
  observedPerSecond: number;
};

/** A host that had so little to do never showed its pace. */
const BUSY_PER_SECOND = 1;

/** Null when nobody can tell: paused without an end, or no pace is known. */
export function queueEmptyAt(facts: QueueFacts, now: Date): Date | null {
  if (facts.waiting === 0 || (facts.state === "paused" && !facts.blockedUntil)) return null;
  const limits = facts.limits.filter((limit) => limit !== null);
  const { observedPerSecond } = facts;
  if (limits.length === 0 && observedPerSecond < BUSY_PER_SECOND) return null;
  const pace = limits.length > 0 ? Math.min(...limits) : observedPerSecond;
  const from = Math.max(now.getTime(), facts.blockedUntil?.getTime() ?? 0);
  return new Date(from + (facts.waiting / pace) * 1_000);
}
