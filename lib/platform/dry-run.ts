/** Calls that are checked by the very code that would do them, up to the moment before the first commit. */
import { AsyncLocalStorage } from "node:async_hooks";

// Next.js may load this module more than once per process; everybody must see the same run.
const holder = globalThis as typeof globalThis & { __signalboxDryRun?: AsyncLocalStorage<true> };
holder.__signalboxDryRun ??= new AsyncLocalStorage<true>();
const running = holder.__signalboxDryRun;

/** Ends a dry run in place of a commit: everything before it held. */
class EndOfDryRun extends Error {}

/** Runs `work` up to its first commit, which is rolled back. Throws what `work` throws before that. */
export async function asDryRun(work: () => Promise<unknown>): Promise<void> {
  try {
    await running.run(true, work);
  } catch (error) {
    if (!(error instanceof Error && error.name === EndOfDryRun.name)) throw error;
  }
}

/** Called by transactions where they would commit. */
export function refuseCommitOfDryRun(): void {
  if (running.getStore() !== true) return;
  const end = new EndOfDryRun("A dry run commits nothing.");
  end.name = EndOfDryRun.name;
  throw end;
}
