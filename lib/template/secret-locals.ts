// What names of a template were made from secrets, and from which.

import { secretOfRead } from "./token-roots.ts";

/** Stands for what a call answered that carried a secret: it may repeat the secret, and is nobody's to send it to. */
const ECHO = Symbol("answer to a call that carried a secret");
export type Source = string | typeof ECHO;

/** Local names whose value was made from secrets, however many steps away, with the names of these. */
export class SecretLocals {
  readonly #madeFrom = new Map<string, Set<Source>>();

  has(local: string): boolean {
    return this.#madeFrom.has(local);
  }

  /** Remembers what a local name was made from; true when that was not known. */
  add(local: string, sources: Iterable<Source>): boolean {
    const known = this.#madeFrom.get(local) ?? new Set<Source>();
    const before = known.size;
    for (const source of sources) known.add(source);
    if (known.size > before) this.#madeFrom.set(local, known);
    return known.size > before;
  }

  /** Remembers that a local name holds the answer to a call that carried a secret. */
  addEcho(local: string): boolean {
    return this.add(local, [ECHO]);
  }

  addAll(others: SecretLocals): void {
    for (const [local, sources] of others.#madeFrom) this.add(local, sources);
  }

  /** The secrets that somebody sees who reads this: see `readsOf`. */
  secretsIn(reads: readonly string[]): string[] {
    return this.sourcesOf(reads).filter((source) => typeof source === "string");
  }

  /** Like `secretsIn`, with what has to be hidden though no secret is known to be in it. */
  sourcesOf(reads: readonly string[]): Source[] {
    return reads.flatMap((read) => secretOfRead(read) ?? [...(this.#madeFrom.get(read) ?? [])]);
  }
}
