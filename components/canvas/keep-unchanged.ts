/** Keeps what did not change the same object, so that it is not drawn again. Pure. */

type Item = { id: string };

/** `next`, with everything that equals what it was before in its place. */
export function keepUnchanged<T extends Item>(before: readonly T[], next: readonly T[]): readonly T[] {
  const known = new Map(before.map((item) => [item.id, item]));
  const kept = next.map((item) => {
    const old = known.get(item.id);
    return old && same(old, item, 3) ? old : item;
  });
  const all = kept.length === before.length && kept.every((item, index) => item === before[index]);
  return all ? before : kept;
}

/** Equal, looking so many levels into plain objects. */
function same(a: unknown, b: unknown, levels: number): boolean {
  if (Object.is(a, b)) return true;
  if (levels === 0 || !isPlain(a) || !isPlain(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key], levels - 1))
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
