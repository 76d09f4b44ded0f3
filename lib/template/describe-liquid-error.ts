// Words for syntax errors: what is wrong, where, and how to fix it.

import { LiquidError } from "liquidjs";
import { engine } from "./engine.ts";
import { positionAt } from "./source-position.ts";
import { suggestName } from "./suggest-name.ts";

export type SyntaxProblem = { code: string; offset: number; message: string; hint: string };

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
    return syntax(0, "Tags are nested too deeply.", "Split the template into content blocks.");
  }
  if (!(error instanceof Error))
    return syntax(0, "This Liquid cannot be read.", "Check the braces and quotes.");
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
    return syntax(
      offset,
      `The output opened on line ${line} is never closed.`,
      "Add `}}` where it ends, and check that quotes come in pairs.",
    );
  }
  const name = /^\{%-?\s*(\w+)/.exec(source.slice(offset, offset + 60))?.[1] ?? match[1] ?? "tag";
  const block = /"?\{%.*%\}"? not closed$/s.test(message) || name === "raw";
  if (!block)
    return syntax(
      offset,
      `The tag opened on line ${line} (\`${name}\`) has no \`%}\`.`,
      "Add `%}` where it ends.",
    );
  return syntax(
    offset,
    `The tag opened on line ${line} (\`${name}\`) is never closed.`,
    `Add \`{% end${name} %}\` where it ends.`,
  );
}

function describeUnknown(message: string, offset: number): SyntaxProblem | null {
  const tag = /^tag "(.*)" not found$/.exec(message)?.[1];
  if (tag !== undefined) {
    const opener = Object.hasOwn(CLOSES, tag) ? CLOSES[tag] : undefined;
    if (opener !== undefined) {
      return syntax(
        offset,
        `\`${tag}\` stands here without a \`${opener}\` before it.`,
        `Add \`{% ${opener} … %}\` or remove it.`,
      );
    }
    return syntax(
      offset,
      `There is no tag called \`${tag}\`.`,
      meant(tag, Object.keys(engine.tags), "Remove it or check its spelling."),
    );
  }
  const filter = /^undefined filter: (.*)$/.exec(message)?.[1];
  if (filter === undefined) return null;
  return syntax(
    offset,
    `There is no filter called \`${filter}\`.`,
    meant(filter, Object.keys(engine.filters), "Remove it or check its spelling."),
  );
}

function describeOther(message: string, offset: number): SyntaxProblem {
  if (message.startsWith("invalid value expression")) {
    return syntax(
      offset,
      "A value is missing here.",
      `Write what to print, such as \`{{ \${first_name} }}\`.`,
    );
  }
  if (
    message.includes('expected "|" before filter') ||
    message.includes('expected ":" after filter') ||
    message.startsWith("unexpected character")
  ) {
    return syntax(
      offset,
      "Something stands after the value that Liquid does not understand.",
      "Filters start with `|`; their values follow after `:`.",
    );
  }
  return syntax(
    offset,
    `This Liquid cannot be read: ${message}.`,
    "Check the spelling of the tag and its values.",
  );
}

function meant(written: string, known: string[], otherwise: string): string {
  const suggestion = suggestName(written, known);
  return suggestion === null ? otherwise : `Did you mean \`${suggestion}\`?`;
}

function syntax(offset: number, message: string, hint: string): SyntaxProblem {
  return { code: "liquid.syntax", offset, message, hint };
}
