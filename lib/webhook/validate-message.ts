// Checks a message while it is saved: what would fail or surprise when it is sent.

import { problemText } from "#lib/i18n/problem-words.ts";
import { analyzeMessage } from "#lib/template/analyze.ts";
import { type CompiledMessage, compileMessage } from "#lib/template/compile-message.ts";
import { locateJsonError } from "#lib/template/locate-json-error.ts";
import { positionAt } from "#lib/template/source-position.ts";
import { findUnknownVariables, type KnownNames } from "#lib/template/unknown-variables.ts";
import { inlineSecretInText } from "./inline-secret.ts";
import type { MessageProblem, WebhookMessage } from "./schema.ts";
import { validateHeaders } from "./validate-headers.ts";
import { type TargetCheck, validateUrl } from "./validate-url.ts";

export type ValidateOptions = {
  /** Names known in the workspace; lists that are absent are not checked. */
  known?: KnownNames | undefined;
  /** Sources of content blocks, so that what they read is checked too. */
  contentBlocks?: { readonly [name: string]: string } | undefined;
  /** Whether a private address may be called here. Without it such an address is a warning. */
  isTargetAllowed?: TargetCheck | undefined;
};

/** All problems of a message, errors first. A message without errors can be launched. */
export function validateMessage(message: WebhookMessage, options: ValidateOptions = {}): MessageProblem[] {
  return validateCompiled(compileMessage(message), options);
}

/** The same for a message that is compiled already. */
export function validateCompiled(compiled: CompiledMessage, options: ValidateOptions = {}): MessageProblem[] {
  const { message } = compiled;
  const { variables, contentBlocks } = analyzeMessage(compiled, options.contentBlocks ?? {});
  const problems = [
    ...compiled.errors.map(syntaxProblem),
    ...validateUrl(compiled, options.isTargetAllowed),
    ...validateHeaders(message),
    ...validateBody(message),
    ...findUnknownVariables(variables, contentBlocks, options.known ?? {}),
  ];
  return problems.sort((left, right) => RANK[left.severity] - RANK[right.severity]);
}

const RANK = { error: 0, warning: 1, info: 2 };

function syntaxProblem({ position, ...error }: CompiledMessage["errors"][number]): MessageProblem {
  return { severity: "error", ...error, line: position.line, column: position.column };
}

function validateBody(message: WebhookMessage): MessageProblem[] {
  const { method, body } = message;
  const field = "webhook.body";
  const problems: MessageProblem[] = [];
  if (method === "GET" && body.type !== "none") {
    problems.push({
      severity: "error",
      code: "body.on_get",
      field,
      ...problemText("body.on_get"),
    });
  }
  const secret = body.type === "none" ? null : inlineSecretInText(JSON.stringify(body.value));
  if (secret !== null) problems.push(inlineSecret(field, secret));
  if (body.type === "json" && typeof body.value === "string")
    problems.push(...jsonTemplateProblems(body.value));
  return problems;
}

/** Words for a key found in a field. */
export function inlineSecret(field: string, start: string): MessageProblem {
  return {
    severity: "warning",
    code: "secret.inline",
    field,
    ...problemText("secret.inline", { start }),
  };
}

function jsonTemplateProblems(source: string): MessageProblem[] {
  if (source.includes("{{") || source.includes("{%")) return [];
  try {
    JSON.parse(source);
    return [];
  } catch {
    const { offset, reason, fix } = locateJsonError(source);
    const place = positionAt(source, offset);
    const text = problemText("body.invalid_json", { ...place, reason, fix });
    return [{ severity: "error", code: "body.invalid_json", field: "webhook.body", ...text, ...place }];
  }
}
