/** The reasons the gate notes about a host, as messages of `hosts.reasons`. What a person wrote matches none. Pure. */

type ReasonWords = {
  key: "probe" | "in_a_row" | "of_last" | "refused" | "halted";
  values: Record<string, number>;
};

const PATTERNS: readonly [RegExp, ReasonWords["key"], readonly string[]][] = [
  [/^the probe failed$/, "probe", []],
  [/^(\d+) requests in a row failed$/, "in_a_row", ["count"]],
  [/^(\d+) of the last (\d+) requests failed$/, "of_last", ["failed", "count"]],
  [/^(\d+) requests in a row were refused with 401 or 403$/, "refused", ["count"]],
  [/^an answer with status (\d+) halted the host$/, "halted", ["status"]],
];

export function hostReason(reason: string): ReasonWords | null {
  for (const [pattern, key, names] of PATTERNS) {
    const found = pattern.exec(reason);
    if (found) {
      return { key, values: Object.fromEntries(names.map((name, at) => [name, Number(found[at + 1])])) };
    }
  }
  return null;
}
