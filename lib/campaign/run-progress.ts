/** Turns the counters of a run into how far it is and when it will be done. */
import { RUN_MS } from "#lib/trigger/schedule.ts";
import type { RunView } from "./stats-schema.ts";

export interface RunCounters {
  run_id: string;
  scheduled_for: Date;
  /** On people's own clocks, once everybody was looked at. */
  turn_at: Date | null;
  status: string;
  expected_count: number | null;
  enqueued_count: number;
  skipped_count: number;
  started_at: Date | null;
  finished_at: Date | null;
}

/** A run of a paused campaign is paused, whatever its row says. */
export function runProgress(run: RunCounters, campaignStatus: string, now: Date): RunView {
  const open = run.status === "pending" || run.status === "running";
  const done = run.enqueued_count + run.skipped_count;
  const seconds = run.started_at ? ((run.finished_at ?? now).getTime() - run.started_at.getTime()) / 1000 : 0;
  const perSecond = seconds > 0 && done > 0 ? done / seconds : null;
  const left = run.expected_count === null ? null : Math.max(0, run.expected_count - done);
  const paused = open && campaignStatus === "paused";
  const secondsLeft = left === null || perSecond === null ? null : left / perSecond;
  return {
    run_id: run.run_id,
    scheduled_for: run.scheduled_for.toISOString(),
    status: paused ? "paused" : run.status,
    expected_count: run.expected_count,
    enqueued_count: run.enqueued_count,
    skipped_count: run.skipped_count,
    progress: progressOf(run, done),
    per_second: perSecond === null ? null : Math.round(perSecond * 10) / 10,
    estimated_end_at: open && !paused ? endOf(run, secondsLeft, now) : null,
    started_at: run.started_at?.toISOString() ?? null,
    finished_at: run.finished_at?.toISOString() ?? null,
  };
}

/** When everybody was looked at, newcomers are waited for until the last zone has had its turn. */
function endOf(run: RunCounters, secondsLeft: number | null, now: Date): string | null {
  if (run.turn_at) return new Date(run.scheduled_for.getTime() + RUN_MS).toISOString();
  return secondsLeft === null ? null : new Date(now.getTime() + secondsLeft * 1000).toISOString();
}

function progressOf(run: RunCounters, done: number): number | null {
  if (run.status === "finished") return 1;
  if (run.expected_count === null) return null;
  return run.expected_count === 0 ? 0 : Math.min(1, done / run.expected_count);
}
