// Splits a pasted shell command into words, with the quoting rules of POSIX shells and of `$'…'`.

export type ShellWord = { text: string; offset: number };
export type ShellWords = { ok: true; words: ShellWord[] } | { ok: false; offset: number; token: string };

const ANSI: Record<string, string> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "'",
  '"': '"',
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\u0007",
  "?": "?",
};

/** The words of the command, or where a quote is left open. */
export function splitShellWords(command: string): ShellWords {
  const words: ShellWord[] = [];
  let at = 0;
  for (;;) {
    at = skipBlank(command, at);
    if (at >= command.length) return { ok: true, words };
    const word = readWord(command, at);
    if (word === null) return { ok: false, offset: at, token: command.slice(at, at + 24) };
    words.push({ text: word.text, offset: at });
    at = word.end;
  }
}

type Piece = { text: string; end: number };

function skipBlank(command: string, from: number): number {
  const blank = /(?:\s|\\\r?\n|\^\r?\n)*/y;
  blank.lastIndex = from;
  return from + (blank.exec(command)?.[0].length ?? 0);
}

function readWord(command: string, from: number): Piece | null {
  let text = "";
  let at = from;
  while (at < command.length && !/\s/.test(command[at] ?? "")) {
    const piece = readPiece(command, at);
    if (piece === null) return null;
    text += piece.text;
    at = piece.end;
  }
  return { text, end: at };
}

function readPiece(command: string, at: number): Piece | null {
  const char = command[at] ?? "";
  if (char === "'") {
    const end = command.indexOf("'", at + 1);
    return end === -1 ? null : { text: command.slice(at + 1, end), end: end + 1 };
  }
  if (char === '"') return readDouble(command, at + 1);
  if (command.startsWith("$'", at)) return readAnsi(command, at + 2);
  if (char !== "\\") return { text: char, end: at + 1 };
  const next = command[at + 1] ?? "";
  return { text: next === "\n" ? "" : next, end: at + 2 };
}

function readDouble(command: string, from: number): Piece | null {
  let text = "";
  for (let at = from; at < command.length; at += 1) {
    const char = command[at] ?? "";
    if (char === '"') return { text, end: at + 1 };
    const next = command[at + 1] ?? "";
    if (char === "\\" && '"\\$`\n'.includes(next)) {
      text += next === "\n" ? "" : next;
      at += 1;
    } else text += char;
  }
  return null;
}

function readAnsi(command: string, from: number): Piece | null {
  let text = "";
  for (let at = from; at < command.length; at += 1) {
    const char = command[at] ?? "";
    if (char === "'") return { text, end: at + 1 };
    if (char !== "\\") {
      text += char;
      continue;
    }
    const code = /^(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2}))/.exec(
      command.slice(at + 1, at + 10),
    );
    if (code === null) {
      const next = command[at + 1] ?? "";
      text += ANSI[next] ?? `\\${next}`;
      at += 1;
    } else {
      text += String.fromCodePoint(
        Math.min(Number.parseInt(code[1] ?? code[2] ?? code[3] ?? "0", 16), 0x10ffff),
      );
      at += code[0].length;
    }
  }
  return null;
}
