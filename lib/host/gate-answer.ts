/** What the gate of a host answers to those who want to send. */

export type HoldReason =
  | "host_paused"
  | "host_unhealthy"
  | "retry_after"
  | "rate_limit"
  | "campaign_rate_limit"
  | "host_busy";

/** How many of the asked may go now; why the others wait, and what they wait for. */
export interface GateAnswer {
  allowed: number;
  /** For the allowed ones in order, the milliseconds until each may leave; those without one may leave at once. */
  delaysMs: readonly number[];
  reason: HoldReason | null;
  /** When one may go at the earliest; null when nobody can tell. */
  until: Date | null;
  /** At this pace the others may follow; null: all of them wait for the state of the host to change. */
  perSecond: number | null;
  /** Where the others wait together: the host, or a pace of its own. */
  scope: string;
  /** The one allowed request decides whether the host is well again. */
  probe: boolean;
}

const NO_DELAYS: readonly number[] = [];

export function allow(want: number): GateAnswer {
  return {
    allowed: want,
    delaysMs: NO_DELAYS,
    reason: null,
    until: null,
    perSecond: null,
    scope: "",
    probe: false,
  };
}

/** Nobody goes before the state of the host changes, which is at `until` at the earliest. */
export function hold(scope: string, reason: HoldReason, until: Date | null): GateAnswer {
  return { allowed: 0, delaysMs: NO_DELAYS, reason, until, perSecond: null, scope, probe: false };
}
