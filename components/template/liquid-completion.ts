/** What is being written between `{{` and the caret, and how a chosen value completes it. Pure. */

export type Typed = {
  /** Where the name begins. */
  from: number;
  /** What is written of it so far. */
  prefix: string;
};

/** Null where the caret is not inside an opened `{{`. */
export function typedAt(text: string, caret: number): Typed | null {
  const found = /\{\{-?\s*([\w.${} ]*)$/.exec(text.slice(0, caret));
  const prefix = found?.[1];
  // A closed output, or words that follow a finished name.
  if (prefix === undefined || /\}\}|\}\s/.test(prefix) || / /.test(prefix.replace(/\$\{[^}]*\}?/g, "")))
    return null;
  return { from: caret - prefix.length, prefix };
}

/** The text with the chosen name, closed if it was not, and where the caret goes. */
export function completed(
  text: string,
  caret: number,
  { from }: Typed,
  name: string,
): { text: string; caret: number } {
  const rest = text.slice(caret);
  const isClosed = /^[^{]*\}\}/.test(rest);
  const inserted = isClosed ? name : `${name}}}`;
  return { text: text.slice(0, from) + inserted + rest, caret: from + inserted.length };
}

/** Names that contain every part of what was typed, those that begin with it first. */
export function matching<Item extends { name: string }>(items: readonly Item[], prefix: string): Item[] {
  const wanted = bare(prefix);
  const hits = items.filter(({ name }) => bare(name).includes(wanted));
  return hits.toSorted(
    (a, b) => Number(bare(b.name).startsWith(wanted)) - Number(bare(a.name).startsWith(wanted)),
  );
}

/** `custom_attribute.${tier}` is found by `custom_attribute.tier` as well. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[${}]/g, "");
}
