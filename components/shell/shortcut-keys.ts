/** Decides which shortcut a key press means, given what was pressed just before. */

export type Shortcut = {
  /** One key ("n", "?") or two in a row ("g c"). */
  keys: string;
  description: string;
  run: () => void;
};

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
