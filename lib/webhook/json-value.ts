// Decides whether an unknown value is plain JSON that is shallow enough to be walked safely.

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

export const MAX_JSON_DEPTH = 64;

/** True when the value is plain JSON nested at most MAX_JSON_DEPTH deep. Never recurses, so hostile input cannot overflow. */
export function isJsonValue(value: unknown): value is JsonValue {
  const pending: { value: unknown; depth: number }[] = [{ value, depth: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value: current, depth } = next;
    if (isScalar(current)) continue;
    if (typeof current !== "object" || current === null || depth > MAX_JSON_DEPTH) return false;
    for (const child of Object.values(current)) pending.push({ value: child, depth: depth + 1 });
  }
  return true;
}

function isScalar(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  return typeof value === "number" && Number.isFinite(value);
}
