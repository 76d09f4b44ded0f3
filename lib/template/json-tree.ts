// Compiles a JSON tree with templates in it to fixed JSON text and the places to fill in.

import type { JsonValue } from "#lib/webhook/json-value.ts";
import { hasLiquid } from "./attribute-syntax.ts";
import { type CompiledTemplate, compileTemplate } from "./compile-template.ts";

/** A place to fill: `typed` keeps the type of its value, `text` is always a string. */
export type TreeSlot = { template: CompiledTemplate; as: "typed" | "text" };
export type TreePart = string | TreeSlot;

/** Compiles the tree; `field` is the dotted path of its root. */
export function compileJsonTree(tree: JsonValue, field: string, parseLength: number): TreePart[] {
  const writer = new TreeWriter(parseLength);
  writer.value(tree, field);
  return writer.parts;
}

class TreeWriter {
  readonly parts: TreePart[] = [];
  private readonly parseLength: number;

  constructor(parseLength: number) {
    this.parseLength = parseLength;
  }

  value(value: JsonValue, path: string): void {
    if (typeof value === "string") this.text(value, path, "value");
    else if (typeof value !== "object" || value === null) this.fixed(JSON.stringify(value));
    else if (Array.isArray(value)) this.list(value, path);
    else this.object(value, path);
  }

  private list(items: JsonValue[], path: string): void {
    this.fixed("[");
    for (const [index, item] of items.entries()) {
      if (index > 0) this.fixed(",");
      this.value(item, `${path}.${index}`);
    }
    this.fixed("]");
  }

  private object(object: { [key: string]: JsonValue }, path: string): void {
    this.fixed("{");
    for (const [index, [key, item]] of Object.entries(object).entries()) {
      if (index > 0) this.fixed(",");
      this.text(key, `${path}.${key}`, "key");
      this.fixed(":");
      this.value(item, `${path}.${key}`);
    }
    this.fixed("}");
  }

  private text(source: string, path: string, role: "value" | "key"): void {
    if (!hasLiquid(source)) {
      this.fixed(JSON.stringify(source));
      return;
    }
    const template = compileTemplate(source, path, "leaf", this.parseLength);
    this.parts.push({ template, as: role === "value" && template.single !== null ? "typed" : "text" });
  }

  private fixed(text: string): void {
    const last = this.parts.at(-1);
    if (typeof last === "string") this.parts[this.parts.length - 1] = last + text;
    else this.parts.push(text);
  }
}
