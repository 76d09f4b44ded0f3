/** Decides which shortcut a key press means, given what was pressed just before. */

export type Shortcut = {
  /** One key ("n", "?") or two in a row ("g c"). */
  keys: string;
  description: string;
  run: () => void;
  /** Where it stands in the list; keys of a screen without one come first. */
  place?: ShortcutPlace | undefined;
};

export type ShortcutPlace = {
  /** Heading it stands under. */
  group: string;
  /** Groups and keys with lower numbers come first. */
  order: number;
};

export type ShortcutGroup = { title: string; shortcuts: Shortcut[] };

/** The list as it is read: by heading, whatever order screens asked for their keys in. */
export function grouped(shortcuts: readonly Shortcut[], otherwise: string): ShortcutGroup[] {
  const orderOf = ({ place }: Shortcut): number => place?.order ?? 0;
  const sorted = shortcuts.toSorted((a, b) => orderOf(a) - orderOf(b));
  return [...Map.groupBy(sorted, ({ place }) => place?.group ?? otherwise)].map(([title, members]) => ({
    title,
    shortcuts: members,
  }));
}

const SYMBOLS: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
};

/** What stands on the keys: "A" is "Shift A". */
export function keyCaps(keys: string): string[] {
  return keys
    .split(" ")
    .flatMap((key) => (/^[A-Z]$/.test(key) && keys === key ? ["Shift", key] : (SYMBOLS[key] ?? key)));
}

/** The shortcut to run, "prefix" when more must follow, or null. The one registered last wins. */
export function shortcutFor(
  shortcuts: readonly Shortcut[],
  prefix: string,
  key: string,
): Shortcut | "prefix" | null {
  const pressed = prefix === "" ? key : `${prefix} ${key}`;
  const exact = shortcuts.findLast((shortcut) => shortcut.keys === pressed);
  if (exact) return exact;
  if (shortcuts.some((shortcut) => shortcut.keys.startsWith(`${pressed} `))) return "prefix";
  return prefix === "" ? null : shortcutFor(shortcuts, "", key);
}
