/** Answers that are asked for with every message and change rarely: kept for a moment in this process. */
const MAX_KEPT = 1_000;

/** Asks `load` for a key at most once in `keptMs`; a failure is not kept. */
export function brieflyKnown<T>(
  keptMs: number,
  load: (workspaceId: string, id: string) => Promise<T>,
  clock: () => number = Date.now,
): (workspaceId: string, id: string) => Promise<T> {
  const kept = new Map<string, { answer: Promise<T>; at: number }>();
  return (workspaceId, id) => {
    const key = `${workspaceId} ${id}`;
    const known = kept.get(key);
    if (known && clock() - known.at < keptMs) return known.answer;
    if (kept.size >= MAX_KEPT) kept.clear();
    const answer = load(workspaceId, id);
    kept.set(key, { answer, at: clock() });
    answer.catch(() => kept.delete(key));
    return answer;
  };
}
