/** Which content blocks a definition takes in, found in its text: for keeping them as they are at a publication. Pure. */
const BY_NAME = /content_blocks\s*\.\s*(?:\$\{\s*([A-Za-z0-9_-]+)\s*\}|([A-Za-z0-9_-]+))/g;
/** A name that is looked up while rendering may be any of them. */
const COMPUTED = /content_blocks\s*\[/;

/** Sources of every block that `definition` includes, directly or through another one, by name. */
export function usedBlocks(
  definition: unknown,
  sources: Readonly<Record<string, string>>,
): Record<string, string> {
  const texts = [JSON.stringify(definition)];
  const used = new Map<string, string>();
  // The list grows while it is walked: blocks include blocks.
  for (const text of texts) {
    const names = COMPUTED.test(text) ? Object.keys(sources) : namesIn(text);
    for (const name of names) {
      const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
      if (source === undefined || used.has(name)) continue;
      used.set(name, source);
      texts.push(source);
    }
  }
  return Object.fromEntries([...used].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function namesIn(text: string): string[] {
  return [...text.matchAll(BY_NAME)].map(([, braced, plain]) => braced ?? plain ?? "");
}

/** Whether two sets of blocks hold the same names with the same sources. */
export function sameBlocks(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
