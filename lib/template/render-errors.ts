// Thrown inside the engine and turned into a RenderFailure at the edge of a render.

import { type ProblemKey, problemText, type Words, type WordValues } from "#lib/i18n/problem-words.ts";
import type { RenderFailureReason } from "./render-result.ts";

/** The template asked not to send. */
export class AbortMessageError extends Error {}

/** Something the template names does not exist. */
export class MissingDependencyError extends Error {
  readonly kind: "secret" | "content block";
  readonly dependency: string;

  constructor(kind: "secret" | "content block", dependency: string) {
    super(`${kind} ${dependency} is missing`);
    this.kind = kind;
    this.dependency = dependency;
  }
}

/** Rendering cannot go on, with words for the author. */
export class RenderStopError extends Error {
  readonly reason: RenderFailureReason;
  readonly code: string;
  readonly hint: string;
  readonly words: Words;

  constructor(reason: RenderFailureReason, code: ProblemKey, values?: WordValues) {
    const { message, hint, words } = problemText(code, values);
    super(message);
    this.reason = reason;
    this.code = code;
    this.hint = hint;
    this.words = words;
  }
}
