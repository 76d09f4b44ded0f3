/** A TypeScript type for the properties of a contract. Pure. */
import type { ContractProperty, ContractType } from "#lib/trigger/contract-schema.ts";

const TYPES: Readonly<Record<ContractType, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  datetime: "string",
  list: "unknown[]",
  object: "Record<string, unknown>",
};

interface Node {
  type: string;
  required: boolean;
  inside: Map<string, Node>;
}

/** `interface TriggerProperties { points: number; coupon?: string }` */
export function propertiesType(properties: readonly ContractProperty[]): string {
  const root: Node = { type: "object", required: true, inside: new Map() };
  for (const { name, type, required } of properties) {
    let at = root;
    for (const part of name.split(".")) {
      const next = at.inside.get(part) ?? { type: TYPES[type], required: false, inside: new Map() };
      next.required ||= required;
      at.inside.set(part, next);
      at = next;
    }
    at.type = TYPES[type];
  }
  return `interface TriggerProperties ${blockOf(root, "")}`;
}

function blockOf(node: Node, indent: string): string {
  const inner = `${indent}  `;
  const lines = [...node.inside].map(([name, child]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    const type = child.inside.size > 0 ? blockOf(child, inner) : child.type;
    return `${inner}${key}${child.required ? "" : "?"}: ${type};`;
  });
  return ["{", ...lines, `${indent}}`].join("\n");
}
