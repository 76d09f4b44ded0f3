/**
 * Keeps a webhook that posts back to our own API from starting itself for ever: every call says in a header how many
 * of our webhooks led to it, and events that come too deep start nothing.
 */
export const LOOP_HEADER = "x-loop-depth";
export const MAX_LOOP_DEPTH = 5;

/** How many webhooks led to a call; 0 for one from outside. */
export function loopDepth(header: string | null): number {
  const depth = Number(header ?? "0");
  return Number.isInteger(depth) && depth > 0 ? Math.min(depth, MAX_LOOP_DEPTH) : 0;
}

/** The header line of a request to ourselves because of an event of that depth; none for other hosts. */
export function loopHeader(target: string, own: string, depth: unknown): string[] {
  if (new URL(target).host !== new URL(own).host) return [];
  return [LOOP_HEADER, String((typeof depth === "number" ? depth : 0) + 1)];
}
