/** Size limits of filter trees, measured before parsing and without recursion. */
export const MAX_DEPTH = 10;
export const MAX_LEAVES = 200;

export interface LimitProblem {
  path: PropertyKey[];
  message: string;
  hint: string;
}

/** Why a tree (or list of filters) is too large to accept, or null. Property filters inside event rules count too. */
export function limitProblem(input: unknown): LimitProblem | null {
  const pending: { node: unknown; depth: number; path: PropertyKey[] }[] = [
    { node: input, depth: 1, path: [] },
  ];
  let leaves = 0;
  for (let item = pending.pop(); item; item = pending.pop()) {
    const children = childrenOf(item.node);
    if (!children || isRule(item.node)) leaves += 1;
    if (leaves > MAX_LEAVES) {
      return {
        path: [],
        message: `There are more than ${MAX_LEAVES} rules.`,
        hint: "Split them into segments and refer to those.",
      };
    }
    if (!children) continue;
    if (item.depth > MAX_DEPTH) {
      return {
        path: item.path,
        message: `Groups are nested more than ${MAX_DEPTH} deep.`,
        hint: "Move the inner groups into a segment of their own.",
      };
    }
    for (const [index, child] of children.entries()) {
      const path = Array.isArray(item.node) ? [...item.path, index] : [...item.path, "filters", index];
      pending.push({ node: child, depth: item.depth + 1, path });
    }
  }
  return null;
}

function childrenOf(node: unknown): unknown[] | null {
  if (Array.isArray(node)) return node;
  if (typeof node !== "object" || node === null) return null;
  const filters = (node as { filters?: unknown }).filters;
  return Array.isArray(filters) ? filters : null;
}

function isRule(node: unknown): boolean {
  const type = (node as { type?: unknown }).type;
  return type === "event" || type === "purchase";
}
