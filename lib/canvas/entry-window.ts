/** When a canvas lets people in by what they do. */
import type { CanvasEntryRule } from "./schema.ts";

/** Whether the entry window is open at this moment; entries without one always are. */
export function isOpen(entry: CanvasEntryRule, at: Date): boolean {
  const { start, end } = (entry.type === "action" && entry.window) || {};
  return !(start && at.getTime() < Date.parse(start)) && !(end && at.getTime() > Date.parse(end));
}
