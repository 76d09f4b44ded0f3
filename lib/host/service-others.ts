/**
 * The other workers: how many there are, looked at every few seconds, and what they see of a host, looked at only while
 * this one sees failures, and seldom.
 */
import { log } from "#lib/platform/log.ts";
import { together } from "#lib/platform/together.ts";
import type { OtherCounts } from "./breaker.ts";
import type { Health } from "./health.ts";
import { countOtherWorkers, countsOfOthers } from "./store-stats.ts";

/** Counters are written this often, so nothing is gained by looking more often. */
const LOOK_EVERY_MS = 2_000;
/** What one row of the counters covers. */
const ROW_MS = 10_000;
const COUNT_EVERY_MS = 2_000;

export class OtherWorkers {
  readonly #find: (asked: { health: Health; since: Date }) => Promise<readonly OtherCounts[]>;

  readonly #workerId: string;
  #count = 0;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(workerId: string) {
    this.#workerId = workerId;
    this.#find = together(async (asked) => {
      const keys = asked.map(({ health: { workspaceId, host }, since }) => ({ workspaceId, host, since }));
      const rows = await countsOfOthers(keys, workerId);
      return keys.map((key) => rows.filter((row) => row.index === keys.indexOf(key)));
    });
  }

  /** How many there are, as far as is known: nobody waits for the answer but the first who asks. */
  async count(now: Date): Promise<number> {
    const isFirst = this.#countedAt === Number.NEGATIVE_INFINITY;
    if (now.getTime() - this.#countedAt < COUNT_EVERY_MS) return this.#count;
    this.#countedAt = now.getTime();
    const counted = countOtherWorkers(this.#workerId).then(
      (count) => {
        this.#count = count;
      },
      (error) => log().warn({ err: error }, "the other workers could not be counted"),
    );
    if (isFirst) await counted;
    return this.#count;
  }

  /** Their counts in the window of the breaker, newest first; nothing from before the host came back. */
  async countsOf(health: Health, now: Date): Promise<readonly OtherCounts[]> {
    if (health.others && now.getTime() - health.others.at < LOOK_EVERY_MS) return health.others.counts;
    // Those who fail at once share one look.
    health.others = { at: now.getTime(), counts: health.others?.counts ?? [] };
    const length = Math.max(health.window.windowMs, ROW_MS);
    const since = new Date(Math.max(now.getTime() - length, health.windowSince));
    const counts = await this.#find({ health, since });
    health.others = { at: now.getTime(), counts };
    return counts;
  }
}
