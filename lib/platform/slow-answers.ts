/** Gives slow answers again for a while, so that many who look at the same numbers do not count them again and again. */

const SLOW_MS = 250;
/** An answer is given again for so many times as long as it took: looking costs at most a tenth of the time. */
const AGAIN = 10;
const LONGEST_MS = 30_000;
const MOST = 500;

interface Entry {
  answer: Promise<unknown>;
  /** On the monotonic clock; endless while it is still worked on, so that those who ask meanwhile share it. */
  until: number;
}

const entries = new Map<string, Entry>();

/** What `work` answers; what was quick is never kept, so small workspaces always see the newest numbers. */
export async function slowAnswer<Answer>(
  key: readonly unknown[],
  work: () => Promise<Answer>,
): Promise<Answer> {
  const name = JSON.stringify(key);
  const known = entries.get(name);
  if (known && performance.now() < known.until) return known.answer as Promise<Answer>;
  const began = performance.now();
  const answer = work();
  entries.set(name, { answer, until: Number.POSITIVE_INFINITY });
  try {
    await answer;
  } catch (error) {
    entries.delete(name);
    throw error;
  }
  const took = performance.now() - began;
  entries.delete(name);
  if (took >= SLOW_MS) {
    entries.set(name, { answer, until: performance.now() + Math.min(took * AGAIN, LONGEST_MS) });
    if (entries.size > MOST) forgetOldest();
  }
  return answer;
}

function forgetOldest(): void {
  const [oldest] = entries.keys();
  if (oldest !== undefined) entries.delete(oldest);
}
