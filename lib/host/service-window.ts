/** Allowances that receivers announce (`RateLimit: r=5;t=10`), counted down by all workers together. */
import type { RateHint } from "./parse-rate-limit-headers.ts";
import { noteWindow, takeFromWindow } from "./store-limits.ts";

/** A larger allowance needs no counting yet: the answers that follow say in time that it runs out. */
const COUNTED_UP_TO = 500;
/** The end of a window comes in whole seconds, so answers of one window differ by up to one. */
const SAME_WINDOW_MS = 1_500;

interface Window {
  until: number;
  /** Taken from the shared number, not yet used. */
  leased: number;
  /** What was left for others at last sight: decides how many are taken at once. */
  left: number;
}

export class AnnouncedWindows {
  readonly #windows = new Map<string, Window>();

  /** Drops what is over. */
  forget(now: Date): void {
    for (const [key, { until }] of this.#windows) if (until <= now.getTime()) this.#windows.delete(key);
  }

  /** Takes in what an answer said is left. Answers of a window that is already counted change nothing. */
  async note(workspaceId: string, host: string, hint: RateHint, now: Date): Promise<boolean> {
    const { remaining, resetMs } = hint;
    if (!remaining || !resetMs || remaining > COUNTED_UP_TO) return false;
    const key = `${workspaceId} ${host}`;
    const known = this.#windows.get(key);
    const until = now.getTime() + resetMs;
    const same = known && known.until > now.getTime() && until <= known.until + SAME_WINDOW_MS;
    if (same && remaining >= known.left) return false;
    this.#windows.set(key, { until: same ? known.until : until, leased: 0, left: remaining });
    await noteWindow(workspaceId, host, remaining, resetMs);
    return true;
  }

  /** One more request of a window that ends at `until`: null when it may go, else when the next one may. */
  async take(workspaceId: string, host: string, until: Date, now: Date): Promise<Date | null> {
    const key = `${workspaceId} ${host}`;
    const window = this.#windows.get(key) ?? { until: until.getTime(), leased: 0, left: 0 };
    window.until = Math.max(window.until, until.getTime());
    this.#windows.set(key, window);
    if (window.leased > 0) {
      window.leased--;
      return null;
    }
    const answer = await takeFromWindow(workspaceId, host, 1 + Math.floor(window.left / 20));
    if (!answer) {
      this.#windows.delete(key);
      return null;
    }
    window.left = answer.left;
    if (answer.taken === 0) return new Date(now.getTime() + answer.endsInMs);
    window.leased += answer.taken - 1;
    return null;
  }
}
