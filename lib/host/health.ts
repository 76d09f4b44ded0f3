/** What one worker remembers of the answers of a host: recent failures, pace, refusals, counters not written yet. */
import {
  type HealthSignal,
  type HealthWindow,
  isSilent,
  type NetworkSign,
  newWindow,
  type OtherCounts,
  recordHealth,
} from "./breaker.ts";
import type { HeaderList } from "./parse-rate-limit-headers.ts";
import type { HostCount } from "./store.ts";

export interface AnswerFacts {
  statusCode: number | null;
  errorClass: string | null;
  headers: HeaderList;
  durationMs: number;
  probe: boolean;
  /** False when not even a connection came about. */
  connected: boolean;
}

export interface Health {
  workspaceId: string;
  host: string;
  window: HealthWindow;
  /** When the host last came back before the window began, in milliseconds; 0: never. */
  windowSince: number;
  counts: HostCount;
  pace: { since: number; requests: number; perSecond: number };
  unauthorized: number;
  /** When an answer last led to a look at the pace. */
  adaptedAt: number;
  lastAnswer: NetworkSign | null;
  /** What the other workers had counted when somebody last looked; null: nobody has since the window began. */
  others: { at: number; counts: readonly OtherCounts[] } | null;
}

export function newHealth(workspaceId: string, host: string, windowSeconds: number, now: Date): Health {
  return {
    workspaceId,
    host,
    window: newWindow(windowSeconds),
    windowSince: 0,
    counts: emptyCount(workspaceId, host),
    pace: { since: now.getTime(), requests: 0, perSecond: 0 },
    unauthorized: 0,
    adaptedAt: 0,
    lastAnswer: null,
    others: null,
  };
}

/** Takes in one answer. */
export function noteAnswer(health: Health, answer: AnswerFacts, signal: HealthSignal, now: Date): void {
  count(health.counts, answer, signal);
  recordHealth(health.window, signal, now);
  health.lastAnswer = { at: now.getTime(), silent: isSilent(answer) };
  measurePace(health.pace, now);
}

/** The counters since the last call, which begin anew. */
export function takeCounts(health: Health): HostCount {
  const { counts } = health;
  health.counts = emptyCount(health.workspaceId, health.host);
  return counts;
}

/** Whether the answer says that the receiver has too much to do. */
export function isOverload({
  statusCode,
  errorClass,
}: Pick<AnswerFacts, "statusCode" | "errorClass">): boolean {
  return errorClass === "timeout" || [429, 502, 503, 504].includes(statusCode ?? 0);
}

function measurePace(pace: Health["pace"], now: Date): void {
  const elapsed = now.getTime() - pace.since;
  if (elapsed >= 1_000) {
    pace.perSecond = (pace.requests / elapsed) * 1_000;
    pace.since = now.getTime();
    pace.requests = 0;
  }
  pace.requests++;
}

function emptyCount(workspaceId: string, host: string): HostCount {
  return { workspaceId, host, requests: 0, failures: 0, throttled: 0, durationMs: 0 };
}

function count(counts: HostCount, answer: AnswerFacts, signal: string): void {
  counts.requests++;
  counts.durationMs += answer.durationMs;
  if (signal === "failure") counts.failures++;
  if (answer.statusCode === 429) counts.throttled++;
}
