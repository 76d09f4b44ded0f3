// Says where a text stops being JSON and why; JSON.parse's own messages lack the position in half of the cases.

export type JsonError = { offset: number; reason: string; hint: string };

/** The first place where the text is not JSON. Only to be called with text that JSON.parse refused. */
export function locateJsonError(text: string): JsonError {
  const scanner = new Scanner(text);
  try {
    scanner.document();
  } catch (stop) {
    if (stop instanceof Stop) return stop.error;
    throw stop;
  }
  return { offset: text.length, reason: "it cannot be read", hint: "Check commas, quotes and braces." };
}

class Stop extends Error {
  readonly error: JsonError;

  constructor(error: JsonError) {
    super(error.reason);
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
    if (this.at >= this.text.length)
      this.stop("it is empty", "Write a JSON value, or choose the body type None.");
    const closers: ("}" | "]")[] = [];
    this.startOfValue(closers);
    while (closers.length > 0) this.afterValue(closers);
    this.skip(BLANK);
    if (this.at < this.text.length) this.unexpected("Nothing may follow the end of the JSON value.");
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
        this.unexpected("Remove the comma before it, or leave it out for the last item of a loop.");
      }
      if (closer === "}") this.key();
      this.startOfValue(closers);
    } else if (char === undefined) {
      this.stop(`\`${closer}\` is missing at the end`, "Close every brace and bracket.");
    } else this.unexpected("Put a comma between two values, and escape quotes inside texts.");
  }

  private key(): void {
    this.skip(BLANK);
    if (this.text[this.at] !== '"') this.unexpected("Names stand in double quotes.");
    this.string();
    this.skip(BLANK);
    if (this.text[this.at] !== ":") this.unexpected("A colon must follow the name.");
    this.at += 1;
  }

  private string(): void {
    const start = this.at;
    this.at += 1;
    for (let char = this.text[this.at]; char !== '"'; char = this.text[this.at]) {
      if (char === undefined) {
        this.at = start;
        this.stop("the text that begins here is never closed", "Add the closing quote.");
      } else if (char === "\\") {
        if (!this.skip(ESCAPE))
          this.stop(
            `unexpected \`${this.text.slice(this.at, this.at + 2)}\``,
            "Write a backslash as `\\\\`.",
          );
      } else if (char < " ")
        this.stop(
          "a line break or control character stands inside a text",
          "Use `| json_escape`, or write \\n.",
        );
      else this.at += 1;
    }
    this.at += 1;
  }

  private missingValue(): never {
    const before = this.text.slice(0, this.at).trimEnd().at(-1);
    const char = this.text[this.at];
    if (char !== undefined && !",}]".includes(char)) {
      return this.unexpected("Put texts in double quotes, or print values with `| json`.");
    }
    return this.unexpected(
      before === ":"
        ? "The value before it came out empty. Print it with `| json` or give it a default."
        : "A value is missing before it.",
    );
  }

  private unexpected(hint: string): never {
    const char = this.text[this.at];
    return char === undefined
      ? this.stop("it ends too early", hint)
      : this.stop(`unexpected \`${char}\``, hint);
  }

  private stop(reason: string, hint: string): never {
    throw new Stop({ offset: this.at, reason, hint });
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return false;
    this.at += found.length;
    return found !== "";
  }
}
