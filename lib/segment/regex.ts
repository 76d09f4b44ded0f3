/**
 * Regular expressions of filters: a subset that can be matched in linear time and means the same in memory
 * (`regex-match.ts`) and in PostgreSQL (`regexSql`).
 *
 * Supported: literals, `.` (any character), classes `[a-z]` `[^a-z]`, `\d \w \s \D \W \S` (ASCII), `\t \n \r \f \v`,
 * `\uXXXX` `\u{X}` `\xXX`, groups `( )` and `(?: )`, `|`, `* + ? {n} {n,} {n,m}` (lazy forms too), the anchors `^`
 * and `$` (start and end of the whole text), and `(?i)` at the start. Matching looks for the pattern anywhere in
 * the text. Refused: look-around, back-references, named groups, `\b` and what would grow too large.
 */
import { isStorable } from "#lib/platform/text.ts";
export type RegexNode =
  | { kind: "set"; ranges: readonly CodeRange[] }
  | { kind: "start" }
  | { kind: "end" }
  | { kind: "sequence"; items: readonly RegexNode[] }
  | { kind: "choice"; items: readonly RegexNode[] }
  | { kind: "repeat"; item: RegexNode; min: number; max: number };

export type CodeRange = readonly [from: number, to: number];

export type ParsedRegex = { ok: true; node: RegexNode } | { ok: false; message: string; hint: string };

export const MAX_REGEX_LENGTH = 500;
/** Repetitions written out in full must stay below this, so that no pattern can be expensive. */
export const MAX_REGEX_SIZE = 1_000;
const MAX_REPEAT = 255;
const MAX_CODE = 0x10ffff;
const MAX_NESTING = 50;

const DIGIT: CodeRange[] = [[48, 57]];
const WORD: CodeRange[] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const SPACE: CodeRange[] = [
  [9, 13],
  [32, 32],
];
const CLASS_ESCAPES: Record<string, CodeRange[]> = {
  d: DIGIT,
  w: WORD,
  s: SPACE,
  D: complement(DIGIT),
  W: complement(WORD),
  S: complement(SPACE),
};
const CONTROL_ESCAPES: Record<string, number> = { t: 9, n: 10, v: 11, f: 12, r: 13 };

class RegexProblem extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Reads a pattern; a refusal says what is wrong and at which character. */
export function parseRegex(pattern: string): ParsedRegex {
  if (pattern.length > MAX_REGEX_LENGTH) {
    return refusal(
      `The expression is ${pattern.length} characters long.`,
      `Use at most ${MAX_REGEX_LENGTH} characters.`,
    );
  }
  if (!isStorable(pattern)) {
    return refusal("The expression contains a character that cannot be stored.", "Remove it.");
  }
  const ignoreCase = pattern.startsWith("(?i)");
  try {
    const node = new PatternReader(ignoreCase ? pattern.slice(4) : pattern, ignoreCase).read();
    if (sizeOf(node) > MAX_REGEX_SIZE) {
      return refusal(
        "The repetitions of the expression multiply to too much work.",
        "Use smaller {n,m} counts or * and +.",
      );
    }
    return { ok: true, node };
  } catch (error) {
    if (error instanceof RegexProblem) return refusal(error.message, error.hint);
    throw error;
  }
}

function refusal(message: string, hint: string): ParsedRegex {
  return { ok: false, message, hint };
}

/** Number of character tests after writing out every repetition. */
function sizeOf(node: RegexNode): number {
  switch (node.kind) {
    case "sequence":
    case "choice":
      return node.items.reduce((sum, item) => sum + sizeOf(item), 1);
    case "repeat":
      return 1 + sizeOf(node.item) * Math.max(1, Number.isFinite(node.max) ? node.max : node.min + 1);
    default:
      return 1;
  }
}

class PatternReader {
  private readonly characters: string[];
  private readonly ignoreCase: boolean;
  private at = 0;
  private depth = 0;

  constructor(pattern: string, ignoreCase: boolean) {
    this.characters = [...pattern];
    this.ignoreCase = ignoreCase;
  }

  read(): RegexNode {
    const node = this.readChoice();
    if (this.at < this.characters.length) this.fail('There is a ")" without "(".', "Remove it or write \\).");
    return node;
  }

  private readChoice(): RegexNode {
    const items = [this.readSequence()];
    while (this.take("|")) items.push(this.readSequence());
    const [only] = items;
    return items.length === 1 && only ? only : { kind: "choice", items };
  }

  private readSequence(): RegexNode {
    const items: RegexNode[] = [];
    while (this.at < this.characters.length && this.peek() !== "|" && this.peek() !== ")") {
      items.push(this.readRepeat(this.readAtom()));
    }
    return { kind: "sequence", items };
  }

  private readRepeat(item: RegexNode): RegexNode {
    const bounds = this.readBounds();
    if (!bounds) return item;
    if (item.kind === "start" || item.kind === "end") {
      this.fail("An anchor cannot be repeated.", "Remove the repetition after ^ or $.");
    }
    this.take("?");
    if (/^[*+?{]$/.test(this.peek() ?? "")) {
      this.fail("A repetition follows a repetition.", "Put the first one in a group: (?:a+)*.");
    }
    return { kind: "repeat", item, min: bounds.min, max: bounds.max };
  }

  private readBounds(): { min: number; max: number } | null {
    if (this.take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.take("?")) return { min: 0, max: 1 };
    if (this.peek() !== "{") return null;
    const counted = /^\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/.exec(
      this.characters.slice(this.at, this.at + 12).join(""),
    );
    if (!counted)
      this.fail(
        'A "{" does not start a repetition like {2} or {1,3}.',
        "Write \\{ for the character itself.",
      );
    this.at += counted[0].length;
    const min = Number(counted[1]);
    const max = counted[3] ? Number(counted[3]) : counted[2] ? Number.POSITIVE_INFINITY : min;
    if (min > max)
      this.fail("A repetition has its bounds the wrong way round.", "Write the smaller number first.");
    if (min > MAX_REPEAT || (Number.isFinite(max) && max > MAX_REPEAT)) {
      this.fail("A repetition counts too far.", `Use at most {0,${MAX_REPEAT}}.`);
    }
    return { min, max };
  }

  private readAtom(): RegexNode {
    const character = this.next();
    switch (character) {
      case "(":
        return this.readGroup();
      case "[":
        return this.set(this.readClass());
      case ".":
        return { kind: "set", ranges: [[0, MAX_CODE]] };
      case "^":
        return { kind: "start" };
      case "$":
        return { kind: "end" };
      case "\\":
        return this.set(this.readEscape());
      case "*":
      case "+":
      case "?":
      case "{":
        return this.fail(
          `There is nothing before "${character}" to repeat.`,
          `Write \\${character} for the character itself.`,
        );
      default:
        return this.set([single(character)]);
    }
  }

  private readGroup(): RegexNode {
    this.depth += 1;
    if (this.depth > MAX_NESTING)
      this.fail("Groups are nested too deeply.", `Nest at most ${MAX_NESTING} groups.`);
    if (this.take("?") && !this.take(":")) {
      this.fail(
        "Only plain groups ( ) and (?: ) are supported.",
        "Look-around and named groups are not; (?i) goes first.",
      );
    }
    const node = this.readChoice();
    if (!this.take(")")) this.fail('A "(" is not closed.', "Add the missing ) or write \\(.");
    this.depth -= 1;
    return node;
  }

  private readClass(): CodeRange[] {
    const negated = this.take("^");
    const ranges: CodeRange[] = [];
    while (this.peek() !== "]") {
      if (this.at >= this.characters.length)
        this.fail('A "[" is not closed.', "Add the missing ] or write \\[.");
      ranges.push(...this.readClassItem());
    }
    this.at += 1;
    if (ranges.length === 0) this.fail("A class [] is empty.", "Put the allowed characters between [ and ].");
    const all = this.ignoreCase ? foldRanges(ranges) : ranges;
    return negated ? complement(all) : all;
  }

  private readClassItem(): CodeRange[] {
    const low = this.readClassPart();
    if (this.peek() !== "-" || this.characters[this.at + 1] === "]") return low;
    this.at += 1;
    const high = this.readClassPart();
    const [from] = low;
    const [to] = high;
    if (!from || !to || from[0] !== from[1] || to[0] !== to[1] || low.length + high.length > 2) {
      this.fail("A range in [ ] has a class as an end.", "Write the - last to mean the character itself.");
    }
    if (from[0] > to[0]) this.fail("A range in [ ] is out of order.", "Write the smaller character first.");
    return [[from[0], to[0]]];
  }

  private readClassPart(): CodeRange[] {
    const character = this.next();
    return character === "\\" ? this.readEscape() : [single(character)];
  }

  private readEscape(): CodeRange[] {
    const letter = this.next();
    const ranges = CLASS_ESCAPES[letter];
    if (ranges) return ranges;
    const control = CONTROL_ESCAPES[letter];
    if (control !== undefined) return [[control, control]];
    if (letter === "u" || letter === "x") return [this.readCode(letter)];
    if (/[A-Za-z0-9]/.test(letter)) {
      this.fail(
        `\\${letter} is not supported.`,
        "Back-references and \\b would be slow or mean something else in the database.",
      );
    }
    return [single(letter)];
  }

  private readCode(letter: string): CodeRange {
    const rest = this.characters.slice(this.at, this.at + 10).join("");
    const form = letter === "x" ? /^([0-9a-f]{2})/i : /^(?:([0-9a-f]{4})|\{([0-9a-f]{1,6})\})/i;
    const match = form.exec(rest);
    const code = Number.parseInt(match?.[1] ?? match?.[2] ?? "", 16);
    if (!match || !(code > 0 && code <= MAX_CODE) || (code >= 0xd800 && code <= 0xdfff)) {
      this.fail(
        `\\${letter} is not followed by the code of a character.`,
        "For example \\u00e9 or \\u{1f600}.",
      );
    }
    this.at += match[0].length;
    return [code, code];
  }

  private set(ranges: CodeRange[]): RegexNode {
    return { kind: "set", ranges: this.ignoreCase ? foldRanges(ranges) : ranges };
  }

  private peek(): string | undefined {
    return this.characters[this.at];
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at += 1;
    return true;
  }

  private next(): string {
    const character = this.peek();
    if (character === undefined)
      this.fail("The expression ends too early.", "A \\ at the end needs a character after it.");
    this.at += 1;
    return character;
  }

  private fail(message: string, hint: string): never {
    throw new RegexProblem(`${message} (at character ${this.at + 1 + (this.ignoreCase ? 4 : 0)})`, hint);
  }
}

function single(character: string): CodeRange {
  const code = character.codePointAt(0) ?? 0;
  return [code, code];
}

function complement(ranges: readonly CodeRange[]): CodeRange[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const result: CodeRange[] = [];
  let next = 0;
  for (const [from, to] of sorted) {
    if (from > next) result.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= MAX_CODE) result.push([next, MAX_CODE]);
  return result;
}

/** Ranges wider than this keep only what they list (plus ASCII letters): folding them one by one would be slow. */
const MAX_FOLDED_RANGE = 1_024;

function foldRanges(ranges: readonly CodeRange[]): CodeRange[] {
  const folded: CodeRange[] = [...ranges];
  for (const [from, to] of ranges) {
    if (to - from > MAX_FOLDED_RANGE) continue;
    for (let code = from; code <= to; code += 1) folded.push(...casesOf(code));
  }
  return folded;
}

function casesOf(code: number): CodeRange[] {
  const character = String.fromCodePoint(code);
  return [character.toLowerCase(), character.toUpperCase()]
    .filter((other) => other !== character && [...other].length === 1)
    .map(single);
}

/** The pattern in PostgreSQL's dialect, spelt so that neither locale nor newline rules can change its meaning. */
export function regexSql(node: RegexNode): string {
  switch (node.kind) {
    case "set":
      return setSql(node.ranges);
    case "start":
      return "^";
    case "end":
      return "$";
    case "sequence":
      return node.items.length === 0 ? "(?:)" : node.items.map(regexSql).join("");
    case "choice":
      return `(?:${node.items.map(regexSql).join("|")})`;
    case "repeat":
      return `(?:${regexSql(node.item)})${boundsSql(node.min, node.max)}`;
  }
}

function boundsSql(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  return `{${min},${max}}`;
}

function setSql(ranges: readonly CodeRange[]): string {
  const sorted = complement(complement(ranges));
  const [first] = sorted;
  if (sorted.length === 1 && first?.[0] === 0 && first[1] === MAX_CODE) return ".";
  // No stored text holds a NUL, so leaving it out changes nothing and PostgreSQL need not accept it.
  const parts = sorted.map(([from, to]) => rangeSql(Math.max(from, 1), to)).join("");
  return parts === "" ? "[^\\u0001-\\U0010ffff]" : `[${parts}]`;
}

function rangeSql(from: number, to: number): string {
  if (to < from) return "";
  return from === to ? codeSql(from) : `${codeSql(from)}-${codeSql(to)}`;
}

function codeSql(code: number): string {
  const hex = code.toString(16);
  return code > 0xffff ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
}
