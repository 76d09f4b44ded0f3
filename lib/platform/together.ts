/** Answers what is asked one by one, in the same moment, with one call. */

/**
 * A function of one key that calls `load` once for all keys asked for until what runs now is over. `load` answers
 * them in order. Keys are not compared: the same key asked twice is loaded twice.
 */
export function together<K, V>(load: (keys: readonly K[]) => Promise<readonly V[]>): (key: K) => Promise<V> {
  let asked: { key: K; resolve: (value: V) => void; reject: (reason: unknown) => void }[] = [];
  const loadAll = async (): Promise<void> => {
    const batch = asked;
    asked = [];
    try {
      const values = await load(batch.map(({ key }) => key));
      for (const [index, { resolve }] of batch.entries()) resolve(values[index] as V);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  return (key) =>
    new Promise((resolve, reject) => {
      // After all that other promises have set in motion by now.
      if (asked.length === 0) process.nextTick(() => void loadAll());
      asked.push({ key, resolve, reject });
    });
}
