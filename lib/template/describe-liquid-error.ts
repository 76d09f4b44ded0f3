// Words for syntax errors: what is wrong, where, and how to fix it.

import { LiquidError } from "liquidjs";
import { type ProblemKey, type ProblemText, problemText, type WordValues } from "#lib/i18n/problem-words.ts";
import { engine } from "./engine.ts";
import { positionAt } from "./source-position.ts";
import { suggestName } from "./suggest-name.ts";

export type SyntaxProblem = ProblemText & { code: string; offset: number };

type SyntaxKey = Extract<ProblemKey, `liquid.syntax${string}`>;

const CLOSES: Record<string, string> = {
  endif: "if",
  endfor: "for",
  endcase: "case",
  endunless: "unless",
  endcapture: "capture",
  endraw: "raw",
  endcomment: "comment",
  else: "if",
  elsif: "if",
  when: "case",
};

/** Describes an error thrown while parsing `text`; `sourceOffset` maps its offsets to the author's `source`. */
export function describeLiquidError(
  error: unknown,
  text: string,
  source: string,
  sourceOffset: (offset: number) => number,
): SyntaxProblem {
  if (error instanceof RangeError) {
    return syntax(0, "liquid.syntax.depth");
  }
  if (!(error instanceof Error)) return syntax(0, "liquid.syntax");
  const inText = LiquidError.is(error) && error.token.input === text;
  const offset = inText ? sourceOffset(error.token.begin) : 0;
  const message = error.message.replace(/, line:\d+, col:\d+$/, "");
  const found =
    describeNotClosed(message, offset, source) ??
    describeUnknown(message, offset) ??
    describeOther(message, offset);
  return found;
}

function describeNotClosed(message: string, found: number, source: string): SyntaxProblem | null {
  const match = /^(tag|output|raw) .*not closed$/s.exec(message);
  if (match === null) return null;
  // For raw the engine points at the text after the tag.
  const offset = match[1] === "raw" ? Math.max(0, source.lastIndexOf("{%", found - 1)) : found;
  const { line } = positionAt(source, offset);
  if (match[1] === "output") {
    return syntax(offset, "liquid.syntax.output_open", { line, end: "}}" });
  }
  const name = /^\{%-?\s*(\w+)/.exec(source.slice(offset, offset + 60))?.[1] ?? match[1] ?? "tag";
  const block = /"?\{%.*%\}"? not closed$/s.test(message) || name === "raw";
  if (!block) return syntax(offset, "liquid.syntax.tag_open", { line, name, end: "%}" });
  return syntax(offset, "liquid.syntax.block_open", { line, name, end: `{% end${name} %}` });
}

function describeUnknown(message: string, offset: number): SyntaxProblem | null {
  const tag = /^tag "(.*)" not found$/.exec(message)?.[1];
  if (tag !== undefined) {
    const opener = Object.hasOwn(CLOSES, tag) ? CLOSES[tag] : undefined;
    if (opener !== undefined) {
      return syntax(offset, "liquid.syntax.no_opener", { name: tag, opener, example: `{% ${opener} … %}` });
    }
    return unknown(offset, "liquid.syntax.unknown_tag", tag, Object.keys(engine.tags));
  }
  const filter = /^undefined filter: (.*)$/.exec(message)?.[1];
  if (filter === undefined) return null;
  return unknown(offset, "liquid.syntax.unknown_filter", filter, Object.keys(engine.filters));
}

function describeOther(message: string, offset: number): SyntaxProblem {
  if (message.startsWith("invalid value expression")) {
    return syntax(offset, "liquid.syntax.no_value", { example: `{{ \${first_name} }}` });
  }
  if (
    message.includes('expected "|" before filter') ||
    message.includes('expected ":" after filter') ||
    message.startsWith("unexpected character")
  ) {
    return syntax(offset, "liquid.syntax.after_value");
  }
  return syntax(offset, "liquid.syntax.other", { detail: message });
}

function unknown(
  offset: number,
  key: "liquid.syntax.unknown_tag" | "liquid.syntax.unknown_filter",
  name: string,
  known: string[],
): SyntaxProblem {
  const meant = suggestName(name, known);
  return meant === null ? syntax(offset, key, { name }) : syntax(offset, `${key}_meant`, { name, meant });
}

/** A problem of Liquid at a place of the text. */
export function syntax(offset: number, key: SyntaxKey, values?: WordValues): SyntaxProblem {
  return { code: "liquid.syntax", offset, ...problemText(key, values) };
}
