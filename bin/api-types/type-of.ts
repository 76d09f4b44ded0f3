/** From a JSON schema to the TypeScript type of what fits it. Pure. */
import type { JsonSchema } from "./json-schema.ts";

/** `indent` is that of the line the type starts on. */
export function typeOf(schema: JsonSchema | undefined, indent: string): string {
  if (!schema) return "unknown";
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "unknown";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return union(choices.map((choice) => typeOf(choice, indent)));
  if (schema.allOf) return schema.allOf.map((each) => bracketed(typeOf(each, indent))).join(" & ");
  if (Array.isArray(schema.type))
    return union(schema.type.map((type) => typeOf({ ...schema, type }, indent)));
  switch (schema.type) {
    case "object":
      return objectType(schema, indent);
    case "array":
      return `${bracketed(typeof schema.items === "object" ? typeOf(schema.items, indent) : "unknown")}[]`;
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    case "number":
    case "integer":
      return "number";
    default:
      return "unknown";
  }
}

function objectType(schema: JsonSchema, indent: string): string {
  const entries = Object.entries(schema.properties ?? {});
  const { additionalProperties: more } = schema;
  // A type may name itself in an index signature, though not in Record<>.
  if (entries.length === 0 && typeof more === "object") return `{ [name: string]: ${typeOf(more, indent)} }`;
  if (entries.length === 0) return "Record<string, unknown>";
  const inner = `${indent}  `;
  const lines = entries.map(([name, each]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    return `${inner}${key}${schema.required?.includes(name) ? "" : "?"}: ${typeOf(each, inner)};`;
  });
  if (typeof more === "object") lines.push(`${inner}[name: string]: unknown;`);
  return ["{", ...lines, `${indent}}`].join("\n");
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(" | ");
}

function bracketed(type: string): string {
  return / [|&] /.test(type) && !type.startsWith("{") ? `(${type})` : type;
}
