// Rewrites the `${name}` attribute syntax to plain Liquid paths and remembers where everything was,
// so that every error can be shown in the author's own text.

import { type ProblemText, problemText } from "#lib/i18n/problem-words.ts";

/** Where `${first_name}` without a prefix is looked up; not a name anybody would assign to. */
export const ATTRIBUTE_ROOT = "__attribute";

export type RewrittenSource = {
  text: string;
  /** Offset in the author's text for an offset in `text`. */
  sourceOffset: (offset: number) => number;
  problem: (ProblemText & { offset: number }) | null;
};

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;
// Their arguments are free text in which only nested {{ … }} is Liquid.
const FREE_TEXT_TAGS = new Set(["connected_content", "message_extras"]);

/** True when a text has anything for the Liquid engine to do. */
export function hasLiquid(source: string): boolean {
  return source.includes("{{") || source.includes("{%");
}

/** Turns `custom_attribute.${my tier}` into `custom_attribute["my tier"]` inside outputs and tags. */
export function rewriteAttributeSyntax(source: string): RewrittenSource {
  if (!source.includes("${")) return { text: source, sourceOffset: (offset) => offset, problem: null };
  return new Rewriter(source).run();
}

type Checkpoint = { out: number; source: number; rigid: boolean };

class Rewriter {
  private readonly source: string;
  private readonly checkpoints: Checkpoint[] = [];
  private out = "";
  private at = 0;
  private problem: RewrittenSource["problem"] = null;

  constructor(source: string) {
    this.source = source;
  }

  run(): RewrittenSource {
    while (this.at < this.source.length && this.problem === null) this.step();
    if (this.problem !== null) this.out += this.source.slice(this.at);
    const { checkpoints } = this;
    return { text: this.out, problem: this.problem, sourceOffset: (offset) => mapBack(checkpoints, offset) };
  }

  private step(): void {
    if (this.sees("{{")) this.output();
    else if (this.sees("{%")) this.tag();
    else this.copy(1);
  }

  private output(): void {
    this.copy(2);
    while (this.at < this.source.length && this.problem === null) {
      if (this.sees("}}")) {
        this.copy(2);
        return;
      }
      this.expressionPart("}}");
    }
  }

  private tag(): void {
    const name = /^\{%-?\s*(\w+|#)/.exec(this.source.slice(this.at, this.at + 80))?.[1] ?? "";
    this.copy(2);
    if (name === "raw" || name === "comment") this.copyUntilEnd(name);
    else this.tagArguments(name);
  }

  private tagArguments(name: string): void {
    while (this.at < this.source.length && this.problem === null) {
      if (this.sees("%}")) {
        this.copy(2);
        return;
      }
      if (!FREE_TEXT_TAGS.has(name)) this.expressionPart("%}");
      else if (this.sees("{{")) this.output();
      else this.copy(1);
    }
  }

  private expressionPart(close: string): void {
    if (this.sees("${")) this.group();
    else if (this.sees('"') || this.sees("'")) this.quoted(close);
    else this.copy(1);
  }

  /** Text in quotes stays as it is. Tags end at the first `%}` even inside quotes, as the parser has it. */
  private quoted(close: string): void {
    const quote = this.source[this.at];
    this.copy(1);
    while (this.at < this.source.length && !(close === "%}" && this.sees(close))) {
      const ends = this.source[this.at] === quote;
      this.copy(this.sees("\\") ? 2 : 1);
      if (ends) return;
    }
  }

  private group(): void {
    const start = this.at;
    const end = this.source.indexOf("}", start);
    const name = this.source.slice(start + 2, end === -1 ? undefined : end).trim();
    if (end === -1 || name.includes("\n")) {
      this.problem = { offset: start, ...problemText("liquid.syntax.attribute_open", { end: "}" }) };
      return;
    }
    if (name === "") {
      const example = `\${first_name}`;
      this.problem = { offset: start, ...problemText("liquid.syntax.attribute_empty", { example }) };
      return;
    }
    this.checkpoints.push({ out: this.out.length, source: start, rigid: true });
    const path = toPath(name);
    if (this.out.trimEnd().endsWith(".")) this.out = this.out.trimEnd().slice(0, -1) + path;
    else this.out += ATTRIBUTE_ROOT + path;
    this.at = end + 1;
    this.checkpoints.push({ out: this.out.length, source: this.at, rigid: false });
  }

  private copyUntilEnd(name: string): void {
    const rest = this.source.slice(this.at);
    const found = rest.search(new RegExp(`\\{%-?\\s*end${name}\\b`));
    this.copy(found === -1 ? rest.length : found + 2);
    const close = this.source.indexOf("%}", this.at);
    if (found !== -1 && close !== -1) this.copy(close + 2 - this.at);
  }

  private sees(token: string): boolean {
    return this.source.startsWith(token, this.at);
  }

  private copy(count: number): void {
    this.out += this.source.slice(this.at, this.at + count);
    this.at += count;
  }
}

/** `address.zip code` → `["address"]["zip code"]`, with `[0]` indexes kept. */
function toPath(name: string): string {
  return name
    .split(".")
    .map((part) => {
      const [, key = part, indexes = ""] = /^(.+?)((?:\[\d+\])*)$/.exec(part.trim()) ?? [];
      const access = PLAIN_NAME.test(key) ? `.${key}` : `["${key.replace(/["\\]/g, "\\$&")}"]`;
      return access + indexes;
    })
    .join("");
}

function mapBack(checkpoints: Checkpoint[], offset: number): number {
  let last: Checkpoint = { out: 0, source: 0, rigid: false };
  for (const checkpoint of checkpoints) {
    if (checkpoint.out > offset) break;
    last = checkpoint;
  }
  return last.rigid ? last.source : last.source + (offset - last.out);
}
