// Says where a text stops being JSON and why; JSON.parse's own messages lack the position in half of the cases.

import type { ProblemKey, Words } from "#lib/i18n/problem-words.ts";

/** `reason` and `fix` are parts of a sentence, to be values of a problem. */
export type JsonError = { offset: number; reason: Words; fix: Words };

/** By what is said; the fix of another may belong to it. */
type Part = Extract<ProblemKey, `json.${string}`>;

/** The first place where the text is not JSON. Only to be called with text that JSON.parse refused. */
export function locateJsonError(text: string): JsonError {
  const scanner = new Scanner(text);
  try {
    scanner.document();
  } catch (stop) {
    if (stop instanceof Stop) return stop.error;
    throw stop;
  }
  return jsonError(text.length, "json.unreadable");
}

function jsonError(
  offset: number,
  reason: Part,
  values: Words["values"] = {},
  fix: Part = reason,
): JsonError {
  return { offset, reason: { key: `${reason}.message`, values }, fix: { key: `${fix}.fix`, values } };
}

class Stop extends Error {
  readonly error: JsonError;

  constructor(error: JsonError) {
    super(error.reason.key);
    this.error = error;
  }
}

const BLANK = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

class Scanner {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): void {
    this.skip(BLANK);
    if (this.at >= this.text.length) this.stop("json.empty");
    const closers: ("}" | "]")[] = [];
    this.startOfValue(closers);
    while (closers.length > 0) this.afterValue(closers);
    this.skip(BLANK);
    if (this.at < this.text.length) this.unexpected("json.after_end");
  }

  /** Reads a scalar, or opens a list or object; an empty one is closed at once. */
  private startOfValue(closers: ("}" | "]")[]): void {
    this.skip(BLANK);
    const char = this.text[this.at];
    if (char === "{" || char === "[") {
      const closer = char === "{" ? "}" : "]";
      this.at += 1;
      this.skip(BLANK);
      if (this.text[this.at] === closer) {
        this.at += 1;
        return;
      }
      closers.push(closer);
      if (closer === "}") this.key();
      this.startOfValue(closers);
    } else if (char === '"') this.string();
    else if (!this.skip(NUMBER) && !this.skip(WORD)) this.missingValue();
  }

  private afterValue(closers: ("}" | "]")[]): void {
    this.skip(BLANK);
    const closer = closers.at(-1);
    const char = this.text[this.at];
    if (char === closer) {
      this.at += 1;
      closers.pop();
    } else if (char === ",") {
      this.at += 1;
      this.skip(BLANK);
      if (this.text[this.at] === closer) {
        this.unexpected("json.trailing_comma");
      }
      if (closer === "}") this.key();
      this.startOfValue(closers);
    } else if (char === undefined) {
      this.stop("json.closer", { closer: closer ?? "" });
    } else this.unexpected("json.unexpected");
  }

  private key(): void {
    this.skip(BLANK);
    if (this.text[this.at] !== '"') this.unexpected("json.name");
    this.string();
    this.skip(BLANK);
    if (this.text[this.at] !== ":") this.unexpected("json.colon");
    this.at += 1;
  }

  private string(): void {
    const start = this.at;
    this.at += 1;
    for (let char = this.text[this.at]; char !== '"'; char = this.text[this.at]) {
      if (char === undefined) {
        this.at = start;
        this.stop("json.open_text");
      } else if (char === "\\") {
        if (!this.skip(ESCAPE))
          this.stop("json.backslash", { char: this.text.slice(this.at, this.at + 2), example: "\\\\" });
      } else if (char < " ") this.stop("json.control");
      else this.at += 1;
    }
    this.at += 1;
  }

  private missingValue(): never {
    const before = this.text.slice(0, this.at).trimEnd().at(-1);
    const char = this.text[this.at];
    if (char !== undefined && !",}]".includes(char)) {
      return this.unexpected("json.text");
    }
    return this.unexpected(before === ":" ? "json.empty_value" : "json.no_value");
  }

  private unexpected(fix: Part): never {
    const char = this.text[this.at];
    return char === undefined
      ? this.stop("json.early", {}, fix)
      : this.stop("json.unexpected", { char }, fix);
  }

  private stop(reason: Part, values?: Words["values"], fix?: Part): never {
    throw new Stop(jsonError(this.at, reason, values, fix));
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return false;
    this.at += found.length;
    return found !== "";
  }
}
