/** The part of a journey on the screen that can be stored as it is. Pure. */
import type { z } from "zod";
import { type CanvasDefinition, type PatchCanvasInput, patchCanvasSchema } from "#lib/canvas/schema.ts";

/**
 * All fields that can be kept, and what is wrong with the rest: one that cannot be yet holds up no other. Of the steps
 * one that cannot is sent as it was `stored` last; a new one waits.
 */
export function completePart(
  document: CanvasDefinition,
  stored: CanvasDefinition["steps"],
): { complete: PatchCanvasInput; issue?: z.core.$ZodIssue } {
  const issues = patchCanvasSchema.safeParse(document).error?.issues ?? [];
  const badSteps = new Set(issues.flatMap(({ path: [field, index] }) => (field === "steps" ? [index] : [])));
  const steps = document.steps.flatMap((step, index) =>
    badSteps.has(index) ? stored.filter(({ id }) => id === step.id) : [step],
  );
  const bad = new Set(
    issues.flatMap(({ path }) => (path[0] === "steps" && path.length > 1 ? [] : [path[0]])),
  );
  const kept = Object.entries({ ...document, steps }).filter(([field]) => !bad.has(field));
  return { complete: Object.fromEntries(kept), ...(issues[0] ? { issue: issues[0] } : {}) };
}
