// Turns what was thrown while rendering into an answer for people. Values are never repeated: they may be secrets.

import { LiquidError } from "liquidjs";
import { type ProblemKey, type ProblemText, problemText, type WordValues } from "#lib/i18n/problem-words.ts";
import type { CompiledTemplate } from "./compile-template.ts";
import { OutputTooLargeError } from "./emitters.ts";
import type { RenderContext } from "./render-context.ts";
import { AbortMessageError, MissingDependencyError, RenderStopError } from "./render-errors.ts";
import type { RenderFailure, RenderFailureReason, SourcePosition } from "./render-result.ts";
import { positionAt } from "./source-position.ts";

export type Failure = Omit<RenderFailure, "ok" | "warnings" | "extras">;

type CodedText = ProblemText & { code: string };

/** A failure of the message or its data. */
export function failure(
  reason: RenderFailureReason,
  field: string,
  { code, message, hint, words }: CodedText,
  position?: SourcePosition,
): Failure {
  return {
    kind: "error",
    reason,
    field,
    code,
    message,
    hint,
    words,
    ...(position === undefined ? {} : { position }),
  };
}

/** Describes what a template threw; `ctx` tells which part was being rendered. */
export function failureOf(thrown: unknown, template: CompiledTemplate, ctx: RenderContext | null): Failure {
  const cause = rootCause(thrown);
  const position = positionOf(thrown, template, ctx);
  const { field } = template;
  if (cause instanceof AbortMessageError) {
    const code = "liquid.abort_message";
    const said = cause.message === "" ? problemText(code) : { message: cause.message, hint: "" };
    return { kind: "abort", reason: "liquid_abort_message", code, field, ...said, position };
  }
  if (cause instanceof MissingDependencyError) {
    const key = cause.kind === "secret" ? "dependency.missing" : "dependency.missing.block";
    const text = { code: "dependency.missing", ...problemText(key, { name: cause.dependency }) };
    return failure("template_render_error", field, text, position);
  }
  if (cause instanceof RenderStopError) return failure(cause.reason, field, cause, position);
  if (cause instanceof OutputTooLargeError)
    return failure("payload_too_large", field, tooLarge(field, cause.limit), position);
  return failure(...describeOther(cause, field), position);
}

function describeOther(cause: unknown, field: string): [RenderFailureReason, string, CodedText] {
  const message = cause instanceof Error ? cause.message : "";
  if (message.startsWith("template render limit")) {
    return ["template_limit_exceeded", field, coded("liquid.too_slow")];
  }
  if (message.startsWith("memory alloc limit") || cause instanceof RangeError) {
    return ["template_limit_exceeded", field, coded("liquid.too_large")];
  }
  return ["template_render_error", field, coded("liquid.render")];
}

function coded(code: ProblemKey, values?: WordValues): CodedText {
  return { code, ...problemText(code, values) };
}

/** Words for a field that grew over its limit. */
export function tooLarge(field: string, limit: number): CodedText {
  if (field === "webhook.url") {
    return coded("url.too_long", { limit });
  }
  return coded(field.startsWith("webhook.headers.") ? "header.too_large" : "body.too_large", { limit });
}

function rootCause(thrown: unknown): unknown {
  let cause = thrown;
  while (LiquidError.is(cause) && cause.originalError !== undefined) cause = cause.originalError;
  return cause;
}

function positionOf(thrown: unknown, template: CompiledTemplate, ctx: RenderContext | null): SourcePosition {
  const { current } = ctx ?? { current: null };
  if (LiquidError.is(thrown) && (ctx?.blockNames.length ?? 0) === 0) {
    return positionAt(template.source, template.sourceOffset(thrown.token.begin));
  }
  if (current !== null && current.field === template.field) return positionAt(current.source, current.offset);
  return { line: 1, column: 1 };
}
