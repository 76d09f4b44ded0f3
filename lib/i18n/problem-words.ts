/**
 * What a problem says, apart from the language it is said in: a key of `messages/…/problems.json` and its values. The
 * API answers both the English sentence and these words, so that a screen can say it in the reader's language. Pure.
 */
import { z } from "zod";
import { english, type Say } from "./english.ts";
import messages from "./messages/en/problems.json" with { type: "json" };

/** A value may be words itself, such as the reason why a body is not JSON. */
export const wordsSchema = z.object({ key: z.string(), values: z.record(z.string(), z.unknown()) });
export type Words = z.output<typeof wordsSchema>;

/** Dotted paths to what has a sentence and a fix. */
type KeysOf<Node> = {
  [Key in keyof Node & string]: Node[Key] extends string
    ? never
    : (Node[Key] extends { message: string; fix: string } ? Key : never) | `${Key}.${KeysOf<Node[Key]>}`;
}[keyof Node & string];
export type ProblemKey = KeysOf<typeof messages>;

export type WordValues = Readonly<Record<string, string | number | Words>>;

/** A problem in English and as words. */
export interface ProblemText {
  message: string;
  hint: string;
  words: Words;
}

const ENGLISH: Say = english(messages);

/** The problem of this name, to be spread into what is answered. */
export function problemText(key: ProblemKey, values: WordValues = {}): ProblemText {
  const words = { key, values };
  return { ...sayProblem(words, ENGLISH), words };
}

/** Its sentence and how to put it right, by the messages `problems` of any language. */
export function sayProblem({ key, values }: Words, say: Say): { message: string; hint: string } {
  const said = spoken(values, say);
  return { message: say(`${key}.message`, said), hint: say(`${key}.fix`, said) };
}

/** The sentence of a problem as a value of another. */
export function sentenceOf(words: Words): Words {
  return { key: `${words.key}.message`, values: words.values };
}

/** Its fix as a value of another. */
export function fixOf(words: Words): Words {
  return { key: `${words.key}.fix`, values: words.values };
}

function spoken(values: Words["values"], say: Say): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (isWords(value)) return [name, say(value.key, spoken(value.values, say))];
      return [name, typeof value === "number" ? value : String(value)];
    }),
  );
}

function isWords(value: unknown): value is Words {
  return typeof value === "object" && value !== null && "key" in value && "values" in value;
}
