/** Between the value of an attribute and the text it is edited as. Pure. */

export const VALUE_KINDS = ["text", "number", "boolean", "list", "json"] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

export function valueKind(value: unknown): ValueKind {
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? "list" : "json";
}

/** Lists of texts have one item a line. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (valueKind(value) === "list") return (value as string[]).join("\n");
  return JSON.stringify(value, null, 2) ?? "";
}

export type ReadValue = { ok: true; value: unknown } | { ok: false; problem: "number" | "json" };

export function readValue(kind: ValueKind, text: string): ReadValue {
  switch (kind) {
    case "text":
      return { ok: true, value: text };
    case "boolean":
      return { ok: true, value: text !== "false" };
    case "number": {
      const value = Number(text.trim());
      return text.trim() !== "" && Number.isFinite(value)
        ? { ok: true, value }
        : { ok: false, problem: "number" };
    }
    case "list":
      return { ok: true, value: text.split("\n").filter((item) => item.trim() !== "") };
    case "json":
      try {
        return { ok: true, value: JSON.parse(text) as unknown };
      } catch {
        return { ok: false, problem: "json" };
      }
  }
}
