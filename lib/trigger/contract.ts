/** Judging calls and changes by a trigger contract, and making one from a sample. Pure. */
import { cut } from "#lib/platform/text.ts";
import {
  type ContractProperty,
  type ContractType,
  MAX_CONTRACT_PROPERTIES,
  type TriggerContract,
} from "./contract-schema.ts";

export interface ContractProblem {
  code: "trigger_property_missing" | "trigger_property_type";
  /** Name of the property, as the contract writes it. */
  property: string;
  message: string;
  hint: string;
}

const WORDS: Readonly<Record<ContractType, string>> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  datetime: "an ISO 8601 time",
  list: "a list",
  object: "an object",
};

const ISO =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

const FITS: Readonly<Record<ContractType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  datetime: (value) => typeof value === "string" && ISO.test(value),
  list: Array.isArray,
  object: isObject,
};

/** What the properties of one recipient lack; none when they keep to the contract. Properties it does not name are fine. */
export function contractProblems(
  contract: TriggerContract,
  properties: Readonly<Record<string, unknown>>,
): ContractProblem[] {
  return contract.properties.flatMap((property): ContractProblem[] => {
    const value = propertyAt(properties, property.name);
    const { name, type } = property;
    if (value === undefined || value === null) {
      if (!property.required) return [];
      const message = `The trigger property "${name}" is missing.`;
      return [{ code: "trigger_property_missing", property: name, message, hint: hintFor(property) }];
    }
    if (FITS[type](value)) return [];
    const message = `The trigger property "${name}" must be ${WORDS[type]}, not ${WORDS[typeOf(value)]}.`;
    return [{ code: "trigger_property_type", property: name, message, hint: hintFor(property) }];
  });
}

/** A contract that the sample keeps to: every value a required property, objects by what they hold. */
export function inferProperties(sample: Readonly<Record<string, unknown>>, prefix = ""): ContractProperty[] {
  return Object.entries(sample)
    .flatMap(([key, value]): ContractProperty[] => {
      const name = `${prefix}${key}`;
      if (isObject(value) && Object.keys(value).length > 0) return inferProperties(value, `${name}.`);
      const known = value !== null;
      return [
        {
          name,
          type: known ? typeOf(value) : "string",
          required: known,
          description: "",
          ...(known ? { example: value } : {}),
        },
      ];
    })
    .slice(0, MAX_CONTRACT_PROPERTIES);
}

/** Properties as a call could carry them: the example of each, or a value of its type. */
export function exampleProperties(properties: readonly ContractProperty[]): Record<string, unknown> {
  const sample: Record<string, unknown> = {};
  for (const { name, type, example } of properties) {
    const path = name.split(".");
    let inside = sample;
    for (const part of path.slice(0, -1)) {
      const next = Object.hasOwn(inside, part) ? inside[part] : undefined;
      const child = isObject(next) ? next : {};
      define(inside, part, child);
      inside = child;
    }
    define(inside, path.at(-1) ?? name, example ?? PLACEHOLDERS[type]);
  }
  return sample;
}

const PLACEHOLDERS: Readonly<Record<ContractType, unknown>> = {
  string: "text",
  number: 1.5,
  integer: 1,
  boolean: true,
  datetime: "2026-01-31T09:00:00Z",
  list: [],
  object: {},
};

export interface BreakingChange {
  /** Position in the new contract. */
  index: number;
  name: string;
  /** The type before and now, when that is what breaks; else it is required now. */
  types: { old: ContractType; new: ContractType } | null;
}

/** What calls that kept to the old contract would now break. Without one, anything was allowed. */
export function breakingChanges(
  before: TriggerContract | null,
  after: TriggerContract | null,
): BreakingChange[] {
  const old = new Map(before?.properties.map((property) => [property.name, property]));
  return (after?.properties ?? []).flatMap((property, index): BreakingChange[] => {
    const { name, type, required } = property;
    const was = old.get(name);
    if (required && !was?.required) return [{ index, name, types: null }];
    if (was && was.type !== type && !widens(was.type, type)) {
      return [{ index, name, types: { old: was.type, new: type } }];
    }
    return [];
  });
}

/** Whether every value of the old type is one of the new. */
function widens(from: ContractType, to: ContractType): boolean {
  return (from === "integer" && to === "number") || (from === "datetime" && to === "string");
}

function propertyAt(properties: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(properties, name)) return properties[name];
  let value: unknown = properties;
  for (const part of name.split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return value;
}

function typeOf(value: unknown): ContractType {
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return ISO.test(value) ? "datetime" : "string";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "object";
}

function hintFor({ name, type, example }: ContractProperty): string {
  const shown = example === undefined ? "" : `, for example ${cut(JSON.stringify(example), 80)}`;
  return `Send ${WORDS[type]} as "${name}"${shown}.`;
}

/** Also for names such as `__proto__`, which an assignment would not store. */
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
