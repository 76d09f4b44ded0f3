/** Who has had enough messages lately. Pure; campaigns and journeys share it. */

/** Those for whom a rule is full already. What the others of `items` are given counts for those after them. */
export function beyondCaps<Item extends { profileId: string }, Rule extends { max: number }>(
  items: readonly Item[],
  rules: readonly Rule[],
  /** How many each person got, by "rule profile". */
  counted: ReadonlyMap<string, number>,
  applies: (rule: Rule, item: Item) => boolean,
): Set<Item> {
  const counts = new Map(counted);
  const beyond = new Set<Item>();
  for (const item of items) {
    const keys = rules.flatMap((rule, index) =>
      applies(rule, item) ? [{ key: `${index} ${item.profileId}`, max: rule.max }] : [],
    );
    if (keys.some(({ key, max }) => (counts.get(key) ?? 0) >= max)) beyond.add(item);
    else for (const { key } of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return beyond;
}
