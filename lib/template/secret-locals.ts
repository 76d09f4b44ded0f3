// What names of a template were made from secrets, and from which.

import { secretOfRead } from "./token-roots.ts";

/** Local names whose value was made from secrets, however many steps away, with the names of these. */
export class SecretLocals {
  readonly #madeFrom = new Map<string, Set<string>>();

  has(local: string): boolean {
    return this.#madeFrom.has(local);
  }

  /** Remembers what a local name was made from; true when that was not known. */
  add(local: string, secrets: Iterable<string>): boolean {
    const known = this.#madeFrom.get(local) ?? new Set();
    const before = known.size;
    for (const secret of secrets) known.add(secret);
    if (known.size > before) this.#madeFrom.set(local, known);
    return known.size > before;
  }

  addAll(others: SecretLocals): void {
    for (const [local, secrets] of others.#madeFrom) this.add(local, secrets);
  }

  /** The secrets that somebody sees who reads this: see `readsOf`. */
  secretsIn(reads: readonly string[]): string[] {
    return reads.flatMap((read) => secretOfRead(read) ?? [...(this.#madeFrom.get(read) ?? [])]);
  }
}
