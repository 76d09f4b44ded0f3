// Tells what JSON text would lose when it is kept as values instead of as text.

import type { Words } from "#lib/i18n/problem-words.ts";
import { distinctWords, lostWords } from "./lost-words.ts";

/** Why parsing and writing the text again would not give the same values; empty when nothing is lost. */
export function lostByParsing(text: string): Words[] {
  const parsed: unknown = JSON.parse(text);
  const lost: Words[] = [];
  let canonical = "";
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[^\s"\d-]+/g)) {
    if (token.startsWith('"')) canonical += JSON.stringify(JSON.parse(token));
    else if (/^-?\d/.test(token)) canonical += numberToken(token, lost);
    else canonical += token;
  }
  if (canonical !== JSON.stringify(parsed)) lost.push(lostWords("names_order"));
  return distinctWords(lost);
}

function numberToken(token: string, lost: Words[]): string {
  const number = Number(token);
  const kept = JSON.stringify(number);
  const same = Number.isFinite(number) && sameNumber(token, kept);
  if (!same) lost.push(lostWords("number", { token, kept }));
  return kept;
}

/** 1.0 and 1 mean the same; 12345678901234567890 and 12345678901234567000 do not. */
function sameNumber(written: string, kept: string): boolean {
  return digits(written) === digits(kept);
}

function digits(number: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const all = (whole + fraction).replace(/^0+/, "");
  const significant = all.replace(/0+$/, "");
  const power = Number(exponent) - fraction.length + (all.length - significant.length);
  return significant === "" ? "0" : `${sign}${significant}e${power}`;
}
