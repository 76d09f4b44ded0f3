/** From what a caller sends to the whole canvas: defaults, identifiers, shares; and its hash. */
import { createHash } from "node:crypto";
import { retryPolicySchema } from "#lib/delivery/schema.ts";
import { EVERYBODY } from "#lib/segment/filter.ts";
import {
  type CanvasDefinition,
  type CanvasVariant,
  type CreateCanvas,
  canvasDefinitionSchema,
  type PatchCanvas,
} from "./schema.ts";
import type { Step } from "./step-schema.ts";

type MakeId = () => string;

/** The definition a new canvas starts with. */
export function newDefinition(input: CreateCanvas, makeId: MakeId): CanvasDefinition {
  return {
    name: input.name,
    description: input.description ?? "",
    // Nobody enters by itself, so that a canvas launched half-described cannot reach everybody.
    entry: input.entry ?? { type: "api_trigger", re_entry: { allowed: false } },
    audience: input.audience ?? EVERYBODY,
    exit_criteria: input.exit_criteria ?? [],
    start: input.start ?? null,
    steps: input.steps ?? [],
    variants: withIds(input.variants ?? [], makeId),
    quiet_hours: input.quiet_hours ?? null,
    rate_limit: input.rate_limit ?? { per_minute: null },
    retry: input.retry ?? retryPolicySchema.parse({}),
    conversions: input.conversions ?? [],
    tags: input.tags ?? [],
    layout: input.layout ?? { auto: true, notes: [] },
  };
}

/** The definition after a change: fields given replace the old ones as a whole, the others stay. */
export function patchedDefinition(
  before: CanvasDefinition,
  patch: PatchCanvas,
  makeId: MakeId,
): CanvasDefinition {
  const { variants, ...fields } = patch;
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return {
    ...before,
    ...(given as Partial<CanvasDefinition>),
    variants: variants ? withIds(variants, makeId) : before.variants,
  };
}

/** A definition as stored, with today's defaults for fields that are younger than the row. */
export function parseDefinition(stored: unknown): CanvasDefinition {
  const fields = typeof stored === "object" && stored !== null ? stored : {};
  return canvasDefinitionSchema.parse({ layout: {}, ...fields });
}

/** The step people begin with: named, or the first of the list. */
export function startOf(definition: CanvasDefinition, variant: CanvasVariant | null): string | null {
  return variant?.start ?? definition.start ?? definition.steps[0]?.id ?? null;
}

/** Every way out of a step, by the name it is counted under. */
export function pathsOf(step: Step): { path: string; name: string | null; next: string | null }[] {
  const to = (path: string, next: string | null | undefined, name: string | null = null) => ({
    path,
    name,
    next: next ?? null,
  });
  switch (step.type) {
    case "decision_split":
      return [to("yes", step.yes), to("no", step.no)];
    case "action_paths":
      return [
        ...step.groups.map((group, index) =>
          to(`group:${index}`, group.next, group.name ?? group.event ?? null),
        ),
        to("else", step.else),
      ];
    case "audience_paths":
      return [
        ...step.groups.map((group, index) => to(`group:${index}`, group.next, group.name ?? null)),
        to("else", step.else),
      ];
    case "experiment_paths":
      return step.paths.map((path, index) => to(`path:${index}`, path.next, path.name ?? null));
    case "message":
      return step.on_failure === "branch"
        ? [to("next", step.next), to("failure", step.failure_next)]
        : [to("next", step.next)];
    default:
      return [to("next", step.next)];
  }
}

/** One hash over everything that changes what happens; name, description, tags and layout do not. */
export function contentHash(definition: CanvasDefinition): string {
  const { name: _name, description: _description, tags: _tags, layout: _layout, ...rest } = definition;
  const steps = rest.steps.map(({ position: _position, note: _note, ...step }) => step);
  return hashOf({ ...rest, steps });
}

/** One hash for each part that is approved on its own; the steps, and what belongs to no other part, are the message. */
export function sectionHashes(
  definition: CanvasDefinition,
): Record<"message" | "delivery" | "audience" | "conversions", string> {
  const { name: _name, description: _description, tags: _tags, layout: _layout, ...content } = definition;
  const { entry, quiet_hours, rate_limit, audience, conversions, ...message } = content;
  const steps = message.steps.map(({ position: _position, note: _note, ...step }) => step);
  return {
    message: hashOf({ ...message, steps }),
    delivery: hashOf({ entry, quiet_hours, rate_limit }),
    audience: hashOf(audience),
    conversions: hashOf(conversions),
  };
}

/** The top-level fields that changed, with old and new values. */
export function changedFields(
  before: CanvasDefinition,
  after: CanvasDefinition,
): { before: Partial<CanvasDefinition>; after: Partial<CanvasDefinition> } {
  const keys = (Object.keys(after) as (keyof CanvasDefinition)[]).filter(
    (key) => hashOf(before[key] ?? null) !== hashOf(after[key] ?? null),
  );
  const pick = (from: CanvasDefinition) => Object.fromEntries(keys.map((key) => [key, from[key]]));
  return { before: pick(before), after: pick(after) };
}

/** SHA-256 of a value's JSON with sorted keys. */
export function hashOf(value: unknown): string {
  return createHash("sha256").update(canonical(value)).digest("hex");
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`);
  return `{${entries.join(",")}}`;
}

function withIds(variants: NonNullable<CreateCanvas["variants"]>, makeId: MakeId): CanvasVariant[] {
  return variants.map((variant) => ({ ...variant, variant_id: variant.variant_id ?? makeId() }));
}
