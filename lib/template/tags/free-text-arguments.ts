// Reads the arguments of tags whose values are free text with nested Liquid: `url :name value :flag`.

import { type Liquid, type Parser, type TagToken, type Template, Tokenizer } from "liquidjs";

export type TextSection = { name: string; text: string; templates: Template[] };

type Span = { begin: number; end: number };

/** Splits the arguments at ` :name` outside `{{ }}`; the part before the first is named "". */
export function readTextSections(token: TagToken, liquid: Liquid, parser: Parser): TextSection[] {
  const { input } = token;
  const span = { begin: token.tokenizer.p, end: token.contentRange[1] };
  return splitOptions(input, span).map(({ name, begin, end }) => {
    const tokenizer = new Tokenizer(input, liquid.options.operators, undefined, [begin, end]);
    const templates = parser.parseTokens(tokenizer.readTopLevelTokens(liquid.options));
    return { name, text: input.slice(begin, end), templates };
  });
}

function splitOptions(input: string, span: Span): ({ name: string } & Span)[] {
  const parts: ({ name: string } & Span)[] = [];
  let current = { name: "", begin: span.begin, end: span.end };
  for (let at = span.begin; at < span.end; at += 1) {
    if (input.startsWith("{{", at)) at = skipOutput(input, at, span.end);
    const name = optionAt(input, at, span);
    if (name === null) continue;
    parts.push(trimmed(input, { ...current, end: at }));
    at += name.length;
    current = { name, begin: at + 1, end: span.end };
  }
  parts.push(trimmed(input, current));
  return parts;
}

function skipOutput(input: string, at: number, end: number): number {
  const close = input.indexOf("}}", at);
  return close === -1 || close > end ? end : close + 2;
}

function optionAt(input: string, at: number, span: Span): string | null {
  if (input[at] !== ":" || at >= span.end) return null;
  if (at > span.begin && !/\s/.test(input[at - 1] ?? "")) return null;
  return /^[a-z_]+(?=\s|$)/.exec(input.slice(at + 1, span.end))?.[0] ?? null;
}

function trimmed(input: string, part: { name: string } & Span): { name: string } & Span {
  let { begin, end } = part;
  while (begin < end && /\s/.test(input[begin] ?? "")) begin += 1;
  while (end > begin && /\s/.test(input[end - 1] ?? "")) end -= 1;
  return { name: part.name, begin, end };
}
