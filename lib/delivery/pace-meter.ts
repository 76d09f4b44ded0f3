/** How many requests a second come back, seen over short windows and remembered for a while. */

const WINDOW_MS = 200;
/** A moment in which this process was busy elsewhere says little about the host: its pace is forgotten by and by. */
const KEPT = 0.95;

export class PaceMeter {
  /** Requests that came back per second. */
  perSecond = 0;
  /** What comes back per second when every slot is in use: slots ÷ the time one request takes (Little's law). */
  possiblePerSecond = 0;
  #ended = 0;
  #inUse = 0;
  #slotMs = 0;
  #changedAt = performance.now();
  #windowAt = performance.now();

  started(): void {
    this.#count();
    this.#inUse++;
  }

  /** One request came back, of a receiver that may have `slots` at once. */
  ended(slots: number): void {
    this.#count();
    this.#inUse--;
    this.#ended++;
    const elapsed = this.#changedAt - this.#windowAt;
    if (elapsed < WINDOW_MS) return;
    const seen = (this.#ended / elapsed) * 1_000;
    const possible = this.#slotMs > 0 ? (this.#ended / this.#slotMs) * slots * 1_000 : seen;
    this.perSecond = Math.max(seen, this.perSecond * KEPT);
    this.possiblePerSecond = Math.max(possible, this.possiblePerSecond * KEPT);
    this.#windowAt = this.#changedAt;
    this.#ended = 0;
    this.#slotMs = 0;
  }

  #count(): void {
    const now = performance.now();
    this.#slotMs += this.#inUse * (now - this.#changedAt);
    this.#changedAt = now;
  }
}
