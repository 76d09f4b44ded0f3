// What a change of a body's form does not keep, as words of `problems.convert.lost`.

import messages from "#lib/i18n/messages/en/problems.json" with { type: "json" };
import type { Words } from "#lib/i18n/problem-words.ts";

export function lostWords(
  key: keyof typeof messages.convert.lost,
  values: Record<string, string> = {},
): Words {
  return { key: `convert.lost.${key}`, values };
}

/** The same thing is said once. */
export function distinctWords(words: readonly Words[]): Words[] {
  return [...new Map(words.map((item) => [JSON.stringify(item), item])).values()];
}
