/** What differs between two versions of a canvas, step by step and setting by setting, in words. */
import { describe } from "#lib/segment/describe.ts";
import { filterTreeSchema } from "#lib/segment/schema.ts";
import { pathsOf } from "./definition.ts";
import type { CanvasChange } from "./publish-schema.ts";
import type { CanvasDefinition } from "./schema.ts";
import type { Step } from "./step-schema.ts";

const MAX_WORDS = 400;

/** Steps in the order of the new version, then those that are gone, then settings. Places and notes on the canvas do not count. */
export function versionChanges(before: CanvasDefinition, after: CanvasDefinition): CanvasChange[] {
  const old = new Map(before.steps.map((step) => [step.id, step]));
  const words: Words = { before: wordsIn(before), after: wordsIn(after) };
  const kept = new Set(after.steps.map((step) => step.id));
  return [
    ...after.steps.flatMap((step): CanvasChange[] => {
      const previous = old.get(step.id);
      if (!previous) return [change("added", step, [])];
      const details = fieldChanges(content(previous), content(step), words);
      return details.length > 0 ? [change("changed", step, details)] : [];
    }),
    ...before.steps.filter((step) => !kept.has(step.id)).map((step) => change("removed", step, [])),
    ...settingChanges(before, after, words),
  ];
}

/** Whether a step does the same in both; its place and its note aside. */
export function sameStep(before: Step, after: Step): boolean {
  return same(content(before), content(after));
}

function content({ position: _position, note: _note, ...step }: Step): Record<string, unknown> {
  return step;
}

function change(kind: CanvasChange["kind"], step: Step, details: CanvasChange["details"]): CanvasChange {
  const name = step.name ?? step.id;
  const text =
    kind === "added"
      ? `"${name}" is new.`
      : kind === "removed"
        ? `"${name}" is gone.`
        : `"${name}": ${details.map(inText).join("; ")}`;
  return { kind, step: step.id, step_name: step.name ?? null, step_type: step.type, text, details };
}

function inText({ field, before, after }: CanvasChange["details"][number]): string {
  return `${field} ${before ?? "nothing"} → ${after ?? "nothing"}`;
}

function settingChanges(before: CanvasDefinition, after: CanvasDefinition, words: Words): CanvasChange[] {
  const names = Object.keys(after) as (keyof CanvasDefinition)[];
  return names
    .filter((name) => name !== "steps" && name !== "layout")
    .flatMap((name): CanvasChange[] => {
      const details = fieldChanges(before[name], after[name], words, name);
      if (details.length === 0) return [];
      const text = details.map(inText).join("; ");
      return [{ kind: "setting", step: null, step_name: null, step_type: null, text, details }];
    });
}

/** How values of each side are written. */
interface Words {
  before: (value: unknown, field: string) => string | null;
  after: (value: unknown, field: string) => string | null;
}

/** Every value that differs, at the deepest level where both sides have the same shape; a filter is one value. */
function fieldChanges(before: unknown, after: unknown, words: Words, field = ""): CanvasChange["details"] {
  if (same(before, after)) return [];
  const inner = (key: string | number) => (field === "" ? String(key) : `${field}.${key}`);
  if (Array.isArray(before) && Array.isArray(after) && before.some(isRecord) && after.some(isRecord)) {
    const places = [...Array(Math.max(before.length, after.length)).keys()];
    return places.flatMap((place) => fieldChanges(before[place], after[place], words, inner(place)));
  }
  const whole = !isRecord(before) || !isRecord(after) || isFilter(before) || isFilter(after);
  if (whole) return [{ field, before: words.before(before, field), after: words.after(after, field) }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => fieldChanges(before[key], after[key], words, inner(key)));
}

function isFilter(value: unknown): boolean {
  return isRecord(value) && Array.isArray(value.filters) && filterTreeSchema.safeParse(value).success;
}

/** Fields that hold the id of a step. */
const LEADS = /(^|\.)(next|yes|no|else|failure_next|start)$/;

/** Values in words; a step is called by its name. Null when there is nothing. */
function wordsIn({ steps }: CanvasDefinition): Words["before"] {
  const names = new Map(steps.map((step) => [step.id, step.name ?? step.id]));
  return (value, field) => {
    if (value === undefined || value === null || value === "") return null;
    if (typeof value === "string" && LEADS.test(field)) return `“${names.get(value) ?? value}”`;
    if (typeof value === "string") return `“${value.slice(0, MAX_WORDS)}”`;
    if (isFilter(value)) return describe(filterTreeSchema.parse(value));
    const text = JSON.stringify(value);
    return text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text;
  };
}

function same(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.every((key) => same(a[key], b[key]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Steps that a step leads to, for suggesting who takes the place of a step that is gone. */
export function successorIn(before: CanvasDefinition, after: CanvasDefinition, id: string): string | null {
  const kept = new Set(after.steps.map((step) => step.id));
  const old = new Map(before.steps.map((step) => [step.id, step]));
  const seen = new Set<string>([id]);
  const queue = [id];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const step = old.get(at);
    for (const { next } of step ? pathsOf(step) : []) {
      if (next === null || seen.has(next)) continue;
      if (kept.has(next)) return next;
      seen.add(next);
      queue.push(next);
    }
  }
  return null;
}
