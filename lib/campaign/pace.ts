/** How fast a campaign sends now, and when what is left will have gone. */
import type { CampaignStats, RunView } from "./stats-schema.ts";

export interface PaceFacts {
  waiting: number;
  /** First attempts in the last minute. */
  perMinute: number;
  limit: number | null;
  paused: boolean;
  runs: readonly Pick<RunView, "status" | "expected_count" | "enqueued_count" | "skipped_count">[];
}

/** The pace of the last minute decides; before anything has moved, the limit stands in for it. */
export function paceOf(facts: PaceFacts, now: Date): CampaignStats["pace"] {
  const { waiting, perMinute, limit, paused, runs } = facts;
  const open = runs.filter(({ status }) => status === "running" || status === "pending");
  const unborn = open.reduce(
    (sum, run) => sum + Math.max(0, (run.expected_count ?? 0) - run.enqueued_count - run.skipped_count),
    0,
  );
  const left = waiting + unborn;
  const pace = perMinute > 0 ? perMinute : (limit ?? 0);
  const end = paused || left === 0 || pace === 0 ? null : new Date(now.getTime() + (left / pace) * 60_000);
  return { per_minute: perMinute, limit, estimated_end_at: end?.toISOString() ?? null };
}
