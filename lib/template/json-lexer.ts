// Follows whether text written so far stands inside or outside a JSON string.

export type JsonState = 0 | 1 | 2;

export const OUTSIDE = 0;
export const IN_STRING = 1;
/** Inside a string, right after a backslash. */
export const ESCAPED = 2;

const QUOTE = 34;
const BACKSLASH = 92;

/** Where each state leads after the text. */
export type JsonTransitions = readonly [JsonState, JsonState, JsonState];

export function jsonTransitions(text: string): JsonTransitions {
  return [advanceJson(OUTSIDE, text), advanceJson(IN_STRING, text), advanceJson(ESCAPED, text)];
}

/** The state after writing the text. */
export function advanceJson(state: JsonState, text: string): JsonState {
  let now = state;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (now === ESCAPED) now = IN_STRING;
    else if (code === QUOTE) now = now === OUTSIDE ? IN_STRING : OUTSIDE;
    else if (code === BACKSLASH && now === IN_STRING) now = ESCAPED;
  }
  return now;
}
