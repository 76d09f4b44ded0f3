/** Work whose transaction was rolled back only because another call did the same at this moment is done once more. */
import { isDuplicate, isWriteConflict } from "./database-fault.ts";

const TRIES = 3;

/**
 * Runs `work`, which does nothing but transactions of the database, again where it lost a race: a row with the same
 * unique name was inserted meanwhile, or the database broke a deadlock. The next run sees what the other call wrote,
 * and answers by it.
 */
export async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (tried === TRIES || !(isDuplicate(error) || isWriteConflict(error))) throw error;
    }
  }
}
