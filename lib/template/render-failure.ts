// Turns what was thrown while rendering into an answer for people. Values are never repeated: they may be secrets.

import { LiquidError } from "liquidjs";
import type { CompiledTemplate } from "./compile-template.ts";
import { OutputTooLargeError } from "./emitters.ts";
import type { RenderContext } from "./render-context.ts";
import { AbortMessageError, MissingDependencyError, RenderStopError } from "./render-errors.ts";
import type { RenderFailure, RenderFailureReason, SourcePosition } from "./render-result.ts";
import { positionAt } from "./source-position.ts";

export type Failure = Omit<RenderFailure, "ok" | "warnings" | "extras">;

type Words = { code: string; message: string; hint: string };

/** A failure of the message or its data. */
export function failure(
  reason: RenderFailureReason,
  field: string,
  words: Words,
  position?: SourcePosition,
): Failure {
  return { kind: "error", reason, field, ...words, ...(position === undefined ? {} : { position }) };
}

/** Describes what a template threw; `ctx` tells which part was being rendered. */
export function failureOf(thrown: unknown, template: CompiledTemplate, ctx: RenderContext | null): Failure {
  const cause = rootCause(thrown);
  const position = positionOf(thrown, template, ctx);
  const { field } = template;
  if (cause instanceof AbortMessageError) {
    const message = cause.message === "" ? "The template asked not to send this message." : cause.message;
    return {
      kind: "abort",
      reason: "liquid_abort_message",
      code: "liquid.abort_message",
      field,
      message,
      hint: "",
      position,
    };
  }
  if (cause instanceof MissingDependencyError) {
    const name = cause.kind === "secret" ? "Secret" : "Content block";
    const words = {
      code: "dependency.missing",
      message: `${name} \`${cause.dependency}\` does not exist.`,
      hint: "Create it, or use another name.",
    };
    return failure("template_render_error", field, words, position);
  }
  if (cause instanceof RenderStopError) return failure(cause.reason, field, cause, position);
  if (cause instanceof OutputTooLargeError)
    return failure("payload_too_large", field, tooLarge(field, cause.limit), position);
  return failure(...describeOther(cause, field), position);
}

function describeOther(cause: unknown, field: string): [RenderFailureReason, string, Words] {
  const message = cause instanceof Error ? cause.message : "";
  const hint = "Print less: shorten loops, and do not build texts by repetition.";
  if (message.startsWith("template render limit")) {
    return [
      "template_limit_exceeded",
      field,
      { code: "liquid.too_slow", message: "The template takes too long to render.", hint },
    ];
  }
  if (message.startsWith("memory alloc limit") || cause instanceof RangeError) {
    return [
      "template_limit_exceeded",
      field,
      { code: "liquid.too_large", message: "The template uses too much memory.", hint },
    ];
  }
  const words = {
    code: "liquid.render",
    message: "The template could not be rendered with this data.",
    hint: "Check the filters used here and the types of their values.",
  };
  return ["template_render_error", field, words];
}

/** Words for a field that grew over its limit. */
export function tooLarge(field: string, limit: number): Words {
  if (field === "webhook.url") {
    return {
      code: "url.too_long",
      message: `The address is longer than ${limit} bytes.`,
      hint: "Move values to the body.",
    };
  }
  const part = field.startsWith("webhook.headers.") ? "header" : "body";
  return {
    code: `${part}.too_large`,
    message: `The rendered ${part} is larger than ${limit} bytes.`,
    hint: "Print less, or send the data in several requests.",
  };
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
