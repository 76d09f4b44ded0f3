// Translates between a JSON tree with templates in its texts and the text of a JSON template.

import { type ProblemText, problemText } from "#lib/i18n/problem-words.ts";
import type { JsonValue } from "#lib/webhook/json-value.ts";
import { locateJsonError } from "./locate-json-error.ts";
import { positionAt } from "./source-position.ts";

/** The tree as a JSON template: a text that is one `{{ … }}` is written bare, so that it keeps its type. */
export function toJsonTemplate(tree: JsonValue, indent = ""): string {
  const inner = `${indent}  `;
  if (typeof tree === "string") return isOneOutput(tree) ? tree : quoteTemplate(tree);
  if (typeof tree !== "object" || tree === null) return JSON.stringify(tree);
  if (Array.isArray(tree)) {
    if (tree.length === 0) return "[]";
    return `[\n${tree.map((item) => inner + toJsonTemplate(item, inner)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(tree);
  if (entries.length === 0) return "{}";
  const lines = entries.map(([key, item]) => `${inner}${quoteTemplate(key)}: ${toJsonTemplate(item, inner)}`);
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

export type ParsedTemplate =
  /** `plainText` is JSON in which every piece of Liquid stands inside a text. */
  | { ok: true; tree: JsonValue; plainText: string }
  | ({ ok: false; line?: number | undefined; column?: number | undefined } & ProblemText);

/** The tree a JSON template stands for, when its Liquid only supplies values. */
export function fromJsonTemplate(template: string): ParsedTemplate {
  const pieces = splitLiquid(template);
  let plain = "";
  let inString = false;
  for (const [index, piece] of pieces.entries()) {
    if (piece.liquid === null) {
      plain += piece.text;
      inString = endsInString(inString, piece.text);
      continue;
    }
    if (piece.liquid === "tag" && !inString) {
      return {
        ok: false,
        ...problemText("json.tags_between"),
        ...positionAt(template, piece.offset),
      };
    }
    const wholeString =
      inString && /(?:^|[^\\])"$/.test(plain) && pieces[index + 1]?.text.startsWith('"') === true;
    const liquid = wholeString && piece.liquid === "output" ? asText(piece.text) : piece.text;
    const escaped = JSON.stringify(liquid).slice(1, -1);
    plain += inString ? escaped : `"${escaped}"`;
  }
  try {
    return { ok: true, tree: JSON.parse(plain) as JsonValue, plainText: plain };
  } catch {
    const { offset, reason, fix } = locateJsonError(plain);
    return { ok: false, ...problemText("json.invalid", { reason, fix }), ...positionAt(plain, offset) };
  }
}

/** `{{ x }}` between quotes is a text whatever x is; as a field of its own it would keep its type. */
function asText(output: string): string {
  return output.replace(/\s*(-?\}\})$/, ' | append: "" $1');
}

/** True when the text is exactly one `{{ … }}`. */
export function isOneOutput(text: string): boolean {
  const pieces = splitLiquid(text).filter((piece) => piece.text !== "");
  return pieces.length === 1 && pieces[0]?.liquid === "output";
}

function quoteTemplate(text: string): string {
  const quoted = splitLiquid(text).map((piece) =>
    piece.liquid === null ? JSON.stringify(piece.text).slice(1, -1) : piece.text,
  );
  return `"${quoted.join("")}"`;
}

type Piece = { text: string; liquid: "output" | "tag" | null; offset: number };

const OUTPUT = /\{\{(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\$\{[^}]*\}|(?!\}\})[^"'])*\}\}/y;
const TAG = /\{%(?:(?!%\})[\s\S])*%\}/y;

function splitLiquid(text: string): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const found = liquidAt(text, at);
    if (found === null) continue;
    pieces.push({ text: text.slice(start, at), liquid: null, offset: start }, { ...found, offset: at });
    at += found.text.length - 1;
    start = at + 1;
  }
  pieces.push({ text: text.slice(start), liquid: null, offset: start });
  return pieces;
}

function liquidAt(text: string, at: number): Omit<Piece, "offset"> | null {
  if (text[at] !== "{") return null;
  for (const [pattern, liquid] of [
    [OUTPUT, "output"],
    [TAG, "tag"],
  ] as const) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { text: found, liquid };
  }
  return null;
}

function endsInString(start: boolean, text: string): boolean {
  let inString = start;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\\" && inString) at += 1;
    else if (text[at] === '"') inString = !inString;
  }
  return inString;
}
