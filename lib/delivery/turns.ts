/**
 * When the rows that found their host or pace busy get their turn, as one worker hands turns out: one after the other
 * at the pace of the scope, and only for the next moments. Whoever comes later waits parked.
 */

const HORIZON_MS = 2_000;
/** Turns within this time share a moment, so that they come back together and not by a statement each. */
const GRID_MS = 200;
const MAX_SCOPES = 10_000;

export class Turns {
  readonly #next = new Map<string, number>();

  /** The next turn not before `from`, or null when it is too far away to wait for it. */
  take(scope: string, from: Date, perSecond: number, now: Date): Date | null {
    const at = Math.max(this.#next.get(scope) ?? 0, from.getTime());
    if (at - now.getTime() > HORIZON_MS) return null;
    if (this.#next.size > MAX_SCOPES) this.#next.clear();
    this.#next.set(scope, at + 1_000 / perSecond);
    return new Date(Math.ceil(at / GRID_MS) * GRID_MS);
  }
}
